"""`manage.py verify`: every check of this project, each a named and timed step. None stops the rest."""

import argparse
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tutorial.setup import chromium, front_end, places
from tutorial.setup.trouble import Trouble

STEP_SECONDS = 1500
SHOWN_LINES = 300  # of a step that fails


@dataclass(frozen=True)
class Step:
    name: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    again: tuple[
        str, ...
    ] = ()  # what runs only those tests that failed: a real browser on a busy machine gets a second try
    shown: bool = False  # all that it prints is shown, even if it passes


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py verify", description="Run every check of this project.")
    parser.add_argument("--fast", action="store_true", help="leave out the browser tests")
    parser.add_argument(
        "--coverage",
        action="store_true",
        help="also show how much of the model its own tests reach: they take twice as long",
    )
    parser.add_argument("--only", metavar="WORD", help="only the steps whose name holds this word")
    return parser.parse_args(arguments)


def run(options: argparse.Namespace) -> int:
    passed = failed = 0
    began = time.monotonic()
    for step in steps(browser=not options.fast, coverage=options.coverage):
        if options.only and options.only.lower() not in step.name.lower():
            continue
        if _passes(step):
            passed += 1
        else:
            failed += 1
    print(f"  {time.monotonic() - began:.0f} s in all")
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed or not passed else 0


def steps(browser: bool, coverage: bool = False) -> list[Step]:
    python = str(places.VENV_PYTHON)
    manage = (python, str(places.ROOT / "manage.py"))
    pytest = (python, "-m", "pytest", "-q", "--tb=short")
    environment = front_end.node_environment()
    node = shutil.which("node", path=environment["PATH"]) or "node"
    found = [
        Step("Formatting (ruff format)", (_tool("ruff"), "format", "--check", "--output-format=concise", ".")),
        Step("Lint (ruff check)", (_tool("ruff"), "check", "--output-format=concise", ".")),
        Step("Types (mypy)", (python, "-m", "mypy")),
        Step("Import contracts (import-linter)", (_tool("lint-imports"), "--no-logo")),
        Step("Deployment (Django)", (*manage, "check", "--deploy", "--fail-level", "WARNING"), _production()),
        Step("Migrations are complete", (*manage, "makemigrations", "--check", "--dry-run")),
        Step(
            "Quick tests of the model",
            (*pytest, *BOTH_CORES, "-m", "model and not slow", *(COVERAGE if coverage else ())),
            shown=coverage,
        ),
        Step("All other quick tests", (*pytest, *BOTH_CORES, "-m", "not model and not slow")),
        Step("Stories, recorded sessions, servers that are killed", (*pytest, *BOTH_CORES, STEAL, "-m", "slow")),
    ]
    if has_command("simulate"):
        found.append(Step("Simulation of random pokes and faults", (*manage, "simulate", "--runs", "200")))
    if has_command("lesson"):
        found.append(Step("Lessons prove themselves", (*manage, "lesson", "prove")))
    scripts = sorted(str(file.relative_to(places.ROOT)) for file in (places.ROOT / "tests").rglob("*.test.js"))
    found.append(Step("JavaScript types", (node, str(front_end.node_program("typescript", "tsc"))), environment))
    if scripts:
        found.append(Step("JavaScript tests", (node, "--test", *scripts), environment))
    if browser:
        command = (*pytest, *BOTH_CORES, STEAL)
        found.append(Step("Browser tests", (*command, "tests/browser"), BROWSER, again=command))
    return found


BOTH_CORES = ("--numprocesses=2",)
STEAL = "--dist=worksteal"  # where one test takes a minute, and another one a second
COVERAGE = ("--cov", "--cov-report=term:skip-covered")
BROWSER = {"TUTORIAL_FIND_CHROMIUM": "1"}


def has_command(name: str) -> bool:
    return any(places.ROOT.glob(f"*/management/commands/{name}.py"))


def _passes(step: Step) -> bool:
    print(f"▸ {step.name} …", end="", flush=True)
    began = time.monotonic()
    code, output = _outcome(step)
    if code != 0 and step.again:
        told = [line.strip() for line in output.splitlines() if line.startswith(("FAILED", "ERROR"))]
        print(f" failed at first ({'; '.join(told)[:400] or 'see below'}), those once more …", end="", flush=True)
        failed = dict.fromkeys(line.split(" - ")[0].partition(" ")[2] for line in told)
        code, output = _outcome(replace(step, command=(*step.again, *failed)) if failed else step)
    seconds = time.monotonic() - began
    summary = next((line.strip("= ") for line in reversed(output.splitlines()) if line.strip()), "")
    if step.shown:
        print(f"\n{output}")
    if code == 0:
        print(f" passed in {seconds:.1f} s  {summary[:100]}", flush=True)
        return True
    print(f" FAILED in {seconds:.1f} s\n", flush=True)
    lines = output.rstrip().splitlines()
    if len(lines) > SHOWN_LINES:
        lines = [
            *lines[: SHOWN_LINES // 2],
            f"… {len(lines) - SHOWN_LINES} lines left out …",
            *lines[-SHOWN_LINES // 2 :],
        ]
    print("\n".join(f"    {line}" for line in lines), flush=True)
    print(f"\n    Again: {' '.join(_shown(part) for part in step.command)}\n", flush=True)
    return False


def _outcome(step: Step) -> tuple[int, str]:
    """Exit status and everything printed."""
    environment = places.remembering(dict(os.environ))
    try:
        if step.env is BROWSER:
            environment["TUTORIAL_CHROMIUM"] = chromium.ensure()
        done = subprocess.run(
            step.command,
            cwd=places.ROOT,
            env=environment | dict(step.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=STEP_SECONDS,
        )
    except Trouble as trouble:
        return 1, str(trouble)
    except subprocess.TimeoutExpired as late:
        printed = late.stdout.decode(errors="replace") if isinstance(late.stdout, bytes) else late.stdout or ""
        return 1, f"{printed}\nnot done after {STEP_SECONDS} s"
    except OSError as error:
        return 1, str(error)
    return done.returncode, done.stdout


def _production() -> dict[str, str]:
    """The environment of a real server, for Django's deployment check."""
    return {"TUTORIAL_HTTPS": "1", "TUTORIAL_HOSTS": "glass.example", "TUTORIAL_SECRET_KEY": secrets.token_urlsafe(64)}


def _tool(name: str) -> str:
    return str(places.venv_program(name))


def _shown(part: str) -> str:
    return os.path.relpath(part, places.ROOT) if Path(part).is_absolute() else part


if __name__ == "__main__":
    sys.exit(run(parse(sys.argv[1:])))
