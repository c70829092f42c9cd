"""The project's own Python: `.venv`, with exactly the packages that the requirements files pin."""

import importlib.util
import os
import platform
import shutil
import sys
import sysconfig
from pathlib import Path

from tutorial.setup import places, stamps
from tutorial.setup.programs import run
from tutorial.setup.progress import step
from tutorial.setup.trouble import Trouble

RUNTIME = places.ROOT / "requirements.txt"
DEVELOPMENT = places.ROOT / "requirements-dev.txt"
NODE = places.ROOT / "requirements-node.txt"
LTI = places.ROOT / "requirements-lti.txt"  # only where settings ask for it

NO_VENV = (
    "This Python cannot make virtual environments, because its `venv` part is missing: install it "
    "(on Debian and Ubuntu: sudo apt-get install python{version}-venv) and start again."
)
NOT_INSTALLED = (
    "The Python packages could not be installed; pip's own words are above. If they speak of the network, "
    "start again when it is back: what is already there stays."
)


def runtime() -> tuple[Path, ...]:
    """What a server needs: the extra for learning platforms only where it is switched on."""
    return (RUNTIME, LTI) if os.environ.get("TUTORIAL_LTI") == "1" else (RUNTIME,)


def ensure(*requirements: Path) -> None:
    """Install each requirements file that is not installed yet, or was changed since."""
    _ensure_venv()
    for file in requirements:
        name, fingerprint = f"pip-{file.stem}", stamps.of_contents(file, _interpreter())
        if stamps.is_done(name, fingerprint, places.VENV):
            continue
        with step(f"Python packages of {file.name}"):
            # The files name every package: resolving again is slow, and an older pip then prefers `coverage[toml]`
            # from the index, newer than the pinned `coverage`, and refuses it for want of a hash.
            pip = [str(places.VENV_PYTHON), "-m", "pip", "install", "--no-deps", "-r", str(file)]
            quietly = ["--quiet", "--progress-bar=off", "--no-input", "--disable-pip-version-check"]
            run([*pip, *quietly], otherwise=NOT_INSTALLED)
        stamps.mark_done(name, fingerprint, places.VENV)


def _ensure_venv() -> None:
    """Make `.venv`; make it anew when it is half made, or for another Python than the one that asks."""
    if places.in_venv() or (stamps.is_done("python", _interpreter(), places.VENV) and places.VENV_PYTHON.exists()):
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Trouble(NO_VENV.format(version=f"{sys.version_info.major}.{sys.version_info.minor}"))
    with step(f"A virtual environment for Python {platform.python_version()}"):
        shutil.rmtree(places.VENV, ignore_errors=True)
        run([sys.executable, "-m", "venv", places.VENV], otherwise=NO_VENV.format(version=""))
    stamps.mark_done("python", _interpreter(), places.VENV)


def _interpreter() -> str:
    return f"{sys.implementation.cache_tag} {sysconfig.get_platform()}"
