"""A server started for a while, with a database of its own: for browser tests, benchmarks and screenshots."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tutorial.setup import places

START_SECONDS = 180
STOP_SECONDS = 20


@dataclass(frozen=True)
class Server:
    name: str  # daphne or uvicorn
    url: str  # http://127.0.0.1:PORT, without a slash at the end
    folder: Path  # its state: database and secret key
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        return (self.folder / "server.log").read_text()


@contextmanager
def running_server(folder: Path, name: str = "daphne", port: int | None = None) -> Iterator[Server]:
    """Start a server on a free port, with its state in `folder`, and end it afterwards.

    `manage.py up` starts daphne, and for a classroom uvicorn: what answers is what a learner gets.
    """
    port = port or free_port()
    environment = os.environ | {"TUTORIAL_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "tutorial.settings"}
    places.remembering(environment)
    manage = [sys.executable, str(places.ROOT / "manage.py")]
    command = [*manage, "up", "--no-browser", "--port", str(port)]
    if name == "uvicorn":
        command += ["--classroom", "--host", "127.0.0.1"]
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=places.ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    server = Server(name, f"http://127.0.0.1:{port}", folder, process)
    try:
        _wait_until_it_answers(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(server: Server) -> None:
    patience = time.monotonic() + START_SECONDS
    while time.monotonic() < patience:
        if server.process.poll() is not None:
            raise RuntimeError(f"The server ended at once:\n{server.log}")
        try:
            urllib.request.urlopen(server.url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The server did not answer within {START_SECONDS} s:\n{server.log}")
