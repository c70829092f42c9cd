"""`pods/eviction`: a polite deletion, which says why, and which a disruption budget may refuse. Fact sheet §7.13."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ....machinery.api import Request, Response, StatusError
from ....machinery.objects import Object, condition_of, deleting, labels_of, name_of, namespace_of
from ....machinery.resources import PODDISRUPTIONBUDGETS, Resource
from ....machinery.selectors import from_object
from ....machinery.times import timestamp
from .. import deletion, errors
from ..admission import node_restriction
from ..decoding import decode_deed

if TYPE_CHECKING:
    from ..server import ApiServer

REASON = "EvictionByEvictionAPI"
MESSAGE = "Eviction API: evicting"
REFUSED = "Cannot evict pod as it would violate the pod's disruption budget."
TOO_MANY = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."
RETRY_S = 10
EVICTION = Resource("evictions", "Eviction", "policy")


def serve(server: ApiServer, call: Any, request: Request) -> None:
    """POST of an Eviction: the Pod gets a condition, and is then deleted."""
    if request.verb != "create":
        raise errors.method_not_allowed()
    request.body = decode_deed(EVICTION, request)
    if request.body["metadata"].get("name") != request.name:
        raise errors.bad_request("name in URL does not match name in Eviction object")
    options = request.body.setdefault("deleteOptions", {})
    asked, told = ([request.query["dryRun"]] if request.query.get("dryRun") else []), options.get("dryRun") or []
    if asked and told and asked != told:
        why = f"Non-matching dry-run options in request and content: [{asked[0]}] and [{' '.join(told)}]"
        raise StatusError(errors.status(500, "", why))
    if asked or told:
        options["dryRun"] = asked or told
    server.read(call, request, _Eviction(server, call, request).begin)


class _Eviction:
    """One eviction under way: it stands in for the calls that it makes to its own server."""

    def __init__(self, server: ApiServer, call: Any, request: Request) -> None:
        self.server = server
        self.call = call
        self.request = request
        self.options: Object = dict(request.body.get("deleteOptions") or {})
        self.then: Callable[[], None] | None = None  # the step that follows when the one under way is done
        self.body = Request("update", request.resource, request.namespace, request.name, "status", user=request.user)

    def begin(self, call: Any, request: Request, pod: Object) -> None:
        """A Pod that runs is told why, if its budget can afford it; one that does not run is just deleted."""
        node_restriction.check_eviction(self.server, request, pod)
        finished = (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed", "Pending")
        if finished or deleting(pod):
            self._delete()
            return
        budget = self._budget_of(pod)
        if budget is not None and not _free(budget, pod):
            _affordable(budget)
            if not self.options.get("dryRun"):
                self._spend(budget)
                return
        self._mark()

    def _budget_of(self, pod: Object) -> Object | None:
        """The one budget that counts this Pod. StatusError if there are several."""
        found = [
            budget
            for budget in self.server.cache.of(PODDISRUPTIONBUDGETS).objects.values()
            if namespace_of(budget) == namespace_of(pod)
            and budget["spec"].get("selector") is not None
            and from_object(budget["spec"]["selector"]).matches(labels_of(pod))
        ]
        if len(found) > 1:
            raise StatusError(errors.status(500, "InternalError", TOO_MANY))
        return found[0] if found else None

    def _spend(self, budget: Object) -> None:
        """One disruption less is allowed from now on: two evictions at once cannot both have the last one."""
        self.then = self._mark
        namespace, name = namespace_of(budget), name_of(budget)
        self.body = Request("update", PODDISRUPTIONBUDGETS, namespace, name, "status", user=self.request.user)
        self.server.modify(self, self.body, self._spent)

    def _spent(self, request: Request, budget: Object) -> Object:
        _affordable(budget)
        status = budget["status"]
        disrupted = {**(status.get("disruptedPods") or {}), self.request.name: timestamp(self.server.wall_ms())}
        left = status["disruptionsAllowed"] - 1
        return {**budget, "status": {**status, "disruptionsAllowed": left, "disruptedPods": disrupted}}

    def _mark(self) -> None:
        if self.options.get("dryRun"):
            self._delete()
            return
        self.then = self._delete
        request = self.request
        self.body = Request("update", request.resource, request.namespace, request.name, "status", user=request.user)
        self.server.modify(self, self.body, self._told)

    def _told(self, request: Request, pod: Object) -> Object:
        now = timestamp(self.server.wall_ms())
        condition: Object = {
            "type": "DisruptionTarget",
            "status": "True",
            "reason": REASON,
            "message": MESSAGE,
            "lastProbeTime": None,
            "lastTransitionTime": now,
        }
        if pod["metadata"].get("generation"):
            condition["observedGeneration"] = pod["metadata"]["generation"]
        status = pod.get("status") or {}
        others = [one for one in status.get("conditions") or () if one["type"] != "DisruptionTarget"]
        return {**pod, "status": {**status, "conditions": [*others, condition]}}

    def _delete(self) -> None:
        self.then = None
        self.body = Request(
            "delete",
            self.request.resource,
            self.request.namespace,
            self.request.name,
            body=self.options,
            user=self.request.user,
        )
        deletion.delete(self.server, self, self.body)

    def reply(self, response: Response, verb: str = "", note: str = "") -> None:
        """One of the steps is done."""
        if not response.ok:
            self.server.respond(self.call, response)
        elif self.then is not None:
            self.then()
        else:
            self.server.respond(self.call, Response(201, errors.done(201)))


def _free(budget: Object, pod: Object) -> bool:
    """Whether a Pod that is not ready may go without being counted."""
    ready = condition_of(pod, "Ready")
    if ready is not None and ready["status"] == "True":
        return False
    if budget["spec"].get("unhealthyPodEvictionPolicy") == "AlwaysAllow":
        return True
    status = budget.get("status") or {}
    desired = status.get("desiredHealthy", 0)
    return bool(status.get("currentHealthy", 0) >= desired > 0)


def _affordable(budget: Object) -> None:
    """StatusError if the budget allows no disruption now."""
    status, name = budget.get("status") or {}, name_of(budget)
    if status.get("observedGeneration", 0) < budget["metadata"].get("generation", 1):
        cause = {
            "reason": "DisruptionBudget",
            "message": f"The disruption budget {name} is still being processed by the server.",
        }
        raise StatusError(
            errors.status(429, "TooManyRequests", REFUSED, {"causes": [cause], "retryAfterSeconds": RETRY_S})
        )
    if status.get("disruptionsAllowed", 0) <= 0:
        needs, has = status.get("desiredHealthy", 0), status.get("currentHealthy", 0)
        message = f"The disruption budget {name} needs {needs} healthy pods and has {has} currently"
        raise errors.too_many_requests(REFUSED, [{"reason": "DisruptionBudget", "message": message}])
