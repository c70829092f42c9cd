"""Set-up: what is done once is not done again, and what is missing is said in one sentence with the way out."""

import ast
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tutorial import secret
from tutorial.setup import chromium, command_line, front_end, places, programs, python_packages, stamps, up, verify
from tutorial.setup.trouble import Trouble


class Calls(list[list[str]]):
    """Stands for the programs that set-up would start."""

    def __call__(self, command: list[object], **options: object) -> str:
        self.append([str(part) for part in command])
        return ""


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty machine: `.venv` and everything else would be made in a folder of this test."""
    folder = tmp_path / ".venv"
    monkeypatch.setattr(places, "VENV", folder)
    monkeypatch.setattr(places, "VENV_PYTHON", folder / "bin" / "python")
    return folder


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    calls = Calls()
    monkeypatch.setattr(python_packages, "run", calls)
    return calls


def test_a_stamp_is_for_one_content_only(tmp_path: Path) -> None:
    file = tmp_path / "requirements.txt"
    file.write_text("one==1\n")
    stamps.mark_done("pip", stamps.of_contents(file), tmp_path)
    assert stamps.is_done("pip", stamps.of_contents(file), tmp_path)
    file.write_text("one==2\n")
    assert not stamps.is_done("pip", stamps.of_contents(file), tmp_path)


def test_parts_of_a_fingerprint_do_not_run_into_each_other() -> None:
    assert stamps.of_contents("ab", "c") != stamps.of_contents("a", "bc")


def test_requirements_are_installed_once_and_again_after_a_change(tmp_path: Path, venv: Path, calls: Calls) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("one==1\n")
    python_packages.ensure(requirements)
    venv_made, installed = calls
    assert venv_made[1:] == ["-m", "venv", str(venv)]
    assert installed[1:7] == ["-m", "pip", "install", "--no-deps", "-r", str(requirements)]

    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").touch()
    python_packages.ensure(requirements)
    assert len(calls) == 2

    requirements.write_text("one==2\n")
    python_packages.ensure(requirements)
    assert [call[1:4] for call in calls[2:]] == [["-m", "pip", "install"]]


def test_a_failed_installation_is_tried_again(tmp_path: Path, venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("one==1\n")

    def fail(command: list[object], *, otherwise: str) -> None:
        if "install" in command:
            raise Trouble(otherwise)

    monkeypatch.setattr(python_packages, "run", fail)
    for _ in range(2):
        with pytest.raises(Trouble, match="could not be installed"):
            python_packages.ensure(requirements)


def test_a_python_without_venv_names_the_package_to_install(venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python_packages.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Trouble) as trouble:
        python_packages.ensure()
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"sudo apt-get install python{version}-venv" in str(trouble.value)


def test_a_program_that_fails_shows_its_words_and_ours(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Trouble, match=r"^Do this instead\.$"):
        programs.run([sys.executable, "-c", "print('its words'); raise SystemExit(3)"], otherwise="Do this instead.")
    assert "its words" in capfd.readouterr().err


def test_a_taken_port_is_told_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Trouble) as trouble:
            up.refuse_taken_port("127.0.0.1", port)
    assert str(trouble.value) == (
        f"Port {port} on 127.0.0.1 is taken by another program: stop that one, or choose another port "
        f"with --port {port + 1}."
    )
    up.refuse_taken_port("127.0.0.1", port)  # free again


def test_an_address_that_is_not_ours_is_told() -> None:
    with pytest.raises(Trouble, match=r"This machine has no address '192\.0\.2\.1'"):
        up.refuse_taken_port("192.0.2.1", 8000)


def test_up_answers_to_the_host_it_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTORIAL_HOSTS", "school.example")
    up.allow_host("192.168.1.5")
    assert os.environ["TUTORIAL_HOSTS"] == "192.168.1.5,school.example"
    up.allow_host("0.0.0.0")
    assert "0.0.0.0" not in os.environ["TUTORIAL_HOSTS"].split(",")
    assert socket.gethostname() in os.environ["TUTORIAL_HOSTS"].split(",")


def test_chromium_is_looked_for_by_name_then_by_path_then_where_playwright_puts_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installed = tmp_path / "chrome"
    monkeypatch.delenv("TUTORIAL_CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "PROGRAMS", (str(installed),))
    monkeypatch.setattr(chromium, "_downloaded", lambda: "/downloaded")
    monkeypatch.setattr(chromium.shutil, "which", lambda name: None)
    assert chromium.find() == "/downloaded"
    installed.touch()
    assert chromium.find() == str(installed)
    monkeypatch.setattr(chromium.shutil, "which", lambda name: "/bin/chrome" if name == "google-chrome" else None)
    assert chromium.find() == "/bin/chrome"
    monkeypatch.setenv("TUTORIAL_CHROMIUM", "/named")
    assert chromium.find() == "/named"


def test_chromium_is_brought_by_playwright_then_by_debian_and_else_named(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    monkeypatch.setattr(chromium, "find", lambda: "/usr/bin/chromium" if tried == ["download", "debian"] else None)
    monkeypatch.setattr(chromium, "WAYS", (lambda: tried.append("download"), lambda: tried.append("debian")))
    assert chromium.ensure() == "/usr/bin/chromium"

    tried.clear()
    monkeypatch.setattr(chromium, "find", lambda: None)
    with pytest.raises(Trouble, match="install Chromium or Google Chrome"):
        chromium.ensure()
    assert tried == ["download", "debian"]


@pytest.mark.parametrize(
    ("version", "good_enough"), [("v20.20.2", True), ("v24.0.0", True), ("v18.19.0", False), ("", False)]
)
def test_the_machines_node_is_taken_when_it_is_new_enough(
    version: str, good_enough: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {version}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.defpath}")
    assert front_end.machine_has_node() is good_enough


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUTORIAL_SECRET_KEY", raising=False)
    made = secret.secret_key(tmp_path / "var")
    assert len(made) >= 64
    assert secret.secret_key(tmp_path / "var") == made
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o077 == 0
    assert secret.secret_key(tmp_path / "other") != made


def test_a_secret_cut_short_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUTORIAL_SECRET_KEY", raising=False)
    (tmp_path / "secret-key").write_text("short")
    with pytest.raises(Trouble, match="delete that file and start again"):
        secret.secret_key(tmp_path)


def test_verify_goes_on_after_a_failure_and_counts_steps(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    steps = [
        verify.Step("Good", (sys.executable, "-c", "print('fine')")),
        verify.Step("Bad", (sys.executable, "-c", "print('what broke'); raise SystemExit(1)")),
        verify.Step("Absent", ("/no/such/program",)),
        verify.Step("Good again", (sys.executable, "-c", "")),
    ]
    monkeypatch.setattr(verify, "steps", lambda browser, coverage: steps)
    assert verify.run(verify.parse([])) == 1
    printed = capfd.readouterr().out
    assert "    what broke" in printed
    assert printed.splitlines()[-1] == "2 passed, 2 failed"
    monkeypatch.setattr(verify, "steps", lambda browser, coverage: steps[:1])
    assert verify.run(verify.parse(["--fast"])) == 0


def test_verify_runs_every_check_there_is_and_fast_leaves_out_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "has_command", lambda name: True)
    monkeypatch.setattr(front_end, "node_environment", lambda: {"PATH": ""})
    names = [step.name for step in verify.steps(browser=True)]
    for word in (
        "format",
        "Lint",
        "mypy",
        "contracts",
        "Deployment",
        "Migrations",
        "model",
        "Simulation",
        "JavaScript",
    ):
        assert any(word in name for name in names), word
    assert names[-1] == "Browser tests"
    assert [step.name for step in verify.steps(browser=False)] == names[:-1]


def test_how_much_of_the_model_is_reached_is_shown_to_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front_end, "node_environment", lambda: {"PATH": ""})
    for asked in (False, True):
        steps = verify.steps(browser=False, coverage=verify.parse(["--coverage"] if asked else []).coverage)
        measured = [step.name for step in steps if "--cov" in step.command]
        assert measured == (["Quick tests of the model"] if asked else [])
        assert [step.name for step in steps if step.shown] == measured


def test_what_is_to_be_shown_is_shown_although_it_passes(capfd: pytest.CaptureFixture[str]) -> None:
    for shown in (False, True):
        assert verify._passes(verify.Step("Good", (sys.executable, "-c", "print('one'); print('two')"), shown=shown))
        assert ("one" in capfd.readouterr().out) is shown


def test_verify_of_nothing_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "steps", lambda browser, coverage: [])
    assert verify.run(verify.parse([])) == 1


def test_what_a_check_compiles_is_kept_even_where_python_may_not_write_beside_the_source(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tell = "import sys; print(sys.dont_write_bytecode, sys.pycache_prefix)"
    step = verify.Step("Tell", (sys.executable, "-c", tell))
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert verify._outcome(step) == (0, f"False {places.VAR / 'compiled'}\n")
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE")
    assert verify._outcome(step) == (0, "False None\n")


def test_so_is_what_a_server_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[dict[str, str]] = []
    monkeypatch.setattr(os, "execve", lambda program, command, environment: begun.append(environment))
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    command_line._again_in_venv(["manage.py", "up"])
    (environment,) = begun
    assert "PYTHONDONTWRITEBYTECODE" not in environment
    assert environment["PYTHONPYCACHEPREFIX"] == str(places.VAR / "compiled")


def test_set_up_imports_the_standard_library_alone() -> None:
    allowed = {*sys.stdlib_module_names, "tutorial"}
    for file in (places.ROOT / "tutorial" / "setup").glob("*.py"):
        at_start = ast.parse(file.read_text()).body
        imported = {
            name.split(".")[0]
            for node in at_start
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert imported <= allowed, f"{file.name} imports {imported - allowed}"


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-node.txt", "requirements-lti.txt"]
)
def test_every_requirement_is_pinned_by_hash_and_names_no_host(name: str) -> None:
    text = (places.ROOT / name).read_text()
    requirements = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
    assert requirements
    for requirement in requirements:
        assert re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==\S+", requirement), requirement
        assert "--hash=sha256:" in requirement, requirement
    assert "://" not in text


def test_the_front_end_lock_is_pinned_by_hash_and_names_no_host() -> None:
    text = (places.ROOT / "package-lock.json").read_text()
    assert "://" not in text
    assert '"integrity": "sha512-' in text
    assert not re.search(r'"[~^]', (places.ROOT / "package.json").read_text()), "exact versions only"


def test_an_old_python_is_told_in_one_sentence() -> None:
    """Any Python 3 can read manage.py: no newer syntax, and the version is asked before the imports."""
    source = (places.ROOT / "manage.py").read_text()
    ast.parse(source, feature_version=(3, 7))
    assert source.index("sys.version_info") < source.index("from tutorial")


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_ci_runs_what_a_developer_runs() -> None:
    assert (places.ROOT / ".ci" / "run").read_text().splitlines()[-1] == "exec python3 manage.py verify"
    assert subprocess.run(["bash", "-n", str(places.ROOT / ".ci" / "run")]).returncode == 0


def test_what_failed_at_first_is_tried_once_more_alone_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    count = tmp_path / "count"
    script = tmp_path / "some_tests.py"
    script.write_text(
        "import pathlib, sys\n"
        f"count = pathlib.Path({str(count)!r})\n"
        "count.open('a').write(' '.join(sys.argv[1:]) + '\\n')\n"
        "if 'all' in sys.argv:\n"
        "    print('FAILED tests/a.py::test_one[x] - AssertionError: FAILED - no')\n"
        "    print('ERROR tests/b.py::test_two')\n"
        "    sys.exit(1)\n"
        "print('2 passed')\n"
    )
    run_it = (sys.executable, str(script))
    assert verify._passes(verify.Step("Shaky", (*run_it, "all"), again=run_it))
    assert count.read_text().splitlines() == ["all", "tests/a.py::test_one[x] tests/b.py::test_two"]
    assert "failed at first (FAILED tests/a.py::test_one[x]" in capsys.readouterr().out
