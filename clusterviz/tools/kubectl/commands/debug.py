"""kubectl debug: a container that joins a running Pod, a copy of a Pod with something changed, or a Pod that looks at a node."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from ....cluster.machinery.api import STRATEGIC_PATCH, Request
from ....cluster.machinery.objects import Object, name_of, namespace_of
from ....cluster.machinery.program import Sleep
from ....cluster.machinery.resources import NODES, PODS
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, complain, get, out
from ..resource_names import resource_called
from ..selection import FILES, selection
from .attach import follow

ALPHABET = "bcdfghjklmnpqrstvwxz2456789"
PROFILES = ("legacy", "general", "baseline", "netadmin", "restricted", "sysadmin")
LEGACY = (
    "--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for "
    'example "--profile=general".\n'
)
POLICIES = ("", "Always", "IfNotPresent", "Never")
WAIT_MS, PATIENCE = 500, 120  # how often and how many times it is asked whether the container has started


def run(call: Invocation) -> Steps[int]:
    """The command."""
    flags = call.flags
    _check(call)
    names, files = call.arguments, flags["filename"]
    if flags["profile"] == "legacy":
        yield from complain(LEGACY)
    if files:
        items = yield from selection(call, [])
        for item in items:
            yield from _one(call, item.resource is NODES, item.object or {})
    for word in names:
        kind, slash, name = word.rpartition("/")
        resource = resource_called(kind, call.custom) if slash else PODS
        if resource not in (PODS, NODES):
            raise Failure(f"{resource.plural} not supported by debug")
        obj = yield from get(call, resource, call.namespace, name)
        yield from _one(call, resource is NODES, obj)
    return 0


def _check(call: Invocation) -> None:
    flags = call.flags
    if not flags["image"] and not flags["copy-to"]:
        raise Failure("you must specify --image when not using --copy-to.")
    if not call.arguments and not flags["filename"]:
        raise Failure("NAME or filename is required for debug")
    if flags["copy-to"]:
        if not flags["image"] and not flags["set-image"] and not call.after_dashes:
            raise Failure("you must specify --image, --set-image or command arguments.")
        if flags["target"]:
            raise Failure("--target is incompatible with --copy-to. Use --share-processes instead.")
    else:
        for flag in ("replace", "same-node"):
            if flags[flag]:
                raise Failure(f"--{flag} may only be used with --copy-to.")
        if flags["set-image"]:
            raise Failure("--set-image may only be used with --copy-to.")
    if flags["image-pull-policy"] not in POLICIES:
        raise Failure(f"invalid image pull policy: {flags['image-pull-policy']}")
    if flags["tty"] and not flags["stdin"]:
        raise Failure("-i/--stdin is required for containers with -t/--tty=true")
    if flags["profile"] not in PROFILES:
        raise Failure(f"unknown profile: {flags['profile']}")


def _one(call: Invocation, is_node: bool, obj: Object) -> Steps[None]:
    if is_node:
        pod, container = yield from _on_node(call, obj)
    elif call.flags["copy-to"]:
        pod, container = yield from _copy(call, obj)
    else:
        pod, container = yield from _join(call, obj)
    if (call.flags["attach"] or call.flags["stdin"]) and container:
        yield from _attach(call, pod, container)


def _container(call: Invocation, name: str) -> Object:
    flags = call.flags
    made: Object = {"name": name, "image": flags["image"], "terminationMessagePolicy": "File"}
    if flags["image-pull-policy"]:
        made["imagePullPolicy"] = flags["image-pull-policy"]
    if call.after_dashes:
        made["args" if flags["arguments-only"] else "command"] = list(call.after_dashes)
    if flags["env"]:
        pairs = [one.partition("=") for one in flags["env"]]
        made["env"] = [{"name": key, "value": value} for key, _, value in pairs]
    for flag in ("stdin", "tty"):
        if flags[flag]:
            made[flag] = True
    security = _security(flags["profile"])
    if security:
        made["securityContext"] = security
    return made


def _security(profile: str) -> Object:
    match profile:
        case "general":
            return {"capabilities": {"add": ["SYS_PTRACE"]}}
        case "netadmin":
            return {"capabilities": {"add": ["NET_ADMIN", "NET_RAW"]}}
        case "sysadmin":
            return {"privileged": True}
        case "restricted":
            return {
                "allowPrivilegeEscalation": False,
                "capabilities": {"drop": ["ALL"]},
                "runAsNonRoot": True,
                "seccompProfile": {"type": "RuntimeDefault"},
            }
    return {}


def _suffix(*parts: str) -> str:
    """Five letters: what is called the same in the same place gets the same ones."""
    digest = sha256("/".join(parts).encode()).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:5])


def _join(call: Invocation, pod: Object) -> Steps[tuple[Object, str]]:
    """An ephemeral container in the Pod itself."""
    flags, spec = call.flags, pod["spec"]
    before = spec.get("ephemeralContainers") or []
    name = flags["container"]
    if not name:
        name = f"debugger-{_suffix(pod['metadata'].get('uid', ''), str(len(before)))}"
        if not flags["quiet"]:
            yield from out(f"Defaulting debug container name to {name}.\n")
    container = _container(call, name)
    if flags["target"]:
        container["targetContainerName"] = flags["target"]
        if not flags["quiet"]:
            yield from out(
                f'Targeting container "{flags["target"]}". If you don\'t see processes from this container it may be because '
                "the container runtime doesn't support this feature.\n"
            )
    patch = {"spec": {"ephemeralContainers": [container]}}
    request = Request(
        "patch",
        PODS,
        namespace_of(pod),
        name_of(pod),
        "ephemeralcontainers",
        body=patch,
        content_type=STRATEGIC_PATCH,
    )
    return (yield from ask(call, request)).body, name


def _copy(call: Invocation, pod: Object) -> Steps[tuple[Object, str]]:
    """Another Pod that is like this one, with a container more or something changed."""
    flags = call.flags
    spec = {
        key: value for key, value in pod["spec"].items() if key not in ("nodeName", "ephemeralContainers", "priority")
    }
    if flags["same-node"]:
        spec["nodeName"] = pod["spec"].get("nodeName", "")
    drop = [probe for probe in ("liveness", "readiness", "startup") if not flags[f"keep-{probe}"]]
    spec["containers"] = [
        {key: value for key, value in one.items() if key not in [f"{probe}Probe" for probe in drop]}
        for one in spec["containers"]
    ]
    if not flags["keep-init-containers"]:
        spec.pop("initContainers", None)
    if flags.was_given("share-processes") or flags["image"]:
        spec["shareProcessNamespace"] = flags["share-processes"]
    name = yield from _changed(call, pod, spec["containers"])
    metadata: Object = {"name": flags["copy-to"], "namespace": namespace_of(pod)}
    for field in ("labels", "annotations"):
        if flags[f"keep-{field}"] and pod["metadata"].get(field):
            metadata[field] = pod["metadata"][field]
    made = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
    answer = (yield from ask(call, Request("create", PODS, namespace_of(pod), body=made))).body
    if flags["replace"]:
        yield from ask(call, Request("delete", PODS, namespace_of(pod), name_of(pod)))
    return answer, name


def _changed(call: Invocation, pod: Object, containers: list[Any]) -> Steps[str]:
    """Change the copy's containers as the flags say; the name of the one to look at."""
    flags = call.flags
    images = dict(one.partition("=")[::2] for one in flags["set-image"])
    for container in containers:
        image = images.get(container["name"], images.get("*"))
        if image:
            container["image"] = image
    name = flags["container"]
    existing = next((one for one in containers if one["name"] == name), None)
    if existing is not None or (not flags["image"] and call.after_dashes):
        chosen = existing or containers[0]
        if flags["image"]:
            chosen["image"] = flags["image"]
        if call.after_dashes:
            chosen["args" if flags["arguments-only"] else "command"] = list(call.after_dashes)
        for flag in ("stdin", "tty"):
            if flags[flag]:
                chosen[flag] = True
        return str(chosen["name"])
    if not flags["image"]:
        return ""
    if not name:
        name = f"debugger-{_suffix(pod['metadata'].get('uid', ''), flags['copy-to'])}"
        if not flags["quiet"]:
            yield from out(f"Defaulting debug container name to {name}.\n")
    containers.append(_container(call, name))
    return str(name)


def _on_node(call: Invocation, node: Object) -> Steps[tuple[Object, str]]:
    """A Pod on the node, within the node's own namespaces, with the node's files at /host."""
    flags, on = call.flags, name_of(node)
    name = flags["container"] or "debugger"
    container = _container(call, name)
    spec: Object = {"containers": [container], "nodeName": on, "restartPolicy": "Never"}
    spec["tolerations"] = [{"operator": "Exists"}]
    if flags["profile"] not in ("restricted", "baseline"):
        container["volumeMounts"] = [{"name": "host-root", "mountPath": "/host"}]
        spec["volumes"] = [{"name": "host-root", "hostPath": {"path": "/"}}]
        spec |= {"hostIPC": True, "hostNetwork": True, "hostPID": True}
    pod_name = (
        f"node-debugger-{on}-{_suffix(node['metadata'].get('uid', ''), node['metadata'].get('resourceVersion', ''))}"
    )
    if not flags["quiet"]:
        yield from out(f"Creating debugging pod {pod_name} with container {name} on node {on}.\n")
    metadata = {
        "name": pod_name,
        "namespace": call.namespace,
        "labels": {"app.kubernetes.io/managed-by": "kubectl-debug"},
    }
    made = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
    return (yield from ask(call, Request("create", PODS, call.namespace, body=made))).body, name


def _attach(call: Invocation, pod: Object, container: str) -> Steps[None]:
    """What the new container writes, once it has started, until it ends."""
    for _ in range(PATIENCE):
        now: Object = yield from get(call, PODS, namespace_of(pod), name_of(pod))
        status = now.get("status") or {}
        fields = ("containerStatuses", "ephemeralContainerStatuses")
        known = [one for field in fields for one in status.get(field) or () if one["name"] == container]
        if any("running" in one["state"] or "terminated" in one["state"] for one in known):
            yield from follow(call, now, container)
            return
        yield Sleep(WAIT_MS)
    raise Failure("timed out waiting for the condition")


COMMAND = Command(
    "debug",
    run,
    (
        *FILES[:1],
        Flag("arguments-only", kind="bool", default=False),
        Flag("attach", kind="bool", default=False),
        Flag("container", short="c", default=""),
        Flag("copy-to", default=""),
        Flag("custom", default=""),
        Flag("env", kind="array"),
        Flag("image", default=""),
        Flag("image-pull-policy", default=""),
        Flag("keep-annotations", kind="bool", default=False),
        Flag("keep-init-containers", kind="bool", default=True),
        Flag("keep-labels", kind="bool", default=False),
        Flag("keep-liveness", kind="bool", default=False),
        Flag("keep-readiness", kind="bool", default=False),
        Flag("keep-startup", kind="bool", default=False),
        Flag("profile", default="legacy"),
        Flag("quiet", kind="bool", short="q", default=False),
        Flag("replace", kind="bool", default=False),
        Flag("same-node", kind="bool", default=False),
        Flag("set-image", kind="list"),
        Flag("share-processes", kind="bool", default=True),
        Flag("stdin", kind="bool", short="i", default=False),
        Flag("target", default=""),
        Flag("tty", kind="bool", short="t", default=False),
    ),
    summary="Create debugging sessions for troubleshooting workloads and nodes",
)
