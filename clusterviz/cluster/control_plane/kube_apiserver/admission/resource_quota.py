"""ResourceQuota: so much may a namespace use. What is admitted is added to the quota's status before it is stored, so that two
requests at once cannot both have the last of it. Fact sheet §4.9.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ....machinery.api import Request, Response
from ....machinery.objects import Object, name_of, namespace_of, uid_of
from ....machinery.quantities import parse
from ....machinery.quota import Usage, has_scopes, in_scope, text_of, usage_of
from ....machinery.resources import EVENTS, PODS, RESOURCEQUOTAS
from .. import errors

if TYPE_CHECKING:
    from ..server import ApiServer

NAMED = (
    "cpu",
    "memory",
    "requests.cpu",
    "requests.memory",
    "limits.cpu",
    "limits.memory",
)  # each container must say them


def admit(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    resource = request.resource
    if resource is None or resource is EVENTS or not resource.namespaced or request.subresource:
        return
    quotas = [
        quota
        for quota in server.cache.of(RESOURCEQUOTAS).objects.values()
        if namespace_of(quota) == request.namespace and _concerns(quota, request, obj)
    ]
    if not quotas:
        return
    asked = usage_of(obj, resource)
    for name, amount in (usage_of(old, resource) if old is not None else {}).items():
        asked[name] = asked.get(name, Fraction(0)) - amount
    charges: list[tuple[Object, Usage]] = []
    for quota in quotas:
        limited = (quota.get("status") or {}).get("hard") or {}
        if resource is PODS and old is None:
            _all_named(quota, limited, obj)
        delta = {name: asked[name] for name in limited if asked.get(name)}
        if any(amount > 0 for amount in delta.values()):
            _within(server, request, quota, delta, obj)
            charges.append((quota, delta))
    if not request.query.get("dryRun"):
        for quota, delta in charges:
            _Charge(server, request, quota, delta).begin()


def _concerns(quota: Object, request: Request, obj: Object) -> bool:
    return not has_scopes(quota) or (request.resource is PODS and in_scope(quota, obj))


def _all_named(quota: Object, limited: Object, pod: Object) -> None:
    """A quota of CPU or memory can only be kept if every container says how much it wants."""
    missing: dict[str, list[str]] = {}
    for container in [*(pod["spec"].get("containers") or ()), *(pod["spec"].get("initContainers") or ())]:
        resources = container.get("resources") or {}
        for name in NAMED:
            kind, _, what = name.rpartition(".")
            if name in limited and what not in (resources.get(kind or "requests") or {}):
                missing.setdefault(name, []).append(container["name"])
    if missing:
        told = "; ".join(f"{name} for: {','.join(sorted(missing[name]))}" for name in sorted(missing))
        raise errors.forbidden(
            PODS, pod["metadata"].get("name", ""), f"failed quota: {name_of(quota)}: must specify {told}"
        )


def _within(server: ApiServer, request: Request, quota: Object, delta: Usage, obj: Object) -> None:
    status = quota["status"]
    used = {name: parse(text) for name, text in (status.get("used") or {}).items()}
    for name, amount in server.charged.get(uid_of(quota), {}).items():
        used[name] = used.get(name, Fraction(0)) + amount
    over = sorted(
        name
        for name, amount in delta.items()
        if amount > 0 and used.get(name, Fraction(0)) + amount > parse(status["hard"][name])
    )
    if over:
        asked = ",".join(f"{name}={text_of(delta[name], name)}" for name in over)
        has = ",".join(f"{name}={text_of(used.get(name, Fraction(0)), name)}" for name in over)
        most = ",".join(f"{name}={status['hard'][name]}" for name in over)
        why = f"exceeded quota: {name_of(quota)}, requested: {asked}, used: {has}, limited: {most}"
        assert request.resource is not None
        raise errors.forbidden(request.resource, obj["metadata"].get("name", ""), why)


class _Charge:
    """One addition to the status of a quota, under way: it stands in for the call that it makes to its own server."""

    def __init__(self, server: ApiServer, request: Request, quota: Object, delta: Usage) -> None:
        self.server = server
        self.quota = uid_of(quota)
        self.delta = delta
        self.seen = False
        namespace, name = namespace_of(quota), name_of(quota)
        self.body = Request("update", RESOURCEQUOTAS, namespace, name, "status", user=request.user)

    def begin(self) -> None:
        self._count(1)
        self.server.modify(self, self.body, self._charged)

    def _charged(self, request: Request, quota: Object) -> Object:
        status = quota.get("status") or {}
        used = dict(status.get("used") or {})
        for name, amount in self.delta.items():
            used[name] = text_of(parse(used.get(name, "0")) + amount, name)
        return {**quota, "status": {**status, "used": used}}

    def _count(self, sign: int) -> None:
        """What is under way counts, until the cache has seen it."""
        charged = dict(self.server.charged.get(self.quota, {}))
        for name, amount in self.delta.items():
            charged[name] = charged.get(name, Fraction(0)) + sign * amount
        self.server.charged[self.quota] = {name: amount for name, amount in charged.items() if amount}

    def reply(self, response: Response, verb: str = "", note: str = "") -> None:
        """It is stored, or it cannot be."""
        if response.ok and not self.seen:
            self.seen = True
            self.server.when_cache_at(int(response.body["metadata"]["resourceVersion"]), self._in_cache, self)
        else:
            self._count(-1)

    def _in_cache(self, call: Any) -> None:
        self._count(-1)
