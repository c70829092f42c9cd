"""A teacher chooses, in the platform's own window, what a new link opens; the choice goes back signed."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest

from tests.classroom.conftest import browser
from tutorial.classroom.models import Room

from .conftest import arrive, begin
from .platform import INSTRUCTOR, LEARNER, LTI, Platform

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
FRAMED = {"sec-fetch-dest": "iframe"}


def asks(platform: Platform, hint: str = "ada", role: str = INSTRUCTOR, **settings: Any) -> Any:
    """The platform's window: a frame, where no cookie comes along."""
    more = {
        LTI + "message_type": "LtiDeepLinkingRequest",
        LTI + "resource_link": None,
        DL + "deep_linking_settings": {
            "deep_link_return_url": f"{platform.address}/chosen?course=1",
            "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["iframe", "window"],
            "data": "csrf:7",
            **settings,
        },
    }
    client = browser()
    form = begin(platform, client, platform.comes(hint, "Ada", role, **more), **FRAMED)
    client.cookies.clear()
    return client, client.post("/lti/launch/", form, headers=FRAMED)


def field(page: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found, page.content.decode()
    return unescape(found[1])


def test_a_lesson_is_chosen_and_the_choice_goes_back_signed(platform: Platform) -> None:
    client, page = asks(platform)
    assert page.status_code == 200
    assert f"frame-ancestors 'self' {platform.address}" in page["Content-Security-Policy"]
    chosen = client.post("/lti/choose/", {"ticket": field(page, "ticket"), "what": "a-node-dies"})
    assert f'action="{platform.address}/chosen?course=1"' in chosen.content.decode()
    assert f"form-action 'self' {platform.address}" in chosen["Content-Security-Policy"]
    token = field(chosen, "JWT")
    kid = jwt.get_unverified_header(token)["kid"]
    key = next(key for key in platform.keys_of_tool["keys"] if key["kid"] == kid)
    said = jwt.decode(token, jwt.PyJWK(key), algorithms=["RS256"], audience=platform.address)
    assert (said["iss"], said[LTI + "message_type"]) == (platform.client_id, "LtiDeepLinkingResponse")
    assert (said[LTI + "deployment_id"], said[DL + "data"]) == ("1", "csrf:7")
    (item,) = said[DL + "content_items"]
    assert (item["type"], item["url"], item["custom"]) == (
        "ltiResourceLink",
        "http://localhost/lti/launch/",
        {"lesson": "a-node-dies"},
    )
    assert (item["window"], item["lineItem"]["scoreMaximum"]) == ({"targetName": "_blank"}, 100)
    assert item["title"] == item["lineItem"]["label"]


def test_a_teacher_offers_their_own_rooms_and_no_others(platform: Platform) -> None:
    answer = arrive(platform, browser(), platform.comes("ada", "Ada", INSTRUCTOR))
    room = Room.objects.get(code=urlsplit(answer["Location"]).path.split("/")[2])
    client, page = asks(platform)
    assert room.spoken in page.content.decode()
    form = {"ticket": field(page, "ticket"), "what": f"room-{room.code}"}
    assert "JWT" in client.post("/lti/choose/", form).content.decode()
    client, page = asks(platform, "eve")
    assert room.spoken not in page.content.decode()
    answer = client.post("/lti/choose/", form | {"ticket": field(page, "ticket")})
    assert (answer.status_code, "Choose a lesson, a part or a room." in answer.content.decode()) == (422, True)


def test_a_learner_chooses_nothing(platform: Platform) -> None:
    _client, page = asks(platform, role=LEARNER)
    assert page.status_code == 403


@pytest.mark.parametrize("back", ["", "javascript:alert(1)", "/chosen"])
def test_a_choice_goes_back_to_an_address_of_the_web(platform: Platform, back: str) -> None:
    _client, page = asks(platform, deep_link_return_url=back)
    assert page.status_code == 400


def test_a_ticket_that_is_made_up_chooses_nothing(platform: Platform) -> None:
    answer = browser().post("/lti/choose/", {"ticket": "x:y:z", "what": "a-node-dies"})
    assert (answer.status_code, "Begin it again." in answer.content.decode()) == (400, True)
