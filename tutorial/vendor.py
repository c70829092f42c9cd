"""The files of others that we serve: an explicit list, taken from the front-end packages where npm put them."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Warning, register
from django.core.files.storage import FileSystemStorage, Storage

from tutorial.setup import places

INTER = "@fontsource-variable/inter/files"
MONO = "@fontsource/jetbrains-mono/files"

# Modules end in .mjs: the manifest storage reads the names that stand in .js files, and theirs are not all served.
PACKAGE_FILES = {
    "vendor/cytoscape.mjs": "cytoscape/dist/cytoscape.esm.min.mjs",
    "vendor/idiomorph.mjs": "idiomorph/dist/idiomorph.esm.js",
    "vendor/inter-latin.woff2": f"{INTER}/inter-latin-wght-normal.woff2",
    "vendor/inter-latin-ext.woff2": f"{INTER}/inter-latin-ext-wght-normal.woff2",
    "vendor/inter-latin-italic.woff2": f"{INTER}/inter-latin-wght-italic.woff2",
    "vendor/jetbrains-mono-400.woff2": f"{MONO}/jetbrains-mono-latin-400-normal.woff2",
    "vendor/jetbrains-mono-600.woff2": f"{MONO}/jetbrains-mono-latin-600-normal.woff2",
}
BUILT_FILES = {"vendor/editor.mjs": "editor.mjs"}

# What a script may import by its bare name.
MODULES = {
    "cytoscape": "vendor/cytoscape.mjs",
    "idiomorph": "vendor/idiomorph.mjs",
    "editor": "vendor/editor.mjs",
}


def vendor_files() -> dict[str, Path]:
    """Address below /static/ → file on this machine."""
    return {name: places.NODE_MODULES / path for name, path in PACKAGE_FILES.items()} | {
        name: places.BUILD / path for name, path in BUILT_FILES.items()
    }


class VendorFinder(BaseFinder):
    """Finds exactly the listed files."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.files = vendor_files()

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        file = self.files.get(path)
        if file is None or not file.is_file():
            return []
        return [str(file)] if find_all else str(file)

    def list(self, ignore_patterns: Iterable[str] | None = None) -> Iterator[tuple[str, Storage]]:
        for name, file in self.files.items():
            if file.is_file():
                yield name, _OneFile(name, file)


class _OneFile(FileSystemStorage):
    """Makes one file, wherever it lies, appear under its address."""

    def __init__(self, name: str, file: Path) -> None:
        super().__init__(location=file.parent)
        self.name, self.file = name, file

    def path(self, name: str) -> str:
        assert name == self.name, f"{name!r} asked of the storage that holds {self.name!r} only"
        return str(self.file)


@register()
def vendor_files_are_there(**kwargs: Any) -> list[CheckMessage]:
    missing = sorted(name for name, file in vendor_files().items() if not file.is_file())
    if not missing:
        return []
    # A warning: the commands of the model do without these files.
    message = f"Front-end files are missing: {', '.join(missing)}."
    return [Warning(message, hint="Run python3 manage.py up", id="tutorial.W001")]
