"""Runs other programs quietly; their output is shown only when they fail."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tutorial.setup import places
from tutorial.setup.trouble import Trouble

LAST_LINES = 30


def run(command: Sequence[str | Path], *, otherwise: str, env: Mapping[str, str] | None = None) -> str:
    """Run to the end and return what it printed. On failure show the last lines and raise Trouble(`otherwise`)."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=places.ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise Trouble(f"{otherwise} ({error})") from None
    if done.returncode:
        print("\n" + "\n".join(done.stdout.rstrip().splitlines()[-LAST_LINES:]), file=sys.stderr)
        raise Trouble(otherwise)
    return done.stdout
