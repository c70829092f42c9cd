"""Random Pods: images that serve, end, fail or do not exist; probes, hooks, init containers and sidecars; what they read, whom
they run as, where they want to be. Every quantity varies.
"""

from __future__ import annotations

from ...cluster.machinery.chance import Chance
from ...cluster.machinery.objects import Object
from .placing import place, spread

IMAGES = ("nginx", "nginx:1.27", "redis:7", "busybox", "no-such-image")
CPU = ("50m", "100m", "250m", "700m", "1", "3")
MEMORY = ("32Mi", "64Mi", "200Mi", "1Gi", "5Gi")
LONGEST_GRACE_S = 40
VOLUME_CLASS = "by-hand"
CLAIMS = ("k0", "k1")
SETTINGS = ("m0", "m1")  # ConfigMaps, and Secrets
ACCOUNTS = ("a0", "a1")
PRIORITIES = ("high", "low")


def one_of(values: tuple[str, ...], chance: Chance) -> str:
    """One of these, each as likely as the others."""
    return values[chance.below(len(values))]


def pod_spec(chance: Chance) -> Object:
    """A spec as a template has it; who wants another restart policy than Always sets it."""
    spec: Object = {"containers": [_container(chance)]}
    if not chance.below(3):
        spec["terminationGracePeriodSeconds"] = chance.below(LONGEST_GRACE_S)
    if not chance.below(6):
        spec["initContainers"] = [_first(chance)]
    if not chance.below(8):
        sidecar = {"name": "beside", "image": "nginx", "restartPolicy": "Always"}
        spec.setdefault("initContainers", []).append(sidecar)
    if not chance.below(20):
        spec["priorityClassName"] = one_of(PRIORITIES, chance)
    if not chance.below(12):
        spec["volumes"] = [{"name": "data", "persistentVolumeClaim": {"claimName": one_of(CLAIMS, chance)}}]
        spec["containers"][0]["volumeMounts"] = [{"name": "data", "mountPath": "/data"}]
    elif not chance.below(20):
        spec["volumes"] = [{"name": "data", "secret": {"secretName": one_of(SETTINGS, chance)}}]
        spec["containers"][0]["volumeMounts"] = [{"name": "data", "mountPath": "/data"}]
    if not chance.below(12):
        setting = {"name": one_of(SETTINGS, chance), "key": "level"}
        source = one_of(("configMapKeyRef", "secretKeyRef"), chance)
        spec["containers"][0]["env"] = [{"name": "LEVEL", "valueFrom": {source: setting}}]
    if not chance.below(20):
        spec["serviceAccountName"] = one_of(ACCOUNTS, chance)
    if not chance.below(12):
        spec["topologySpreadConstraints"] = [spread(chance)]
    elif not chance.below(6):
        place(spec, chance)
    if not chance.below(12):
        spec["tolerations"] = [{"key": "kept", "operator": "Exists"}]
    return spec


def _container(chance: Chance) -> Object:
    container: Object = {"name": "main", "image": one_of(IMAGES, chance)}
    if container["image"] == "busybox":
        seconds = 1 + chance.below(40)
        container["command"] = ["sh", "-c", one_of((f"sleep {seconds}; exit 0", f"sleep {seconds}; exit 1"), chance)]
    requests = {}
    if chance.below(3):
        requests["cpu"] = one_of(CPU, chance)
    if chance.below(3):
        requests["memory"] = one_of(MEMORY, chance)
    if requests:
        container["resources"] = {"requests": requests}
    if not chance.below(4):
        container["readinessProbe"] = _probe(container, chance)
    if not chance.below(6):
        container["livenessProbe"] = _probe(container, chance) | {"failureThreshold": 1 + chance.below(4)}
    if not chance.below(8):
        seconds = chance.below(15)
        container["lifecycle"] = {"preStop": {"exec": {"command": ["sh", "-c", f"sleep {seconds}"]}}}
    return container


def _probe(container: Object, chance: Chance) -> Object:
    probe: Object = {"periodSeconds": 1 + chance.below(20), "initialDelaySeconds": chance.below(10)}
    if container["image"].startswith("nginx") and chance.below(4):
        return probe | {"httpGet": {"path": one_of(("/", "/", "/no-such-page"), chance), "port": 80}}
    if chance.below(3):
        return probe | {"exec": {"command": [one_of(("true", "true", "false"), chance)]}}
    return probe | {"tcpSocket": {"port": (80, 6379)[chance.below(2)]}}


def _first(chance: Chance) -> Object:
    seconds, status = chance.below(20), chance.below(5) // 4
    return {"name": "first", "image": "busybox", "command": ["sh", "-c", f"sleep {seconds}; exit {status}"]}
