"""manage.py's commands: `up` and `verify` are ours; every other one is Django's, after the set-up that it needs."""

import os
import subprocess
import sys

from tutorial.setup import front_end, places, python_packages, site
from tutorial.setup.one_at_a_time import alone
from tutorial.setup.trouble import Trouble

# These work on the model alone: no database, no static files, no front-end packages.
MODEL_COMMANDS = ("play", "schedule", "simulate", "bench")
# These open the real pages in a real browser.
BROWSER_COMMANDS = ("screenshots",)
# These start a server of their own.
SERVER_COMMANDS = ("drill",)

OURS = """
  up [--host H] [--port P] [--lessons DIR] [--no-browser]
                                            serve the tutorial on this machine
  up --classroom                            the same for a class in this network: address and QR code
  verify [--fast] [--only WORD]             run every check of this project
  lock                                      pin anew after a change in pyproject.toml or package.json

and, after the set-up that they need, Django's commands and those of our apps:"""


def main(arguments: list[str]) -> int:
    command = arguments[1] if len(arguments) > 1 else "help"
    try:
        if command == "up":
            return _up(arguments)
        if command == "verify":
            return _verify(arguments)
        if command == "lock":
            return _lock()
        return _django(command, arguments)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def _up(arguments: list[str]) -> int:
    from tutorial.setup import up

    options = up.parse(arguments[2:])
    up.refuse_taken_port(options.host, options.port)
    if not places.in_venv():
        with alone():
            python_packages.ensure(*python_packages.runtime())
            front_end.ensure()
        return _again_in_venv(arguments)
    up.allow_host(options.host)
    up.add_lessons(options.lessons)
    with alone():
        site.ensure()
    return up.serve(options)


def _verify(arguments: list[str]) -> int:
    from tutorial.setup import verify

    options = verify.parse(arguments[2:])
    if not places.in_venv():
        with alone():
            python_packages.ensure(*python_packages.runtime(), python_packages.DEVELOPMENT)
            front_end.ensure()
        return _again_in_venv(arguments)
    with alone():
        site.ensure()
    return verify.run(options)


def _lock() -> int:
    from tutorial.setup.lock import lock

    with alone():
        python_packages.ensure()
        lock()
    return 0


def _django(command: str, arguments: list[str]) -> int:
    if not places.in_venv():
        with alone():
            python_packages.ensure(*python_packages.runtime())
            if command in BROWSER_COMMANDS:
                python_packages.ensure(python_packages.DEVELOPMENT)
            if command not in MODEL_COMMANDS:
                front_end.ensure()
        return _again_in_venv(arguments)
    if command in (*BROWSER_COMMANDS, *SERVER_COMMANDS):
        with alone():
            site.ensure()
    if command in ("help", "--help", "-h") and len(arguments) <= 2:
        print(OURS)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutorial.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(arguments)
    return 0


def _again_in_venv(arguments: list[str]) -> int:
    """Go on as the same command on the project's own Python, where the packages are."""
    again = [str(places.VENV_PYTHON), str(places.ROOT / "manage.py"), *arguments[1:]]
    sys.stdout.flush()
    environment = places.remembering(dict(os.environ))
    if os.name == "nt":  # Windows has no exec that keeps the console
        return subprocess.call(again, env=environment)
    os.execve(again[0], again, environment)
