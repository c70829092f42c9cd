"""How it is served: headers at the level of an A+, health, metrics, logs, and what a teacher is told."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client, RequestFactory

from tutorial import health
from tutorial.logs import JsonLines
from tutorial.setup import classroom, places, up

HEADERS = """
import json, django
django.setup()
from django.test import Client
found = []
for path in ("/", "/healthz", "/nowhere/", "/glossary/"):
    answer = Client(HTTP_HOST="glass.example", HTTP_X_FORWARDED_PROTO="https").get(path, secure=True)
    cookies = {name: {key: morsel[key] for key in ("secure", "httponly", "samesite", "path", "domain")}
               for name, morsel in answer.cookies.items()}
    found.append([path, dict(answer.headers), cookies])
plain = Client(HTTP_HOST="glass.example").get("/")
beside = [Client(HTTP_HOST="127.0.0.1:8000").get(path).status_code for path in ("/readyz", "/healthz")]
print(json.dumps([found, plain.status_code, plain.headers.get("Location"), beside]))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    """What a server on the Internet answers."""
    environment = os.environ | {
        "TUTORIAL_VAR": str(tmp_path_factory.mktemp("production")),
        "TUTORIAL_HTTPS": "1",
        "TUTORIAL_HOSTS": "glass.example",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    for command in ([str(places.ROOT / "manage.py"), "migrate", "--no-input"], ["-c", HEADERS]):
        done = subprocess.run(
            [sys.executable, *command], env=environment, cwd=places.ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
def test_every_answer_has_the_headers_of_an_a_plus(production: list[object]) -> None:
    found, status, leads_to, beside = production
    assert (status, leads_to) == (301, "https://glass.example/")
    assert beside == [200, 200], "who looks whether the process lives does not come through the proxy"
    assert isinstance(found, list)
    for path, headers, cookies in found:
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert "frame-ancestors 'none'" in policy, path
        assert "base-uri 'none'" in policy, path
        assert "form-action 'self'" in policy, path
        assert not re.search(r"unsafe|\*|https?:", policy), policy
        assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "geolocation=()" in headers["Permissions-Policy"]
        assert "Access-Control-Allow-Origin" not in headers
        for name, cookie in cookies.items():
            assert name.startswith("__Host-"), name
            assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax"), name
            assert (cookie["path"], cookie["domain"]) == ("/", ""), name
    assert any(cookies for _, _, cookies in found)


@pytest.mark.django_db
def test_readiness_asks_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/readyz").json() == {"ready": True, "wrong": []}

    def away(*args: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(health.connection, "cursor", away)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["wrong"]) == (503, ["the database is away"])


def test_a_database_that_is_away_is_told_as_that() -> None:
    try:
        raise OperationalError("connection refused")
    except OperationalError:
        answer = health.server_error(RequestFactory().get("/"))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert b"Nothing of yours is lost" in answer.content
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        assert health.server_error(RequestFactory().get("/")).status_code == 500


@pytest.mark.django_db
def test_metrics_are_numbers_for_this_machine_only(client: Client) -> None:
    text = client.get("/metrics").content.decode()
    for line in text.splitlines():
        assert re.fullmatch(r'# (HELP|TYPE) \w+ .+|\w+(\{le="[\d.+Inf]+"\})? [\d.e+-]+', line), line
    assert "glass_clusters " in text
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.get("/metrics", HTTP_X_FORWARDED_FOR="192.0.2.7").status_code == 404


def test_a_log_line_for_machines_is_one_json_object() -> None:
    record = logging.LogRecord(
        "glass", logging.ERROR, "", 1, "An image of cluster %s\nis torn", ("abcdefgh12345678ij",), None
    )
    text = JsonLines().format(record)
    assert "\n" not in text
    line = json.loads(text)
    assert (line["level"], line["cluster"]) == ("error", "abcdefgh12345678ij")
    assert line["message"] == "An image of cluster abcdefgh12345678ij\nis torn"


def test_a_classroom_listens_to_its_network_and_opens_no_browser() -> None:
    options = up.parse(["--classroom"])
    assert (options.host, options.no_browser) == ("0.0.0.0", True)
    assert up.parse([]).host == "127.0.0.1"
    assert up.parse(["--classroom", "--host", "10.0.0.7"]).host == "10.0.0.7"


def test_a_teacher_is_told_the_address_and_what_the_internet_would_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUTORIAL_HTTPS", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    told = classroom.told("http://192.168.1.5:8000/", ["http://10.0.0.2:8000/"])
    assert "Everyone in this network: http://192.168.1.5:8000/" in told
    assert "or: http://10.0.0.2:8000/" in told
    assert "plain http" in told
    monkeypatch.setenv("TUTORIAL_HTTPS", "1")
    assert "plain http" not in classroom.told("http://192.168.1.5:8000/", [])


def test_the_code_to_photograph_holds_the_address() -> None:
    segno = pytest.importorskip("segno")
    text = re.sub(r"\x1b\[[\d;]*m", "", classroom.qr_code("http://192.168.1.5:8000/"))
    pixels: list[list[bool]] = []
    for line in text.splitlines():
        pixels.append([block in "▀█" for block in line])
        pixels.append([block in "▄█" for block in line])
    wanted = [
        [bool(dot) for dot in row] for row in segno.make("http://192.168.1.5:8000/", error="m", micro=False).matrix
    ]
    shown = [row[2:-2] for row in pixels[2:]][: len(wanted)]
    assert shown == wanted


@pytest.mark.django_db
def test_a_teachers_link_leads_to_the_server_that_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTORIAL_VAR", str(tmp_path / "var"))

    def link(*arguments: str) -> str:
        out = io.StringIO()
        call_command("teacher", "Ada", *arguments, stdout=out)
        return out.getvalue().split()[-1]

    assert link().startswith("http://127.0.0.1:8000/teacher/")
    up.note_address("http://127.0.0.1:8201/")
    assert link().startswith("http://127.0.0.1:8201/teacher/")
    assert link("--address", "http://192.168.1.5:8000").startswith("http://192.168.1.5:8000/teacher/")
