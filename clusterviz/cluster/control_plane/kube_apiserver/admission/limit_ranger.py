"""LimitRanger: what a container gets if it says nothing, and what it may ask for at all. Fact sheet §4.9."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ....machinery.api import Request
from ....machinery.objects import Object, namespace_of
from ....machinery.quantities import canonical, parse
from ....machinery.quota import pod_resources, text_of
from ....machinery.resources import LIMITRANGES, PERSISTENTVOLUMECLAIMS, PODS
from .. import errors

if TYPE_CHECKING:
    from ..server import ApiServer

ANNOTATION = "kubernetes.io/limit-ranger"


def admit(server: ApiServer, request: Request, obj: Object, old: Object | None) -> None:
    if request.resource not in (PODS, PERSISTENTVOLUMECLAIMS) or request.subresource or old is not None:
        return
    limits = [
        limit
        for limit_range in server.cache.of(LIMITRANGES).objects.values()
        if namespace_of(limit_range) == request.namespace
        for limit in limit_range["spec"].get("limits") or ()
    ]
    if not limits:
        return
    if request.resource is PODS:
        for limit in limits:
            if limit["type"] == "Container":
                _fill_in(obj, limit)
        problems = [problem for limit in limits for problem in _problems(obj, limit)]
    else:
        problems = [problem for limit in limits for problem in _problems_of_claim(obj, limit)]
    if problems:
        told = problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]"
        raise errors.forbidden(request.resource, obj["metadata"].get("name", ""), told)


def _fill_in(pod: Object, limit: Object) -> None:
    told: list[str] = []
    for kind, containers in (("container", "containers"), ("init container", "initContainers")):
        for container in pod["spec"].get(containers) or ():
            for field, given in (("requests", "defaultRequest"), ("limits", "default")):
                defaults: Object = limit.get(given) or {}
                resources = container.setdefault("resources", {})
                missing = sorted(name for name in defaults if name not in (resources.get(field) or {}))
                if not missing:
                    continue
                resources[field] = {**(resources.get(field) or {}), **{name: defaults[name] for name in missing}}
                told.append(f"{', '.join(missing)} {field[:-1]} for {kind} {container['name']}")
    if told:
        annotations = pod["metadata"].get("annotations") or {}
        pod["metadata"]["annotations"] = {**annotations, ANNOTATION: f"LimitRanger plugin set: {'; '.join(told)}"}


def _problems(pod: Object, limit: Object) -> Iterator[str]:
    if limit["type"] == "Container":
        for container in [*(pod["spec"].get("containers") or ()), *(pod["spec"].get("initContainers") or ())]:
            resources = container.get("resources") or {}
            yield from _compare("Container", limit, resources.get("requests") or {}, resources.get("limits") or {})
    elif limit["type"] == "Pod":
        requests, limits = (
            {name: text_of(amount, name) for name, amount in pod_resources(pod["spec"], kind).items()}
            for kind in ("requests", "limits")
        )
        yield from _compare("Pod", limit, requests, limits)


def _compare(what: str, limit: Object, requests: Object, limits: Object) -> Iterator[str]:
    for name, least in sorted((limit.get("min") or {}).items()):
        if name not in requests:
            yield f"minimum {name} usage per {what} is {least}.  No request is specified"
        elif parse(requests[name]) < parse(least):
            yield f"minimum {name} usage per {what} is {least}, but request is {canonical(requests[name])}"
        elif name in limits and parse(limits[name]) < parse(least):
            yield f"minimum {name} usage per {what} is {least}, but limit is {canonical(limits[name])}"
    for name, most in sorted((limit.get("max") or {}).items()):
        if name not in limits:
            yield f"maximum {name} usage per {what} is {most}.  No limit is specified"
        elif parse(limits[name]) > parse(most):
            yield f"maximum {name} usage per {what} is {most}, but limit is {canonical(limits[name])}"
        elif name in requests and parse(requests[name]) > parse(most):
            yield f"maximum {name} usage per {what} is {most}, but request is {canonical(requests[name])}"
    for name, ratio in sorted((limit.get("maxLimitRequestRatio") or {}).items()):
        request, most_used = parse(requests.get(name, "0")), parse(limits.get(name, "0"))
        if not request or not most_used:
            yield f"{name} max limit to request ratio per {what} is {ratio}, but no request is specified or request is 0."
        elif most_used / request > parse(ratio):
            has = f"{float(most_used / request):.6f}"
            yield f"{name} max limit to request ratio per {what} is {ratio}, but provided ratio is {has}"


def _problems_of_claim(claim: Object, limit: Object) -> Iterator[str]:
    if limit["type"] != "PersistentVolumeClaim":
        return
    asked = ((claim["spec"].get("resources") or {}).get("requests") or {}).get("storage", "0")
    for name, least in sorted((limit.get("min") or {}).items()):
        if parse(asked) < parse(least):
            yield f"minimum {name} usage per PersistentVolumeClaim is {least}, but request is {canonical(asked)}"
    for name, most in sorted((limit.get("max") or {}).items()):
        if parse(asked) > parse(most):
            yield f"maximum {name} usage per PersistentVolumeClaim is {most}, but request is {canonical(asked)}"
