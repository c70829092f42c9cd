"""Real processes on free ports of this machine: servers as deploy/ starts them, nginx with its configuration, PostgreSQL, Redis.

All state lies in one folder that is thrown away. Programs that the machine does not have are named by `missing`.
"""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

import psycopg

from tutorial.running_server import free_port
from tutorial.setup import places

DEPLOY = places.ROOT / "deploy"
PATIENCE_S = 300.0  # a busy machine starts a server slowly
SECRET = "for these tests only: " + "x" * 50
NAMELESS_USER = "postgres" if "postgres" in {user.pw_name for user in pwd.getpwall()} else "nobody"


def program(name: str) -> str | None:
    """Where a program is: on the PATH, or where Debian and Red Hat put what only administrators start."""
    places_of_old = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/usr/sbin")]
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *map(str, places_of_old)]))


def missing(*names: str) -> str:
    """Why a test cannot run here: which programs are missing; "" if none is."""
    absent = [name for name in names if program(name) is None]
    return f"not installed here: {', '.join(absent)}" if absent else ""


def wait_until(ready: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
    """Look again and again. AssertionError if it never comes."""
    ends_s = time.monotonic() + patience_s
    while not ready():
        assert time.monotonic() < ends_s, f"within {patience_s:.0f} s it did not come that {what}"
        time.sleep(0.05)


class Process:
    """One program, which may be killed, stopped and started again with the same arguments."""

    def __init__(
        self, name: str, command: list[str], folder: Path, environment: Mapping[str, str] | None = None, user: str = ""
    ) -> None:
        """`user`: who runs it, where we are root and it refuses to be."""
        self.name, self.command, self.folder = name, command, folder
        self.environment = os.environ | dict(environment or {})
        self.user = user if os.geteuid() == 0 else ""
        self.file = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        account = pwd.getpwnam(self.user) if self.user else None
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
        with self.file.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd="/" if account else places.ROOT, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, **identity,
            )  # fmt: skip

    @property
    def log(self) -> str:
        return self.file.read_text(errors="replace") if self.file.exists() else ""

    @property
    def lives(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def send(self, number: int) -> None:
        if self.process is not None and self.lives:
            self.process.send_signal(number)

    def kill(self) -> None:
        """kill -9: nothing is said, and nothing stored."""
        self.send(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

    def stop(self, how: int = signal.SIGTERM) -> None:
        """Ask it to end, and wait. A stopped process is woken first."""
        self.send(signal.SIGCONT)
        self.send(how)
        if self.process is not None:
            try:
                self.process.wait(PATIENCE_S / 2)
            except subprocess.TimeoutExpired:
                self.kill()

    def largest_file(self, size: int) -> None:
        """From now on it cannot let a file grow beyond this (-1: as it likes): to it, the disk is full."""
        assert self.process is not None
        unlimited = resource.RLIM_INFINITY
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (unlimited if size < 0 else size, unlimited))


class Server(Process):
    """The tutorial, started as deploy/Dockerfile does."""

    def __init__(self, folder: Path, name: str = "server", more: Mapping[str, str] | None = None) -> None:
        self.port = free_port()
        written = re.search(r"^CMD (\[.*\])$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
        assert written is not None, "deploy/Dockerfile does not say what it starts"
        words = json.loads(written[1])
        words[words.index("--host") + 1], words[words.index("--port") + 1] = "127.0.0.1", str(self.port)
        # Static files as they lie; all the rest is as in production.
        environment = {
            "TUTORIAL_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.settings", "TUTORIAL_SECRET_KEY": SECRET,
            "PYTHONDEVMODE": "", "DATABASE_URL": "", **(more or {}),
        }  # fmt: skip
        super().__init__(name, [sys.executable, "-m", *words], folder, environment)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def migrate(self) -> None:
        """Make the tables."""
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity=0"],
            cwd=places.ROOT, env=self.environment, check=True, capture_output=True,
        )  # fmt: skip

    def answers(self, path: str = "/healthz") -> bool:
        assert self.lives, f"{self.name} has ended:\n{self.log[-3000:]}"
        return reached(self.url + path) == 200

    def wait(self) -> None:
        wait_until(self.answers, f"{self.name} answers")


def reached(url: str) -> int:
    """The status, 0 if nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


class Postgres(Process):
    """A PostgreSQL with an empty database `glass`; who runs it must not be root."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.rows = folder / "rows"
        command = [program("postgres") or "postgres", "-D", str(self.rows), "-k", str(folder), "-p", str(self.port)]
        super().__init__("postgres", [*command, "-c", "listen_addresses=127.0.0.1"], folder, user=NAMELESS_USER)
        if self.user:
            shutil.chown(folder, self.user)

    @property
    def url(self) -> str:
        return self._address("glass")

    def _address(self, name: str) -> str:
        return f"postgres://glass@127.0.0.1:{self.port}/{name}"

    def make(self) -> None:
        """Make the files of the database, start it, and make the database."""
        words = [program("initdb") or "initdb", "-D", str(self.rows), "-U", "glass", "-A", "trust", "-E", "UTF8"]
        made = Process("initdb", [*words, "--no-sync", "--locale=C"], self.folder, user=NAMELESS_USER)
        made.start()
        assert made.process is not None
        assert made.process.wait() == 0, made.log
        self.start()
        self.wait("postgres")
        with psycopg.connect(self._address("postgres"), autocommit=True) as database:
            database.execute("CREATE DATABASE glass")

    def answers(self, name: str = "glass") -> bool:
        try:
            psycopg.connect(self._address(name), connect_timeout=3).close()
        except psycopg.OperationalError:
            assert self.lives, self.log[-3000:]
            return False
        return True

    def wait(self, name: str = "glass") -> None:
        wait_until(lambda: self.answers(name), "PostgreSQL answers")


class Redis(Process):
    """A Redis that stores nothing."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        super().__init__("redis", [program("redis-server") or "redis-server", *words], folder)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def groups(self) -> int:
        """How many groups of the Channels layer have members: each process that listens is one."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
                line.sendall(b"KEYS asgi:group:process-*\r\n")
                found = re.match(rb"\*(\d+)", line.recv(1000))
        except OSError:
            return 0  # it has hardly started
        return int(found[1]) if found else 0


class Nginx(Process):
    """nginx with deploy/nginx.conf, in front of these servers."""

    def __init__(self, folder: Path, servers: list[Server]) -> None:
        self.port = free_port()
        self.conf = folder / "nginx.conf"
        words = [program("nginx") or "nginx", "-c", str(self.conf), "-p", str(folder), "-e", "stderr"]
        super().__init__("nginx", [*words, "-g", "daemon off;"], folder)
        self.route(servers)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def route(self, servers: list[Server]) -> None:
        """Write the configuration anew: with these servers in the place of those that compose starts."""
        text = (DEPLOY / "nginx.conf").read_text()
        lines = re.findall(r"^ *server glass-\d+:8000 .*;\n", text, re.MULTILINE)
        block = "".join(lines[:2])
        assert text.count(block) == len(lines) / 2, "nginx.conf names other servers than glass-1 and glass-2"
        ours = "".join(lines[0].replace("glass-1:8000", f"127.0.0.1:{server.port}") for server in servers)
        temporary = "".join(
            f"  {what}_temp_path {self.folder}/{what};\n"
            for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        text = text.replace(block, ours).replace("listen 80;", f"listen 127.0.0.1:{self.port};")
        text = text.replace("http {\n", f"http {{\n  access_log off;\n{temporary}", 1)
        user = "user root;\n" if os.geteuid() == 0 else ""
        self.conf.write_text(f"pid {self.folder}/nginx.pid;\n{user}{text}")

    def reload(self) -> None:
        """Read the configuration again, and wait until it counts for whoever comes; who is connected stays so."""
        before = set(self._workers())
        self.send(signal.SIGHUP)
        wait_until(lambda: bool(set(self._workers())) and not before & set(self._workers()), "nginx reads it again")

    def _workers(self) -> list[int]:
        """Those that take new connections."""
        assert self.process is not None
        master = self.process.pid
        found = []
        for child in map(int, Path(f"/proc/{master}/task/{master}/children").read_text().split()):
            with contextlib.suppress(OSError):
                if b"shutting down" not in Path(f"/proc/{child}/cmdline").read_bytes():
                    found.append(child)
        return found

    def wait(self) -> None:
        wait_until(lambda: reached(f"{self.url}/healthz") == 200, "nginx lets somebody through")
