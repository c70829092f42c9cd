"""Visitors and their clusters. A visitor is known by a key in their session; no account is needed."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from ..cluster import checkpoint
from ..models import ClusterRecord
from . import ownership, registry
from .guests import Guest, guest_of
from .limits import CLUSTERS, Buckets, LimitError

log = logging.getLogger(__name__)
KEY = "visitor"
PRESETS = {
    "three-nodes": "Three workers and a control plane, as kubeadm leaves them",
    "three-members": "The same, with an etcd of three members: stop one, and then another",
    "runtimes": "Three workers with three runtimes: containerd, CRI-O, and Docker behind cri-dockerd",
    "with-metrics": "Three workers, and metrics-server: kubectl top and autoscalers work",
    "bare": "One bare node: nothing runs but what you create",
}
EPOCHS_EVERY_S = (
    300  # clusters that are made within five minutes begin at one moment, and share what never changes in them
)
_newcomers = Buckets(per_s=0.5, at_once=300)  # from one address: a whole school may stand behind it
UNUSED_DAYS = {"hero": 2}  # then a cluster is deleted; all others when their visitor's cookie has expired
NEVER_SEEN_HOURS = (
    1  # then a cluster on the home page goes at which nobody has looked a second time, not even its own page
)
SHELF = "shelved:"  # … before the purpose of a cluster that was put aside, so that this can be taken back
SWEPT_AT_ONCE = 500
SWEEPERS: dict[str, Callable[[], None]] = {}  # by who they are: what others delete when its time is over
_creations = Buckets(per_s=0.1, at_once=12)  # each costs much to make, and much to keep


def key_of(session: Any) -> str:
    """The visitor's key, "" for one who has no session yet."""
    return str(session.get(KEY, "")) if session is not None else ""


def ensure_key(request: HttpRequest) -> str:
    """The visitor's key, made at their first cluster. It outlives a login, which gives the session another id."""
    key = key_of(request.session)
    if not key:
        _welcome(address_of(request))
        key = request.session[KEY] = secrets.token_urlsafe(24)
    return key


def address_of(request: HttpRequest) -> str:
    """Where the visitor is, as far as we know: the proxy says it, where settings say that there is one."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def _welcome(address: str) -> None:
    """A newcomer: one whose browser keeps no cookie is one each time. LimitError if too many come from one address."""
    try:
        _newcomers.take(address)
    except LimitError as error:
        wait_s = error.retry_after_s
        raise LimitError(
            f"Very many visitors came from your address at once. Try again in {wait_s} s.", wait_s
        ) from None


def record_of(request: HttpRequest, cluster_id: str) -> ClusterRecord:
    """The visitor's cluster with this id, or one where they are a guest. Http404 for a stranger, as for one that is not there."""
    key = key_of(request.session)
    record = owned(key, cluster_id)
    if record is not None:
        return record
    record, guest = as_guest(key, cluster_id)
    if record is None or guest is None or (request.method not in ("GET", "HEAD") and not guest.may_act):
        raise Http404("There is no such cluster here.")
    request.guest = guest
    return record


def as_guest(key: str, cluster_id: str) -> tuple[ClusterRecord | None, Guest | None]:
    """Somebody else's cluster, and as what this visitor may come to it."""
    record = ClusterRecord.objects.filter(pk=cluster_id).first() if key else None
    return record, guest_of(key, record) if record is not None else None


def who(request: HttpRequest) -> str:
    """Under which name the story tells what this visitor does, once `record_of` has let them in."""
    guest: Guest | None = getattr(request, "guest", None)
    return guest.name if guest is not None else "you"


def owned(key: str, cluster_id: str) -> ClusterRecord | None:
    """The cluster, if it belongs to this visitor."""
    if not key:
        return None
    return ClusterRecord.objects.filter(pk=cluster_id, owner=key).first()


def cluster_of(
    request: HttpRequest,
    purpose: str = "sandbox",
    preset: str = "three-nodes",
    nodes: int | None = None,
    seed: int | None = None,
) -> ClusterRecord:
    """The visitor's cluster for `purpose` ("hero", "sandbox", "lesson:NAME"), made at the first call."""
    key = ensure_key(request)
    record = ClusterRecord.objects.filter(owner=key, purpose=purpose).order_by("-seen").first()
    if record is None:
        return create(key, purpose, preset, nodes, seed)
    seen(record)
    return record


def create(
    key: str, purpose: str, preset: str = "three-nodes", nodes: int | None = None, seed: int | None = None
) -> ClusterRecord:
    """A new cluster. The visitor's cluster that was not seen for longest makes room. LimitError if it goes too fast."""
    _creations.take(key)
    kind = "lesson" if purpose.startswith("lesson:") else "sandbox"
    others = ClusterRecord.objects.filter(owner=key).order_by("-seen")
    alike = (
        others.filter(purpose__startswith="lesson:")
        if kind == "lesson"
        else others.exclude(purpose__startswith="lesson:").exclude(purpose__startswith=SHELF)
    )
    for oldest in list(alike[CLUSTERS[kind] - 1 :]):
        delete(oldest)
    now = timezone.now()
    return ClusterRecord.objects.create(
        owner=key,
        purpose=purpose,
        preset=preset,
        nodes=nodes,
        seed=secrets.randbelow(2**31) if seed is None else seed,
        epoch_ms=int(time.time()) // EPOCHS_EVERY_S * EPOCHS_EVERY_S * 1000,
        model_version=checkpoint.MODEL_VERSION,
        created=now,
        seen=now,
    )


def delete(record: ClusterRecord) -> None:
    """The cluster is gone, from memory and from disk."""
    registry.forget(record.pk)
    record.delete()


def sweep() -> None:
    """Delete clusters that nobody has looked at for long, some of them at a time."""
    now = timezone.now()
    for purpose, days in (*UNUSED_DAYS.items(), ("", settings.SESSION_COOKIE_AGE // 86_400)):
        unused = ClusterRecord.objects.filter(seen__lt=now - timedelta(days=days)).order_by("seen")
        _delete_unused(unused.filter(purpose=purpose) if purpose else unused)
    # A browser that keeps no cookie never comes back to the cluster on the home page, nor does a robot.
    once = ClusterRecord.objects.filter(purpose="hero", seen=F("created"))
    _delete_unused(once.filter(created__lt=now - timedelta(hours=NEVER_SEEN_HOURS)).order_by("created"))
    SessionStore.clear_expired()
    ownership.bury()
    for sweeper in SWEEPERS.values():
        sweeper()


def _delete_unused(records: QuerySet[ClusterRecord]) -> None:
    for record in records[:SWEPT_AT_ONCE]:
        host = registry.running(record.pk)
        if host is None or not host.sockets:
            delete(record)


def seen(record: ClusterRecord) -> None:
    """The visitor has just looked at it: which they may, if that cannot be written down, too."""
    try:
        ClusterRecord.objects.filter(pk=record.pk).update(seen=timezone.now())
    except DatabaseError as error:
        log.error("That somebody looked at cluster %s cannot be written: %s", record.pk, error)
