"""Where things are on this machine. Whatever is made lies in three folders that git ignores."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

VENV = ROOT / ".venv"
NODE_MODULES = ROOT / "node_modules"
VAR = ROOT / "var"

BUILD = VAR / "build"
COLLECTED = VAR / "static"
STAMPS = VAR / "stamps"

_BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
VENV_PYTHON = _BIN / ("python.exe" if os.name == "nt" else "python")


def venv_program(name: str) -> Path:
    return _BIN / (f"{name}.exe" if os.name == "nt" else name)


def in_venv() -> bool:
    """Whether this very process already runs on the project's own Python."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def state() -> Path:
    """The folder of what must not be lost: database and secret key. TUTORIAL_VAR moves it (tests do)."""
    return Path(os.environ.get("TUTORIAL_VAR") or VAR)


def remembering(environment: dict[str, str]) -> dict[str, str]:
    """Where Python may not keep beside the source what it has compiled, it keeps it in our folder.

    Else every start of a server would compile everything, and so would each of the hundred processes of `verify`.
    """
    if environment.pop("PYTHONDONTWRITEBYTECODE", ""):
        environment.setdefault("PYTHONPYCACHEPREFIX", str(VAR / "compiled"))
    return environment
