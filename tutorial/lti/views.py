"""What a platform speaks to: log in here, the launch, our keys, and choosing what a link opens (deep linking)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from lti_tool import views as library
from lti_tool.models import LtiDeployment, LtiRegistration
from pylti1p3.deep_link import DeepLink
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem

from clusterviz.live import visitor
from clusterviz.live.limits import Buckets
from clusterviz.views import limited

from . import choices, launching, platforms
from .arriving import ticket_for
from .launching import DEEP_LINKING, Launch, RefusalError
from .models import Person

FRAMES = ("iframe", "frame", "embed", "object")
CHOOSING_S = 3600  # a teacher may take so long to choose
POINTS = 100  # of a column in the gradebook that we ask for; a grade is sent as steps done of steps, and scaled there
_SALT = "tutorial.lti.choosing"
_launches = Buckets(per_s=5, at_once=400)  # from one address: a class behind one router


@csrf_exempt  # it comes from another site, and changes nothing
@never_cache
@limited
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """The platform says that somebody comes: they are sent back to say who it is (OpenID Connect, begun by a third party)."""
    asked = request.POST if request.method == "POST" else request.GET
    issuer, client_id, hint = (asked.get(name, "") for name in ("iss", "client_id", "login_hint"))
    try:
        if not issuer or not hint:
            raise RefusalError(gettext("This page is for learning platforms. Open your lesson from your course."))
        registration = platforms.named(*(text.replace("\0", "") for text in (issuer, client_id)))
        if registration is None:
            raise launching.unknown_platform(issuer, client_id)
    except RefusalError as error:
        return _refused(request, error)
    state, nonce = launching.begin()
    query = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": registration.client_id,
        "redirect_uri": request.build_absolute_uri(reverse("lti-launch")),
        "login_hint": hint,
        "state": state,
        "nonce": nonce,
    }
    if asked.get("lti_message_hint"):
        query["lti_message_hint"] = asked["lti_message_hint"]
    address: str = registration.auth_url
    answer = redirect(f"{address}{'&' if '?' in address else '?'}{urlencode(query)}")
    launching.remember(request, answer, state)
    return answer


@csrf_exempt  # it comes from another site; the state stands for a token of ours
@never_cache
@limited
@require_POST
def launch(request: HttpRequest) -> HttpResponse:
    """Somebody of a platform comes. In a frame of the platform no cookie of ours is sent: there, nobody signs in."""
    framed = _framed(request)
    address = visitor.address_of(request)
    _launches.take(address)
    try:
        read = launching.read(request, bound=not framed)
        if read.is_deep_link_launch():
            answer = _choose(request, read)
        elif not read.is_resource_launch():
            raise RefusalError(gettext("This opens lessons, and nothing else."))
        else:
            answer = _come_in(request, read, framed)
    except RefusalError as error:
        answer = _refused(request, error)
    answer.delete_cookie(launching.cookie_of(request, request.POST.get("state", "")))
    return answer


def _come_in(request: HttpRequest, read: Launch, framed: bool) -> HttpResponse:
    address = reverse("lti-arrive", args=[ticket_for(read)])
    if not framed:
        return redirect(address)
    answer = render(
        request, "lti/window.html", {"address": address, "platform": read.get_tool_conf().registration.name}
    )
    return _shown_by(answer, _origins(read))


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Our public keys: platforms verify with them what we sign."""
    return library.jwks(request)


# -- deep linking: the platform's own window shows this page, where no cookie comes along; a signed text stands for it ----------


def _choose(request: HttpRequest, read: Launch) -> HttpResponse:
    if not read.teaches:
        raise RefusalError(gettext("Only who teaches a course chooses what its links open."), 403)
    settings = read.body[DEEP_LINKING]
    back = str(settings.get("deep_link_return_url", ""))
    if urlsplit(back).scheme not in ("https", "http") or not urlsplit(back).netloc:
        raise RefusalError(gettext("The platform did not say where the choice goes."))
    deployment = read.get_tool_conf().deployment
    told = {"deployment": deployment.pk, "back": back, "sub": read.body["sub"], "origins": _origins(read)}
    if "data" in settings:
        told["data"] = settings["data"]
    return _offer(request, signing.dumps(told, salt=_SALT, compress=True), told)


def _offer(request: HttpRequest, ticket: str, told: dict[str, Any], wrong: str = "") -> HttpResponse:
    deployment = LtiDeployment.objects.select_related("registration").get(pk=told["deployment"])
    person = Person.objects.filter(registration=deployment.registration, sub=told["sub"]).first()
    context = {
        "ticket": ticket,
        "platform": deployment.registration.name,
        "parts": choices.offered(),
        "rooms": choices.rooms_of(person.user if person else None),
        "wrong": wrong,
    }
    answer = render(request, "lti/choose.html", context, status=422 if wrong else 200)
    return _shown_by(answer, told["origins"])


@csrf_exempt  # no cookie comes along in the platform's window; the signed text stands for a token
@never_cache
@limited
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """The choice, signed, goes back to the platform: with a form, as it wants it."""
    ticket, choice = request.POST.get("ticket", ""), request.POST.get("what", "")
    try:
        told = signing.loads(ticket, salt=_SALT, max_age=CHOOSING_S)
    except signing.BadSignature:
        return _refused(request, RefusalError(gettext("This choice was begun too long ago. Begin it again.")))
    deployment = LtiDeployment.objects.filter(pk=told["deployment"], is_active=True).first()
    if deployment is None or not deployment.registration.is_active:
        return _refused(request, RefusalError(gettext("This platform is not known here any more."), 403))
    person = Person.objects.filter(registration=deployment.registration, sub=told["sub"]).first()
    if not choices.may_choose(person.user if person else None, choice):
        return _offer(request, ticket, told, gettext("Choose a lesson, a part or a room."))
    title = choices.called(choice)
    resource = DeepLinkResource().set_title(title).set_url(request.build_absolute_uri(reverse("lti-launch")))
    resource.set_custom_params(choices.custom_of(choice))
    resource.set_lineitem(LineItem().set_label(title).set_score_maximum(POINTS))
    deep_link = DeepLink(deployment.registration.to_registration(), deployment.deployment_id, told)
    message = deep_link.get_message_jwt([_Opened(resource)])
    message["https://purl.imsglobal.org/spec/lti-dl/claim/data"] = told.get("data")
    message = {name: value for name, value in message.items() if value is not None}
    context = {
        "back": told["back"],
        "token": deep_link.encode_jwt(message),
        "title": title,
        "platform": deployment.registration.name,
    }
    answer = render(request, "lti/chosen.html", context)
    return _shown_by(answer, told["origins"], goes_to=_origin(told["back"]))


class _Opened:
    """A resource that opens in a window of its own."""

    def __init__(self, resource: DeepLinkResource) -> None:
        self.resource = resource

    def to_dict(self) -> dict[str, object]:
        return {**self.resource.to_dict(), "window": {"targetName": "_blank"}}


# -- what others may do with these pages ----------------------------------------------------------------------------------


def _framed(request: HttpRequest) -> bool:
    """Whether the browser says that the page stands inside of another one."""
    return request.headers.get("Sec-Fetch-Dest", "") in FRAMES


def _origin(address: str) -> str:
    parts = urlsplit(address)
    plain = all(character.isalnum() or character in ".-:[]" for character in parts.netloc)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc and plain else ""


def _origins(read: Launch) -> list[str]:
    """Of the platform: as it is registered, and as it says itself where people come back to."""
    registration = read.get_tool_conf().registration
    settings = read.body.get(DEEP_LINKING) or {}
    back = [settings.get("deep_link_return_url", ""), read.claim("launch_presentation").get("return_url") or ""]
    found = (_origin(str(address)) for address in (registration.issuer, registration.auth_url, *back))
    return list(dict.fromkeys(filter(None, found)))


def _shown_by(answer: HttpResponse, origins: list[str], goes_to: str = "") -> HttpResponse:
    """A page that these sites may show inside of their own. Nothing in it acts for who is signed in here."""
    answer.xframe_options_exempt = True
    answer._csp_replace = {"frame-ancestors": ["'self'", *origins], "form-action": ["'self'", *filter(None, [goes_to])]}
    return answer


def _refused(request: HttpRequest, error: RefusalError) -> HttpResponse:
    answer = render(request, "lti/refused.html", {"sentence": error.sentence}, status=error.status)
    if _framed(request):  # so that it can be read there
        known = LtiRegistration.objects.filter(is_active=True)
        _shown_by(answer, sorted({_origin(one) for pair in known.values_list("issuer", "auth_url") for one in pair}))
    return answer
