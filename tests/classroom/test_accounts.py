"""Teachers' accounts: a link that works once, passwords, signing in; and nobody else gets in."""

import io
import re

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from clusterviz.live import visitor
from lessons import teachers
from tutorial.accounts import views

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "seven green bottles"


@pytest.fixture(autouse=True)
def full_buckets() -> None:
    for buckets in (views._of_address, views._of_name):
        buckets._buckets.clear()


def browser() -> Client:
    return Client(headers={"host": "localhost"})


def link_of(name: str = "Ada") -> str:
    said = io.StringIO()
    call_command("teacher", name, "--address", "http://class.example/", stdout=said)
    found = re.search(r"http://class\.example(/teacher/\S+)", said.getvalue())
    assert found is not None, said.getvalue()
    return found[1]


def settle_in(client: Client, name: str = "Ada") -> None:
    answer = client.post(link_of(name), {"password": PASSWORD, "again": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/teach/")


def test_a_link_sets_a_password_once() -> None:
    first, link = browser(), link_of()
    assert "Welcome, Ada" in first.get(link).content.decode()
    assert first.post(link, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert "You teach here as Ada" in first.get("/teach/").content.decode()
    assert browser().get(link).status_code == 410
    assert browser().post(link, {"password": "another password", "again": "another password"}).status_code == 410


def test_a_link_ends_after_a_day() -> None:
    link = link_of()
    with override_settings(PASSWORD_RESET_TIMEOUT=-1):
        assert browser().get(link).status_code == 410
    assert browser().get(link).status_code == 200


def test_a_link_of_one_teacher_is_none_of_another() -> None:
    ada, bob = link_of("Ada"), link_of("Bob")
    token = ada.rstrip("/").rpartition("/")[2]
    assert browser().get(re.sub(r"[^/]+/$", f"{token}/", bob)).status_code == 410


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("short", "short", "at least 10 characters"),
        ("password123", "password123", "too common"),
        (PASSWORD, PASSWORD + "s", "not the same"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password: str, again: str, sentence: str) -> None:
    answer = browser().post(link_of(), {"password": password, "again": again})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="is no name"):
        call_command("teacher", "<b>")


def test_sign_in_goes_back_to_where_one_was_asked_to_and_nowhere_else() -> None:
    settle_in(browser())
    client = browser()
    answer = client.get("/teach/")
    assert answer["Location"] == "/sign-in/?next=/teach/"
    words = {"name": "Ada", "password": PASSWORD, "next": "/where-we-differ/"}
    assert client.post("/sign-in/", words)["Location"] == "/where-we-differ/"
    elsewhere = words | {"next": "https://elsewhere.example/"}
    assert browser().post("/sign-in/", elsewhere)["Location"] == "/teach/"


def test_a_wrong_password_and_a_name_that_nobody_has_are_told_alike() -> None:
    settle_in(browser())
    answers = [browser().post("/sign-in/", {"name": name, "password": "x"}) for name in ("Ada", "Nobody")]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("do not belong together" in answer.content.decode() for answer in answers)


def test_guesses_come_to_an_end() -> None:
    settle_in(browser())
    answers = [browser().post("/sign-in/", {"name": "Ada", "password": f"guess {n}"}) for n in range(9)]
    assert [answer.status_code for answer in answers] == [422] * 8 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert "many tries" in answers[-1].content.decode()


def test_signing_in_gives_the_session_another_id_and_keeps_the_visitors_clusters() -> None:
    settle_in(browser())
    client = browser()
    client.post("/resume/code/")
    key, planted = client.session[visitor.KEY], client.cookies["sessionid"].value
    client.post("/sign-in/", {"name": "Ada", "password": PASSWORD})
    assert client.cookies["sessionid"].value != planted
    assert client.session[visitor.KEY] == key
    thief = browser()
    thief.cookies["sessionid"] = planted
    assert thief.get("/teach/").status_code == 302


def test_who_signs_out_is_out_and_a_stolen_cookie_with_them() -> None:
    client = browser()
    settle_in(client)
    stolen = client.cookies["sessionid"].value
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/sign-out/").status_code == 405
    thief = browser()
    thief.cookies["sessionid"] = stolen
    assert thief.get("/teach/").status_code == 302


def test_an_account_that_does_not_teach_finds_nothing() -> None:
    user = get_user_model().objects.create_user("Eve", password=PASSWORD)
    client = browser()
    client.force_login(user)
    assert client.get("/teach/").status_code == 404
    teachers.welcome(user)
    assert client.get("/teach/").status_code == 200
    user.is_active = False
    user.save()
    assert client.get("/teach/").status_code == 302
