"""What every page stands on: icons, modules, the files of others, headers and cookies."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.checks import run_checks
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client, RequestFactory

from tutorial import vendor
from tutorial.asgi import application
from tutorial.setup import places
from tutorial.templatetags import modules


def render(text: str, **context: object) -> str:
    return Template(text).render(Context(context))


def test_an_icon_is_drawn_in_the_colour_of_the_text_and_hidden_from_screen_readers() -> None:
    drawn = render('{% load icons %}{% icon "server" %}')
    assert drawn.startswith('<svg class="icon" aria-hidden="true" viewBox="0 0 24 24"')
    assert 'stroke="currentColor"' in drawn
    assert "<rect" in drawn
    assert "style=" not in drawn


def test_an_icon_with_a_label_is_read_aloud_and_the_label_cannot_break_out() -> None:
    drawn = render('{% load icons %}{% icon "server" label=label css_class="large" %}', label='a "node" <b>')
    assert 'class="icon large" role="img" aria-label="a &quot;node&quot; &lt;b&gt;"' in drawn


@pytest.mark.parametrize("name", ["no-such-icon", "../../package", "Server"])
def test_an_unknown_icon_is_told(name: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="No icon is called"):
        render("{% load icons %}{% icon name %}", name=name)


def test_each_file_of_others_is_found_and_nothing_else_of_its_package() -> None:
    for name in vendor.vendor_files():
        found = finders.find(name)
        assert isinstance(found, str), name
        assert Path(found).is_file(), name
    assert finders.find("vendor/package.json") is None
    assert finders.find("cytoscape/package.json") is None


def test_a_missing_file_of_others_names_the_way_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(places, "NODE_MODULES", tmp_path)
    (told,) = (message for message in run_checks() if message.id == "tutorial.W001")
    assert "vendor/cytoscape.mjs" in told.msg
    assert told.hint == "Run python3 manage.py up"


def test_the_import_map_names_packages_and_carries_the_nonce() -> None:
    request = RequestFactory().get("/")
    request.csp_nonce = "n0nce"
    drawn = render("{% load modules %}{% import_map %}", request=request)
    written = re.fullmatch(r'<script type="importmap" nonce="n0nce">(.*)</script>', drawn)
    assert written is not None, drawn
    assert json.loads(written[1])["imports"]["cytoscape"] == "/static/vendor/cytoscape.mjs"


def test_the_import_map_turns_plain_addresses_into_those_made_of_contents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modules, "static", lambda path: f"/static/{path.replace('.', '.0123456789ab.', 1)}")
    imports = json.loads(modules._import_map.__wrapped__())["imports"]
    assert imports["cytoscape"] == "/static/vendor/cytoscape.0123456789ab.mjs"
    assert imports["/static/js/editor-entry.js"] == "/static/js/editor-entry.0123456789ab.js"


def test_no_file_of_others_ends_in_a_name_that_the_manifest_would_read() -> None:
    patterns = [pattern for pattern, _rules in ManifestStaticFilesStorage.patterns]
    assert not [name for name in vendor.vendor_files() if any(Path(name).match(pattern) for pattern in patterns)]


@pytest.mark.django_db
def test_every_answer_is_closed_to_scripts_of_others(client: Client) -> None:
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    policy = {part.split()[0]: part.split()[1:] for part in answer["Content-Security-Policy"].split("; ")}
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["connect-src"] == policy["form-action"] == policy["font-src"] == ["'self'"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("origin", [b"https://elsewhere.example", b"null", None])
async def test_a_socket_from_a_page_of_others_is_refused(origin: bytes | None) -> None:
    headers = [(b"host", b"localhost")] + ([(b"origin", origin)] if origin is not None else [])
    connected, _code = await WebsocketCommunicator(application, "/", headers=headers).connect()
    assert not connected


@pytest.mark.django_db(transaction=True)
async def test_a_socket_that_nobody_serves_is_refused() -> None:
    headers = [(b"host", b"localhost:8000"), (b"origin", b"http://localhost:8000")]
    assert await WebsocketCommunicator(application, "/no/such/", headers=headers).connect() == (False, 4404)


def test_the_database_waits_for_writers_and_never_blocks_readers(django_db_blocker: object, db: None) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (20_000,)


def settings_under(**environment: str) -> dict[str, object]:
    """What the settings say in another environment, asked in a process of its own."""
    names = ["DEBUG", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "ALLOWED_HOSTS", "ENGINE"]
    program = (
        "import json; from django.conf import settings as s; "
        f"d = {{name: getattr(s, name, None) for name in {names}}}; "
        "d['ENGINE'] = s.DATABASES['default']['ENGINE']; print(json.dumps(d))"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TUTORIAL_")}
    clean |= {"DJANGO_SETTINGS_MODULE": "tutorial.settings", "TUTORIAL_SECRET_KEY": "k" * 60}
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=places.ROOT, env=clean | environment, capture_output=True
    )
    answer: dict[str, object] = json.loads(told.stdout)
    return answer


def test_a_laptop_is_quiet_and_a_server_is_strict() -> None:
    laptop = settings_under()
    assert laptop["DEBUG"] is False
    assert laptop["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert laptop["ENGINE"] == "django.db.backends.sqlite3"
    assert laptop["SESSION_COOKIE_SECURE"] is False
    server = settings_under(TUTORIAL_HTTPS="1", TUTORIAL_HOSTS="glass.example", DATABASE_URL="postgres://u:p@db/glass")
    assert server["ENGINE"] == "django.db.backends.postgresql"
    assert server["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]", "glass.example"]
    assert server["SESSION_COOKIE_SECURE"] is server["CSRF_COOKIE_SECURE"] is server["SECURE_SSL_REDIRECT"] is True


def test_the_tests_have_a_state_folder_of_their_own() -> None:
    assert places.VAR not in [settings.VAR, *settings.VAR.parents]


# Older releases have holes that a public server must not have (fact sheet on security, §1).
FLOORS = {"daphne": (4, 2, 2), "django": (5, 2, 14), "channels": (4, 3, 2), "twisted": (24, 7), "autobahn": (20, 12, 3)}


@pytest.mark.parametrize("package", FLOORS)
def test_no_release_with_a_known_hole_is_pinned(package: str) -> None:
    pinned = re.search(rf"^{package}==([\d.]+)", (places.ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert pinned is not None
    assert tuple(int(part) for part in pinned[1].split(".")) >= FLOORS[package]
