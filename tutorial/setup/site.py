"""The web application's own preparations: database tables and static files."""

import os
from pathlib import Path

from tutorial.setup import places, stamps
from tutorial.setup.programs import run
from tutorial.setup.progress import step

MANAGE = places.ROOT / "manage.py"


def ensure() -> None:
    ensure_database()
    ensure_static_files()


def ensure_database() -> None:
    """Run the migrations that are new. A database elsewhere (DATABASE_URL) is asked at each start."""
    elsewhere = os.environ.get("DATABASE_URL")
    found = [*places.ROOT.glob("*/migrations/*.py"), *places.ROOT.glob("tutorial/*/migrations/*.py")]
    migrations = stamps.of_contents(places.ROOT / "requirements.txt", *sorted(found))
    folder = places.state()
    if not elsewhere and (folder / "db.sqlite3").is_file() and stamps.is_done("migrated", migrations, folder):
        return
    with step("Database"):
        _django("migrate", "--no-input", otherwise="The database could not be prepared; Django's words are above.")
    if not elsewhere:
        stamps.mark_done("migrated", migrations, folder)


def ensure_static_files() -> None:
    sources = stamps.of_contents(
        stamps.of_listing(_files(places.ROOT / "static", places.ROOT / "clusterviz", places.ROOT / "lessons")),
        stamps.of_listing(_files(places.BUILD)),
        places.ROOT / "tutorial" / "vendor.py",
        places.ROOT / "tutorial" / "settings.py",
        places.ROOT / "package-lock.json",
        places.ROOT / "requirements.txt",
    )
    if stamps.is_done("static", sources) and (places.COLLECTED / "staticfiles.json").is_file():
        return
    with step("Static files"):
        collect = ["collectstatic", "--no-input", "--ignore", "*.ts", "--ignore", "htmx-4*"]
        _django(*collect, otherwise="The static files could not be built; Django's words are above.")
    stamps.mark_done("static", sources)


def _files(*folders: Path) -> list[Path]:
    """Every file below that may be served: of the apps, only what lies in their `static` folders."""
    return [
        file
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file() and (folder.name in ("static", "build") or "static" in file.relative_to(folder).parts)
    ]


def _django(*arguments: str, otherwise: str) -> None:
    run([places.VENV_PYTHON, MANAGE, *arguments], otherwise=otherwise, env=os.environ | {"TUTORIAL_PREPARING": "1"})
