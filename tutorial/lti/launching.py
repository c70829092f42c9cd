"""A launch is checked: its state, its signature, whose it is and for whom, how old, and that it comes for the first time.

pylti1p3 says which checks there are, and in which order. Where it is content with less than we are (the state may come
again with the same token, the nonce need not be the state's, the audience is not looked at), the check is ours.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

import jwt
import requests
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from pylti1p3.contrib.django import DjangoMessageLaunch
from pylti1p3.exception import LtiException

from . import platforms
from .forgetting import LAUNCH_S
from .models import Used

LATE_S = 60  # clocks of two machines may differ so much
ALGORITHM = "RS256"  # the only one that LTI 1.3 demands; "none" and secrets shared by both are no signatures here
CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
GRADES = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
_SALT = "tutorial.lti.state"


class RefusalError(Exception):
    """Why a launch opens nothing, said to who stands before the door."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.sentence, self.status = sentence, status


# -- the state: signed, carried by the browser, and good for one launch ---------------------------------------------------


def begin() -> tuple[str, str]:
    """(state, nonce) of a launch that begins."""
    nonce = secrets.token_urlsafe(24)
    return signing.dumps(nonce, salt=_SALT), nonce


def cookie_of(request: HttpRequest, state: str) -> str:
    """The name of the cookie that holds a state: several launches may be under way in one browser."""
    return ("__Host-lti-" if request.is_secure() else "lti-") + hashlib.sha256(state.encode()).hexdigest()[:16]


def remember(request: HttpRequest, response: HttpResponse, state: str) -> None:
    """The browser carries the state. A platform's POST brings along only cookies that say SameSite=None, which needs https."""
    secure = request.is_secure()
    same_site = "None" if secure else "Lax"
    name = cookie_of(request, state)
    response.set_cookie(name, state, max_age=LAUNCH_S, secure=secure, httponly=True, samesite=same_site)


def nonce_of(state: str) -> str:
    """The nonce that was given out with a state. RefusalError if it is none of ours, or old."""
    try:
        return str(signing.loads(state, salt=_SALT, max_age=LAUNCH_S))
    except signing.SignatureExpired:
        raise RefusalError(
            gettext("This launch was begun more than ten minutes ago. Open it from your course again.")
        ) from None
    except signing.BadSignature:
        raise RefusalError(gettext("This launch was not begun here. Open it from your course again.")) from None


# -- the token ------------------------------------------------------------------------------------------------------------


class Launch(DjangoMessageLaunch):
    """One launch. `bound`: whether the browser must show the state's cookie, which none does inside of another site's frame."""

    def __init__(self, request: HttpRequest, bound: bool) -> None:
        super().__init__(request, platforms.Known(), requests_session=platforms.Hurried())
        self.http, self.bound, self.nonce = request, bound, ""

    @property
    def body(self) -> dict[str, Any]:
        """The claims."""
        return dict(self._jwt.get("body", {}))

    def claim(self, name: str) -> Any:
        """A claim of LTI's own; {} where there is none."""
        return self.body.get(CLAIM + name) or {}

    def validate_state(self) -> Launch:
        state = self.http.POST.get("state", "")
        if not state:
            raise RefusalError(gettext("This launch has no state. Open it from your course."))
        self.nonce = nonce_of(state)
        if self.bound and self.http.COOKIES.get(cookie_of(self.http, state)) != state:
            raise RefusalError(
                gettext(
                    "This launch was begun in another browser, or was used already. Open it from your course again; "
                    "if that does not help, let it open in a new window."
                )
            )
        return self

    def validate_jwt_format(self) -> Launch:
        super().validate_jwt_format()
        header, body = self._jwt["header"], self._jwt["body"]
        if not isinstance(header, dict) or not isinstance(body, dict):
            raise RefusalError(gettext("The platform's message cannot be read."))
        said = body.get("aud")
        audiences = said if isinstance(said, list) else [said]
        # A token for several says in "azp" for whom of them it was made.
        self._client = body.get("azp") or (audiences[0] if len(audiences) == 1 else None)
        for text in (body.get("iss"), self._client, self.claim("deployment_id"), body.get("nonce")):
            if not isinstance(text, str) or not text.isprintable():
                raise RefusalError(gettext("The platform's message cannot be read."))
        return self

    def get_client_id(self) -> str:
        return str(self._client)

    def validate_nonce(self) -> Launch:
        if not secrets.compare_digest(self.body["nonce"].encode(), self.nonce.encode()):
            raise RefusalError(gettext("This answer belongs to another launch. Open it from your course again."))
        return self

    def validate_registration(self) -> Launch:
        if platforms.named(self.body["iss"], self.get_client_id()) is None:
            raise unknown_platform(self.body["iss"], self.get_client_id())
        super().validate_registration()
        return self

    def validate_jwt_signature(self) -> Launch:
        name = self.get_tool_conf().registration.name
        header = self._jwt["header"]
        if header.get("alg") != ALGORITHM:
            raise RefusalError(
                gettext("The message of %(platform)s is not signed as it must be (%(wanted)s, not %(found)s).")
                % {"platform": name, "wanted": ALGORITHM, "found": str(header.get("alg"))[:20]}
            )
        try:
            keys = platforms.key_sets.of(str(self._registration.get_key_set_url()), str(header.get("kid")))
            self._registration.set_key_set(keys)
            public_key, _algorithm = self.get_public_key()
        except (requests.RequestException, ValueError):
            raise RefusalError(
                gettext("%(platform)s does not answer when asked for its keys. Try again in a minute.")
                % {"platform": name},
                502,
            ) from None
        except LtiException:
            raise RefusalError(
                gettext("The message is signed with a key that %(platform)s does not have.") % {"platform": name}
            ) from None
        try:
            jwt.decode(
                self._get_id_token(),
                public_key,
                algorithms=[ALGORITHM],
                audience=self.get_client_id(),
                issuer=self.body["iss"],
                leeway=LATE_S,
                options={"require": ["exp", "iat", "aud", "iss", "sub", "nonce"]},
            )
        except jwt.ExpiredSignatureError:
            raise RefusalError(
                gettext("The message of %(platform)s is too old. Open it from your course again.") % {"platform": name}
            ) from None
        except jwt.InvalidSignatureError:
            raise RefusalError(
                gettext("The signature under the message of %(platform)s is wrong.") % {"platform": name}
            ) from None
        except jwt.InvalidTokenError as error:
            raise RefusalError(
                gettext("The message of %(platform)s is not in order: %(why)s.")
                % {"platform": name, "why": str(error).rstrip(".")}
            ) from None
        return self

    def validate_deployment(self) -> Launch:
        try:
            super().validate_deployment()
        except LtiException:
            raise RefusalError(
                gettext(
                    "The deployment %(deployment)s of %(platform)s is not known here. Who runs this server adds it."
                )
                % {"deployment": self.claim("deployment_id"), "platform": self.get_tool_conf().registration.name},
                403,
            ) from None
        return self

    def save_launch_data(self) -> Launch:
        """Nothing of the message is kept but that it came."""
        digest = hashlib.sha256(self.nonce.encode()).hexdigest()
        if not Used.objects.get_or_create(digest=digest)[1]:
            raise RefusalError(gettext("This launch was used already. Open it from your course again."))
        return self

    @property
    def teaches(self) -> bool:
        """Whether the platform says that this person teaches in the course: what they are elsewhere does not count."""
        return bool(self.check_teacher_access() or self.check_teaching_assistant_access())


def read(request: HttpRequest, bound: bool) -> Launch:
    """The launch that a platform posts, when it is in order. RefusalError if not."""
    if "error" in request.POST:  # its words are not shown: anybody can post some
        raise RefusalError(gettext("Your platform did not say who you are. Sign in there, and open it again."), 403)
    launch = Launch(request, bound)
    try:
        launch.validate()
    except LtiException as error:
        raise RefusalError(
            gettext("The platform's message is not in order: %(why)s.") % {"why": str(error).rstrip(".")}
        ) from None
    return launch


def unknown_platform(issuer: str, client_id: str) -> RefusalError:
    """Nobody has registered it."""
    told = gettext("No platform %(issuer)s with the client ID %(client)s is known here. Who runs this server adds it.")
    return RefusalError(told % {"issuer": issuer[:200], "client": client_id[:100] or "–"}, 403)
