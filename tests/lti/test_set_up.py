"""The extra is there only where it is installed and switched on; a platform is added in one line."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from lti_tool.models import Key, LtiDeployment, LtiRegistration

from tests.classroom.conftest import browser
from tutorial.lti.management.commands.lti import Command
from tutorial.setup import places, python_packages

README = (places.ROOT / "tutorial" / "lti" / "README.md").read_text()
ASKS = """
import json, sys, django
django.setup()
from django.apps import apps
from django.urls import get_resolver
import tutorial.asgi
names = {str(one.pattern) for one in get_resolver().url_patterns}
loaded = any(name.split(".")[0] in ("lti_tool", "pylti1p3", "jwt", "requests") for name, module in sys.modules.items() if module)
print(json.dumps([apps.is_installed("tutorial.lti"), "lti/" in names, loaded]))
"""


def server(switch: str, *command: str, hidden: bool = False) -> subprocess.CompletedProcess[str]:
    """A process of its own, with the extra switched on or off; `hidden`: its packages are not installed."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tutorial.settings", "TUTORIAL_LTI": switch}
    hide = "import sys; sys.modules['lti_tool'] = None\n" if hidden else ""
    program = command or ("-c", hide + ASKS)
    return subprocess.run(
        [sys.executable, *program], env=environment, cwd=places.ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_without_the_switch_nothing_of_it_is_there() -> None:
    assert server("").stdout.splitlines()[-1] == "[false, false, false]"
    assert server("1").stdout.splitlines()[-1] == "[true, true, true]"
    assert "Unknown command: 'lti'" in server("", "manage.py", "lti", "list").stderr


@pytest.mark.slow
def test_without_the_packages_all_is_as_before_and_the_switch_says_what_is_missing() -> None:
    assert server("", hidden=True).stdout.splitlines()[-1] == "[false, false, false]"
    assert "TUTORIAL_LTI=1 needs a package more: pip install -r requirements-lti.txt" in server("1", hidden=True).stderr


def test_a_server_installs_it_only_where_it_is_switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUTORIAL_LTI", raising=False)
    assert python_packages.runtime() == (python_packages.RUNTIME,)
    monkeypatch.setenv("TUTORIAL_LTI", "1")
    assert python_packages.runtime() == (python_packages.RUNTIME, python_packages.LTI)


@pytest.mark.django_db
def test_every_command_of_the_how_to_works_as_it_is_written() -> None:
    lines = re.findall(r"^python3 manage\.py (lti .+?)(?<!\\)$", README.replace("\\\n", ""), re.MULTILINE)
    assert len(lines) >= 4
    for line in lines:
        _lti, *words = shlex.split(line)
        options = vars(Command().create_parser("manage.py", "lti").parse_args(words))
        if options["deed"] != "remove-platform":
            call_command("lti", *words, stdout=io.StringIO())
    assert set(LtiRegistration.objects.values_list("issuer", flat=True)) == {
        "https://moodle.school.example",
        "https://canvas.instructure.com",
    }


@pytest.mark.django_db
def test_a_moodle_is_added_by_its_address_alone_and_is_told_what_it_must_know() -> None:
    said = io.StringIO()
    words = ["add-platform", "Moodle", "--moodle", "https://moodle.school.example/", "--client-id", "abc"]
    call_command("lti", *words, "--address", "https://glass.example", stdout=said)
    found = LtiRegistration.objects.get()
    assert (found.issuer, found.auth_url, found.token_url, found.keyset_url) == (
        "https://moodle.school.example",
        "https://moodle.school.example/mod/lti/auth.php",
        "https://moodle.school.example/mod/lti/token.php",
        "https://moodle.school.example/mod/lti/certs.php",
    )
    assert "It opens nothing yet" in said.getvalue()
    for path in ("/lti/login/", "/lti/launch/", "/lti/keys.json"):
        assert f"https://glass.example{path}\n" in said.getvalue()
    call_command("lti", *words, "--deployment", "1", "--deployment", "2", stdout=said)
    assert list(LtiDeployment.objects.values_list("deployment_id", "is_active")) == [("1", True), ("2", True)]
    assert (LtiRegistration.objects.count(), Key.objects.count()) == (1, 1)
    call_command("lti", "remove-platform", "abc", stdout=said)
    assert not LtiRegistration.objects.exists()


@pytest.mark.django_db
def test_a_platform_that_is_half_described_is_not_added() -> None:
    with pytest.raises(CommandError, match="--auth-url is needed"):
        call_command("lti", "add-platform", "P", "--client-id", "1", "--issuer", "https://p.example")
    assert not LtiRegistration.objects.exists()


@pytest.mark.django_db
def test_only_the_public_half_of_our_key_is_shown() -> None:
    Key.objects.generate()
    (key,) = browser().get("/lti/keys.json").json()["keys"]
    assert sorted(key) == ["alg", "e", "kid", "kty", "n", "use"]


@pytest.mark.django_db
def test_its_migrations_are_complete() -> None:
    said = io.StringIO()
    call_command("makemigrations", "lti", "lti_tool", check=True, dry_run=True, stdout=said)
    assert said.getvalue().startswith("No changes detected")
