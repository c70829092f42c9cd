"""Horizontal Pod autoscaler: every 15 s, does the target's size fit its load? Fact sheet §7.12."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .....machinery.api import Request, Response
from .....machinery.events import NORMAL, WARNING
from .....machinery.objects import Key, Object, key_of, labels_of, name_of, namespace_of
from .....machinery.quantities import cpu_text, memory_text
from .....machinery.resources import HORIZONTALPODAUTOSCALERS, PODS
from .....machinery.selector_texts import parse_labels
from ..controller import Controller
from .limits import Memory, Reason, bounded
from .replicas import MetricError, Proposal, proposal, tolerances_of

if TYPE_CHECKING:
    from ...controller_manager import ControllerManager

PERIOD_MS = 15_000
METRICS_PATH = "/apis/metrics.k8s.io/v1beta1/namespaces"
ABOVE_MAXIMUM = "Current number of replicas above Spec.MaxReplicas"
BELOW_MINIMUM = "Current number of replicas below Spec.MinReplicas"
GOT_SCALE = ("SucceededGetScale", "the HPA controller was able to get the target's current scale")
NOTHING_MEASURED = "no metrics returned from resource metrics API"
DISABLED = ("ScalingDisabled", "scaling is disabled since the replica count of the target is zero")


class HorizontalPodAutoscaler(Controller):
    """Reads the target's scale and its Pods' metrics, and writes the scale."""

    name = "horizontal-pod-autoscaler"

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.memories: dict[Key, Memory] = {}
        self.autoscalers = self.informer(HORIZONTALPODAUTOSCALERS)
        self.autoscalers.subscribe(self.autoscaler_changed)
        self.pods = self.informer(PODS)

    def autoscaler_changed(self, change: str, old: Object | None, new: Object) -> None:
        """An autoscaler is new or different: it has its turn within the period."""
        if change == "deleted":
            self.memories.pop(key_of(new), None)
        else:
            self.queue.add_after(key_of(new), PERIOD_MS)

    def reconcile(self, key: Key) -> None:
        """Ask for the target's scale."""
        autoscaler = self.autoscalers.get(key)
        if autoscaler is None:
            return
        self.queue.add_after(key, PERIOD_MS)
        if not self.up_to_date(key):
            return
        target = autoscaler["spec"]["scaleTargetRef"]
        resource = self.manager.custom.of_kind(target["kind"], target.get("apiVersion", ""))
        turn = _Turn(self, autoscaler)
        if resource is None:
            kind = target["kind"]
            why = f'no matches for kind "{kind}" in group "{target.get("apiVersion", "").rpartition("/")[0]}"'
            turn.no_scale(why)
            return
        request = Request("get", resource, namespace_of(autoscaler), target["name"], "scale")
        self.client.send(request, turn.got_scale, tolerate=(404,))


class _Turn:
    """One look at one autoscaler."""

    def __init__(self, controller: HorizontalPodAutoscaler, autoscaler: Object) -> None:
        self.controller = controller
        self.autoscaler = autoscaler
        self.spec = autoscaler["spec"]
        self.key = key_of(autoscaler)
        self.status: Object = dict(autoscaler.get("status") or {})
        self.conditions: list[Object] = list(self.status.get("conditions") or ())
        self.scale: Object = {}
        self.current = 0

    # -- the scale --------------------------------------------------------------------------------------------------

    def got_scale(self, response: Response) -> None:
        """The target's size is known."""
        if not response.ok:
            self.no_scale(response.message)
            return
        self.scale = response.body
        self.current = self.scale["spec"].get("replicas", 0)
        controller = self.controller
        controller.memories.setdefault(self.key, Memory(self.current, controller.manager.now_ms))
        self._condition("AbleToScale", "True", GOT_SCALE)
        least = self.spec.get("minReplicas", 1)
        if self.current == 0 and least != 0:
            self._condition("ScalingActive", "False", DISABLED)
            self._write(0)
        elif self.current > self.spec["maxReplicas"]:
            self._rescale(self.spec["maxReplicas"], ABOVE_MAXIMUM)
        elif self.current < least:
            self._rescale(least, BELOW_MINIMUM)
        else:
            self._ask_for_metrics()

    def no_scale(self, why: str) -> None:
        """Nobody knows how large the target is."""
        self.controller.events.event(self.autoscaler, WARNING, "FailedGetScale", why)
        message = f"the HPA controller was unable to get the target's current scale: {why}"
        self._condition("AbleToScale", "False", ("FailedGetScale", message))
        self._write(self.status.get("desiredReplicas", 0))

    # -- the metrics ------------------------------------------------------------------------------------------------

    def _ask_for_metrics(self) -> None:
        path = f"{METRICS_PATH}/{namespace_of(self.autoscaler)}/pods"
        query = {"labelSelector": self.scale["status"].get("selector", "")}
        self.controller.client.send(
            Request("get", None, path=path, query=query), self._measured, tolerate=(403, 404, 503)
        )

    def _measured(self, response: Response) -> None:
        """Each metric makes its proposal; the largest counts."""
        selector = parse_labels(self.scale["status"].get("selector", ""))
        namespace = namespace_of(self.autoscaler)
        pods = [pod for pod in self.controller.pods.list(namespace) if selector.matches(labels_of(pod))]
        samples = {name_of(item): item for item in response.body["items"]} if response.ok else {}
        desired, why, failures, shown = 0, "", [], []
        metrics = self.spec.get("metrics") or []
        for metric in metrics:
            try:
                if not response.ok:
                    raise MetricError(_unreachable(metric, response.code))
                if not samples:
                    raise MetricError(_without_answer(metric, NOTHING_MEASURED))
                found, words, status = self._propose(metric, pods, samples)
            except MetricError as error:
                failures.append((metric, str(error)))
                continue
            shown.append(status)
            if found.replicas > desired or not why:
                desired, why = found.replicas, words
        if failures and (len(failures) == len(metrics) or desired < self.current):
            self._no_metrics(failures, len(metrics))
            return
        self.status["currentMetrics"] = shown
        message = f"the HPA was able to successfully calculate a replica count from {why}"
        self._condition("ScalingActive", "True", ("ValidMetricFound", message))
        self._decide(desired, why)

    def _propose(self, metric: Object, pods: list[Object], samples: dict[str, Object]) -> tuple[Proposal, str, Object]:
        field = {"Resource": "resource", "ContainerResource": "containerResource"}.get(metric["type"])
        if field is None:
            kind = metric["type"]
            raise MetricError(f"unable to get metric: nobody serves metrics of type {kind} in this cluster")
        source = metric[field]
        resource, target, container = source["name"], source["target"], source.get("container", "")
        try:
            tolerances = tolerances_of(self.spec.get("behavior") or {})
            now_ms = self.controller.now_ms()
            found = proposal(self.current, pods, samples, resource, target, now_ms, container, tolerances)
        except MetricError as error:
            raise MetricError(f"failed to get {resource} {_what(target)}: {error}") from error
        text = cpu_text(found.usage) if resource == "cpu" else memory_text(found.usage // 1000)
        shown: Object = {"averageValue": text}
        words = f"{resource} resource"
        if found.percent is not None:
            shown["averageUtilization"] = found.percent
            words += " utilization (percentage of request)"
        current = {"name": resource, "current": shown} | ({"container": container} if container else {})
        return found, words, {"type": metric["type"], field: current}

    def _no_metrics(self, failures: list[tuple[Object, str]], count: int) -> None:
        metric, why = failures[0]
        events = self.controller.events
        reason = f"FailedGet{metric['type']}Metric"
        events.event(self.autoscaler, WARNING, reason, why)
        message = f"the HPA was unable to compute the replica count: {why}"
        self._condition("ScalingActive", "False", (reason, message))
        if metric["type"] == "ContainerResource":
            name = f"{metric['containerResource']['container']} container"
        else:
            name = f"{metric['resource']['name']} resource" if "resource" in metric else metric["type"].lower()
        first = f"failed to get {name} metric value: {why}"
        message = f"invalid metrics ({len(failures)} invalid out of {count}), first error is: {first}"
        events.event(self.autoscaler, WARNING, "FailedComputeMetricsReplicas", message)
        self._write(self.status.get("desiredReplicas", self.current))

    # -- the new size -----------------------------------------------------------------------------------------------

    def _decide(self, desired: int, why: str) -> None:
        controller = self.controller
        memory = controller.memories[self.key]
        now_ms = controller.manager.now_ms
        size, able, limited = bounded(self.autoscaler, memory, self.current, desired, now_ms)
        self._condition("AbleToScale", "True", able)
        in_range = limited[0] == "DesiredWithinRange"
        self._condition("ScalingLimited", "False" if in_range else "True", limited)
        if size == self.current:
            self._write(size)
        else:
            # The reason is about what was measured now, even when an older recommendation decides.
            words = "All metrics below target" if desired < self.current else ""
            self._rescale(size, f"{why} above target" if desired > self.current else words)

    def _rescale(self, size: int, why: str) -> None:
        target = self.spec["scaleTargetRef"]
        self.controller.decide(
            "Rescales",
            HORIZONTALPODAUTOSCALERS,
            self.autoscaler,
            f"The autoscaler {name_of(self.autoscaler)} changes {target['name']} from {self.current} to {size} Pods: {why}.",
            current=self.current,
            desired=size,
        )
        resource = self.controller.manager.custom.of_kind(target["kind"], target.get("apiVersion", ""))
        body = {**self.scale, "spec": {**self.scale["spec"], "replicas": size}}
        request = Request("update", resource, namespace_of(self.autoscaler), target["name"], "scale", body)
        self.controller.client.send(request, self._rescaled, size, why)

    def _rescaled(self, response: Response, size: int, why: str) -> None:
        controller = self.controller
        events = controller.events
        if not response.ok:
            message = f"New size: {size}; reason: {why}; error: {response.message}"
            events.event(self.autoscaler, WARNING, "FailedRescale", message)
            message = f"the HPA controller was unable to update the target scale: {response.message}"
            self._condition("AbleToScale", "False", ("FailedUpdateScale", message))
            self._write(self.status.get("desiredReplicas", self.current))
            return
        events.event(self.autoscaler, NORMAL, "SuccessfulRescale", f"New size: {size}; reason: {why}")
        message = f"the HPA controller was able to update the target scale to {size}"
        self._condition("AbleToScale", "True", ("SucceededRescale", message))
        controller.memories[self.key].changed(size - self.current, controller.manager.now_ms)
        self.status["lastScaleTime"] = controller.timestamp()
        self._write(size)

    # -- writing ----------------------------------------------------------------------------------------------------

    def _condition(self, kind: str, status: str, why: Reason) -> None:
        known = next((each for each in self.conditions if each["type"] == kind), None)
        since = known["lastTransitionTime"] if known and known["status"] == status else self.controller.timestamp()
        new = {"type": kind, "status": status, "lastTransitionTime": since, "reason": why[0], "message": why[1]}
        if known is None:
            self.conditions = [*self.conditions, new]
        else:
            self.conditions = [new if each is known else each for each in self.conditions]

    def _write(self, desired: int) -> None:
        status = {
            "observedGeneration": self.autoscaler["metadata"].get("generation"),
            "lastScaleTime": self.status.get("lastScaleTime"),
            "currentMetrics": self.status.get("currentMetrics"),
            "conditions": self.conditions,
        }
        status = {field: value for field, value in status.items() if value is not None}
        if self.current:
            status["currentReplicas"] = self.current
        status["desiredReplicas"] = desired
        if status != self.autoscaler.get("status"):
            controller = self.controller
            body = {**self.autoscaler, "status": status}
            informer = controller.autoscalers
            controller.client.update_status(HORIZONTALPODAUTOSCALERS, body, controller.wrote, self.key, informer)


def _what(target: Object) -> str:
    return "utilization" if target.get("averageUtilization") is not None else "usage"


def _unreachable(metric: Object, code: int) -> str:
    """What the autoscaler says when nobody serves metrics."""
    source = metric.get("resource") or metric.get("containerResource")
    if source is None:
        kind = metric["type"]
        return f"unable to get metric: nobody serves metrics of type {kind} in this cluster"
    message = (
        "the server is currently unable to handle the request"
        if code == 503
        else "the server could not find the requested resource"
    )
    why = f"unable to fetch metrics from resource metrics API: {message} (get pods.metrics.k8s.io)"
    return _without_answer(metric, why)


def _without_answer(metric: Object, why: str) -> str:
    source = metric.get("resource") or metric.get("containerResource") or {"name": "", "target": {}}
    name = source["name"]
    return f"failed to get {name} {_what(source['target'])}: unable to get metrics for resource {name}: {why}"


__all__ = ["HorizontalPodAutoscaler"]
