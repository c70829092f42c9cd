"""Static Pods: the control plane's own processes run under its machine's kubelet, and mirror Pods show them. Fact sheet §8.13.

The API server only ever sees the mirrors: deleting one changes nothing but itself.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from ...machinery import component_logs
from ...machinery.api import Response
from ...machinery.cri import LogLine
from ...machinery.disk import MANIFESTS
from ...machinery.objects import Object, name_of
from ...machinery.resources import PODS
from ...machinery.static_manifests import CPU, IMAGES, problem, program_of

if TYPE_CHECKING:
    from .kubelet import Kubelet

MIRROR = "kubernetes.io/config.mirror"
LOOK_MS = 10_000


class StaticPods:
    """The mirror Pods of one machine."""

    def __init__(self, kubelet: Kubelet) -> None:
        self.kubelet = kubelet
        self.names = kubelet.machine.static_pods
        self.mirrors: dict[str, Object] = {}  # component → its mirror Pod
        self.making: dict[str, bool] = {}
        self.seen: dict[str, tuple[bool, int]] = {}  # component → whether it runs, and how often it was started again
        self.taken_down: dict[str, bool] = {}  # whose manifest is gone
        self.first: dict[str, int] = {}  # component → the start that counts as its first
        self.told: dict[str, tuple[bool, int]] = {}  # component → what the API server knows of that
        self.since: dict[str, str] = {}  # component → since when it is as it is

    def shows(self, key: str) -> bool:
        """Whether the Pod `namespace/name` is one of these: what runs in it is a component of the cluster, no process of the runtime."""
        return any(key == f"kube-system/{name_of(mirror)}" for mirror in self.mirrors.values())

    def log(self, component: str, previous: bool) -> list[LogLine] | None:
        """What its process has written in this life, or in the one before; None if there was none."""
        process = self.kubelet.network.components.get(component)
        restarts = self.seen.get(component, (True, 0))[1]
        if process is None or (previous and not restarts):  # what ran before a manifest went was another Pod
            return None
        return component_logs.read(process, previous)

    def begin(self) -> None:
        """Look now, and from now on every 10 s."""
        if self.names:
            self.kubelet.pods.when_synced(self.look)
            self.kubelet.every(LOOK_MS, self.look)

    def mirror_changed(self, change: str, pod: Object) -> None:
        """The API server tells of a mirror Pod."""
        component = pod["spec"]["containers"][0]["name"]
        if change != "deleted":
            self.mirrors[component] = pod
            if "deletionTimestamp" in pod["metadata"]:
                options = {"gracePeriodSeconds": 0, "preconditions": {"uid": pod["metadata"]["uid"]}}
                self.kubelet.client.delete(PODS, "kube-system", name_of(pod), options=options)
        elif self.mirrors.get(component, {}).get("metadata", {}).get("uid") == pod["metadata"]["uid"]:
            del self.mirrors[component]
            if component not in self.taken_down:
                self._create(component)

    def look(self) -> None:
        """Compare the processes on this machine with what the mirrors say."""
        kubelet = self.kubelet
        wanted = self._wanted()
        for component in self.names:
            if component not in wanted:
                self._take_down(component)
                continue
            self._bring_back(component)
            process = kubelet.network.components.get(component)
            running = process is not None and process.running
            starts = process.incarnation if process is not None else 0
            now = (running, max(starts - self.first.get(component, 1), 0))
            before = self.seen.get(component)
            if before != now:
                self.since[component] = kubelet.timestamp()
                self.seen[component] = now
            if component not in self.mirrors:
                self._create(component)
            elif self.told.get(component) != now or not (self.mirrors[component].get("status") or {}).get("startTime"):
                self._report(component)

    def _wanted(self) -> list[str]:
        """Those of which a manifest lies in the folder and can be read."""
        disk = self.kubelet.machine.disk
        found = []
        for component in self.names:
            path = f"{MANIFESTS}/{component}.yaml"
            if path not in disk.changed:  # as kubeadm has written it
                found.append(component)
                continue
            text = disk.changed[path]
            wrong = "" if text is None else problem(text, component)
            if wrong:
                self.kubelet.say("bad manifest", path, wrong)
            elif text is not None:
                found.append(component)
        return found

    def _take_down(self, component: str) -> None:
        """Its manifest is gone: so is the Pod."""
        kubelet = self.kubelet
        if component in self.mirrors:
            name = name_of(self.mirrors[component])
            kubelet.client.delete(PODS, "kube-system", name, options={"gracePeriodSeconds": 0})
        if component in self.taken_down:
            return
        kubelet.decide("Stops", component, f"The kubelet on {kubelet.node} stops {component}: its manifest is gone.")
        kubelet.say("static gone", component)
        self.taken_down[component] = True
        self.seen.pop(component, None)
        self.told.pop(component, None)
        process = kubelet.network.components.get(component)
        if process is not None:
            process.stop()

    def _bring_back(self, component: str) -> None:
        """Its manifest is there again."""
        if self.taken_down.pop(component, False):
            kubelet = self.kubelet
            kubelet.decide(
                "Starts", component, f"The kubelet on {kubelet.node} starts {component}: its manifest is back."
            )
            kubelet.say("static back", component)
            process = kubelet.network.components.get(component)
            if process is not None:
                process.start()
                self.first[component] = process.incarnation  # a Pod that was gone counts afresh

    def _create(self, component: str) -> None:
        if component not in self.making:
            self.making[component] = True
            self.kubelet.client.create(PODS, mirror(component, self.kubelet), self._created, component)

    def _created(self, response: Response, component: str) -> None:
        self.making.pop(component, None)
        if response.ok:
            self.mirrors[component] = response.body
            self._report(component)

    def _report(self, component: str) -> None:
        kubelet = self.kubelet
        pod = self.mirrors[component]
        body = {"metadata": {"uid": pod["metadata"]["uid"]}, "status": self._status(component, pod)}
        seen = self.seen[component]
        kubelet.client.patch(
            PODS, "kube-system", name_of(pod), body, self._reported, component, seen, subresource="status"
        )

    def _reported(self, response: Response, component: str, seen: tuple[bool, int]) -> None:
        if response.ok:
            self.told[component] = seen

    def _status(self, component: str, pod: Object) -> Object:
        kubelet = self.kubelet
        running, restarts = self.seen[component]
        since = self.since[component]
        identity = hashlib.sha256(f"{kubelet.node}/{component}/{restarts}".encode()).hexdigest()
        image = IMAGES[program_of(component)]
        state: Object = {"running": {"startedAt": since}}
        if not running:
            state = {
                "terminated": {
                    "exitCode": 137,
                    "reason": "Error",
                    "startedAt": (pod.get("status") or {}).get("startTime") or since,
                    "finishedAt": since,
                    "containerID": f"{kubelet.machine.runtime}://{identity}",
                }
            }
        reasons: Object = {}
        if not running:
            reasons = {"reason": "ContainersNotReady", "message": f"containers with unready status: [{component}]"}
        before = {one["type"]: one for one in (pod.get("status") or {}).get("conditions", ())}
        conditions: list[Any] = []
        for kind in ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"):
            depends = kind in ("Ready", "ContainersReady")
            condition = {
                "type": kind,
                "observedGeneration": 1,
                "status": "True" if running or not depends else "False",
                "lastProbeTime": None,
                "lastTransitionTime": since,
            }
            stale = {
                name: None for name in ("reason", "message") if name in before.get(kind, {})
            }  # a patch takes it away
            conditions.append({**condition, **stale, **(reasons if depends else {})})
        return {
            "observedGeneration": 1,
            "phase": "Running",
            "conditions": conditions,
            "hostIP": kubelet.address,
            "hostIPs": [{"ip": kubelet.address}],
            "podIP": kubelet.address,
            "podIPs": [{"ip": kubelet.address}],
            "startTime": (pod.get("status") or {}).get("startTime") or kubelet.timestamp(),
            "containerStatuses": [
                {
                    "name": component,
                    "state": state,
                    "lastState": {},
                    "ready": running,
                    "restartCount": restarts,
                    "image": image,
                    "imageID": f"{image.rpartition(':')[0]}@sha256:{hashlib.sha256(image.encode()).hexdigest()}",
                    "containerID": f"{kubelet.machine.runtime}://{identity}",
                    "started": running,
                }
            ],
        }


def mirror(component: str, kubelet: Kubelet) -> Object:
    """The mirror Pod of a component of the control plane, as kubeadm writes its manifest."""
    digest = hashlib.md5(component.encode(), usedforsecurity=False).hexdigest()
    owner = {
        "apiVersion": "v1",
        "kind": "Node",
        "name": kubelet.node,
        "uid": kubelet.node_status.uid,
        "controller": True,
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": f"{component}-{kubelet.node}",
            "namespace": "kube-system",
            "labels": {"component": program_of(component), "tier": "control-plane"},
            "annotations": {
                "kubernetes.io/config.hash": digest,
                MIRROR: digest,
                "kubernetes.io/config.seen": kubelet.timestamp(),
                "kubernetes.io/config.source": "file",
            },
            "ownerReferences": [owner],
        },
        "spec": {
            "containers": [
                {
                    "name": component,
                    "image": IMAGES[program_of(component)],
                    "imagePullPolicy": "IfNotPresent",
                    "command": [program_of(component)],
                    "resources": {"requests": {"cpu": CPU[program_of(component)]}},
                }
            ],
            "hostNetwork": True,
            "nodeName": kubelet.node,
            "priorityClassName": "system-node-critical",
            "priority": 2_000_001_000,
            "restartPolicy": "Always",
            "enableServiceLinks": True,
            "tolerations": [{"effect": "NoExecute", "operator": "Exists"}],
        },
    }
