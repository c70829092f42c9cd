"""What a container finds around it: variables and mounted files. Fact sheet §8.6, §8.12.

ConfigMaps and Secrets are read when containers start; those in volumes also later (refreshing).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection
from typing import TYPE_CHECKING

from ...machinery.api import Response
from ...machinery.component import Alarm
from ...machinery.objects import Object, annotations_of, labels_of, name_of, namespace_of
from ...machinery.resources import CONFIGMAPS, SECRETS
from . import network_files

if TYPE_CHECKING:
    from .pod_worker import PodWorker
    from .starting import Starting

MOUNT_RETRY_MS = 500  # after the first failure; doubled with each further one
MAX_MOUNT_RETRY_MS = 122_000
MOUNT_TIMEOUT_MS = 123_000  # so long a sync waits for the Pod's volumes

RESOURCES = {"ConfigMap": CONFIGMAPS, "Secret": SECRETS}
Reference = tuple[str, str]  # (kind, name)


class Environment:
    """The ConfigMaps and Secrets that one sync needs, and what containers get from them."""

    def __init__(self, worker: PodWorker, starting: Starting) -> None:
        self.worker = worker
        self.starting = starting
        self.data: dict[Reference, dict[str, str] | None] = {}
        self.missing = 0
        self.outage = ""
        self.since_ms = 0
        self.alarm: Alarm | None = None  # until the volumes are tried again

    def gather(self) -> None:
        """Read what the Pod refers to, then let its containers start."""
        self.since_ms = self.worker.kubelet.now_ms
        self._read()

    def _read(self) -> None:
        worker = self.worker
        self.alarm = None
        wanted = references(worker.pod)
        if not wanted:
            self._mount()
            return
        self.missing = len(wanted)
        for kind, name in wanted:
            worker.kubelet.client.get(RESOURCES[kind], namespace_of(worker.pod), name, self._got, (kind, name))

    def _got(self, response: Response, reference: Reference) -> None:
        if response.ok:
            self.data[reference] = data_of(response.body)
        elif response.code == 404:
            self.data[reference] = None
        else:
            self.outage = response.message
        self.missing -= 1
        if self.missing == 0:
            self._mount()

    def _mount(self) -> None:
        worker = self.worker
        if self.outage:
            self.starting.abort()
            return
        broken = self.broken_volumes()
        if not broken or worker.state != "syncing":
            worker.mount_retry_ms = 0
            if not broken:
                self.publish()
            self._pull_secrets()
            for problem in network_files.resolv_conf(worker.pod)[1]:
                worker.event("Warning", "DNSConfigForming", problem)
            self.starting.next()
        else:
            self._try_again(broken)

    def broken_volumes(self) -> list[str]:
        """The volumes that cannot be mounted; an event tells of each."""
        broken = []
        for volume in self.worker.pod["spec"].get("volumes") or ():
            problem = self._volume_problem(volume)
            if problem:
                broken.append(volume["name"])
                text = f'MountVolume.SetUp failed for volume "{volume["name"]}" : {problem}'
                self.worker.event("Warning", "FailedMount", text)
        return broken

    def publish(self, besides: Collection[str] = ()) -> None:
        """Write the Pod's volumes of ConfigMaps, Secrets and its own fields onto the machine's disk, but not those `besides`."""
        kept = self.worker.kubelet.machine.kernel.published.setdefault(self.worker.uid, {})
        for volume in self.worker.pod["spec"].get("volumes") or ():
            if is_published(volume) and volume["name"] not in besides:
                files, contents = kept.setdefault(volume["name"], {}), self._contents(volume)
                if files != contents:
                    files.clear()
                    files.update(contents)

    def _try_again(self, broken: list[str]) -> None:
        """The volumes are tried again ever later; after two minutes this sync has failed."""
        worker = self.worker
        kubelet = worker.kubelet
        worker.mount_retry_ms = min(max(2 * worker.mount_retry_ms, MOUNT_RETRY_MS), MAX_MOUNT_RETRY_MS)
        left_ms = self.since_ms + MOUNT_TIMEOUT_MS - kubelet.now_ms
        if worker.mount_retry_ms < left_ms:
            self.alarm = kubelet.after(worker.mount_retry_ms, self._read)
        else:
            self.alarm = kubelet.after(max(left_ms, 0), self._too_late, broken)

    def _too_late(self, broken: list[str]) -> None:
        self.alarm = None
        text = (
            f"Unable to attach or mount volumes: unmounted volumes=[{' '.join(broken)}], unattached volumes=[], "
            "failed to process volumes=[]: timed out waiting for the condition"
        )
        self.worker.event("Warning", "FailedMount", text)
        self.starting.abort()

    def interrupt(self) -> None:
        """The Pod is being taken down: its volumes are not waited for any longer."""
        if self.alarm is not None:
            self.alarm.cancel()
            self.alarm = None
            self.starting.next()

    def _pull_secrets(self) -> None:
        names = [one["name"] for one in self.worker.pod["spec"].get("imagePullSecrets") or () if one.get("name")]
        lost = [name for name in names if self.data.get(("Secret", name)) is None]
        if lost:
            text = (
                f"Unable to retrieve some image pull secrets ({', '.join(lost)}); attempting to pull the image may not "
                "succeed."
            )
            self.worker.event("Warning", "FailedToRetrieveImagePullSecret", text)

    def _volume_problem(self, volume: Object) -> str:
        for kind, name, items, optional in _volume_sources(volume):
            if optional:
                continue
            data = self.data.get((kind, name))
            if data is None:
                return f'{kind.lower()} "{name}" not found'
            for item in items:
                if item["key"] not in data:
                    return f"references non-existent {kind.lower()} key: {item['key']}"
        return ""

    # -- one container --------------------------------------------------------------------------------------------------

    def problem(self, container: Object) -> str:
        """Why this container cannot be configured, "" if it can."""
        namespace = namespace_of(self.worker.pod)
        for source in container.get("envFrom", ()):
            for field_name, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
                ref = source.get(field_name)
                if ref and not ref.get("optional") and self.data.get((kind, ref["name"])) is None:
                    return f'{kind.lower()} "{ref["name"]}" not found'
        for variable in container.get("env", ()):
            for field_name, kind in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")):
                ref = (variable.get("valueFrom") or {}).get(field_name)
                if not ref or ref.get("optional"):
                    continue
                data = self.data.get((kind, ref["name"]))
                if data is None:
                    return f'{kind.lower()} "{ref["name"]}" not found'
                if ref["key"] not in data:
                    return f"couldn't find key {ref['key']} in {kind} {namespace}/{ref['name']}"
        return ""

    def variables(self, container: Object) -> dict[str, str]:
        """The container's environment variables."""
        pod = self.worker.pod
        made = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOSTNAME": network_files.hostname(pod),
        }
        made.update(self.worker.kubelet.service_variables(pod))
        for source in container.get("envFrom", ()):
            for field_name, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
                ref = source.get(field_name)
                for key, value in ((self.data.get((kind, ref["name"])) or {}) if ref else {}).items():
                    made[source.get("prefix", "") + key] = value
        for variable in container.get("env", ()):
            text = self._value(variable, container, made)
            if text is not None:
                made[variable["name"]] = text
        return made

    def _value(self, variable: Object, container: Object, made: dict[str, str]) -> str | None:
        from .starting import expanded

        source = variable.get("valueFrom")
        if not source:
            return expanded(str(variable.get("value", "")), made)
        for field_name, kind in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")):
            ref = source.get(field_name)
            if ref:
                return (self.data.get((kind, ref["name"])) or {}).get(ref["key"])
        if "fieldRef" in source:
            return self.field(source["fieldRef"]["fieldPath"])
        if "resourceFieldRef" in source:
            return _resource(container, source["resourceFieldRef"])
        return None

    def field(self, path: str) -> str:
        """A field of the Pod, as the downward API gives it."""
        pod = self.worker.pod
        metadata = pod["metadata"]
        match path:
            case "metadata.name":
                return name_of(pod)
            case "metadata.namespace":
                return namespace_of(pod)
            case "metadata.uid":
                return self.worker.uid
            case "spec.nodeName":
                return self.worker.kubelet.node
            case "spec.serviceAccountName":
                return str(pod["spec"].get("serviceAccountName", "default"))
            case "status.hostIP" | "status.hostIPs":
                return self.worker.kubelet.address
            case "status.podIP" | "status.podIPs":
                status = self.worker.runtime_status
                return status.sandboxes[0].ip if status is not None and status.sandboxes else ""
        for field_name, texts in (("labels", labels_of(pod)), ("annotations", annotations_of(pod))):
            if path == f"metadata.{field_name}":
                return "\n".join(f'{key}="{value}"' for key, value in sorted(texts.items()))
            if path.startswith(f"metadata.{field_name}['"):
                return str(texts.get(path[len(f"metadata.{field_name}['") : -2], ""))
        return str(metadata.get(path.removeprefix("metadata."), ""))

    def files(self, container: Object) -> dict[str, str]:
        """The files that are mounted into the container: path → content."""
        volumes = {volume["name"]: volume for volume in self.worker.pod["spec"].get("volumes", ())}
        made = self._network_files()
        for mount in container.get("volumeMounts", ()):
            volume = volumes.get(mount["name"])
            if volume is None:
                continue
            # What is mounted by a subPath is a file of its own from then on: it never hears of changes.
            sub = mount.get("subPath")
            if sub and sub in (contents := self._contents(volume)):
                made[mount["mountPath"].rstrip("/")] = contents[sub]
        return made

    def published(self, container: Object) -> dict[str, str]:
        """Where the Pod's volumes of ConfigMaps, Secrets and its own fields are mounted: path → volume."""
        known = {volume["name"] for volume in self.worker.pod["spec"].get("volumes", ()) if is_published(volume)}
        mounts = container.get("volumeMounts", ())
        return {one["mountPath"]: one["name"] for one in mounts if one["name"] in known and not one.get("subPath")}

    def _network_files(self) -> dict[str, str]:
        pod = self.worker.pod
        if self.worker.kubelet.machine.hollow:
            return {}
        return {
            "/etc/hostname": network_files.hostname(pod) + "\n",
            "/etc/hosts": network_files.hosts(pod, self.field("status.podIP")),
            "/etc/resolv.conf": network_files.resolv_conf(pod)[0],
        }

    def shared(self, container: Object) -> dict[str, str]:
        """Where the Pod's emptyDirs are mounted: path → volume."""
        empty = [volume["name"] for volume in self.worker.pod["spec"].get("volumes", ()) if "emptyDir" in volume]
        mounts = container.get("volumeMounts", ()) if empty else ()
        return {mount["mountPath"]: mount["name"] for mount in mounts if mount["name"] in empty}

    def _contents(self, volume: Object) -> dict[str, str]:
        made: dict[str, str] = {}
        for kind, name, items, _ in _volume_sources(volume):
            data = self.data.get((kind, name)) or {}
            if items:
                made.update({item["path"]: data[item["key"]] for item in items if item["key"] in data})
            else:
                made.update(data)
        for source in [volume, *(volume.get("projected") or {}).get("sources", ())]:
            for item in (source.get("downwardAPI") or {}).get("items", ()):
                if "fieldRef" in item:
                    made[item["path"]] = self.field(item["fieldRef"]["fieldPath"])
        return made


def references(pod: Object) -> list[Reference]:
    """The ConfigMaps and Secrets that a Pod's containers and volumes name, each once."""
    spec = pod["spec"]
    found: dict[Reference, None] = {}
    for container in (*spec["containers"], *spec.get("initContainers", ())):
        for source in container.get("envFrom", ()):
            if source.get("configMapRef"):
                found["ConfigMap", source["configMapRef"]["name"]] = None
            if source.get("secretRef"):
                found["Secret", source["secretRef"]["name"]] = None
        for variable in container.get("env", ()):
            origin = variable.get("valueFrom")
            if origin:
                if origin.get("configMapKeyRef"):
                    found["ConfigMap", origin["configMapKeyRef"]["name"]] = None
                if origin.get("secretKeyRef"):
                    found["Secret", origin["secretKeyRef"]["name"]] = None
    found.update(dict.fromkeys(mounted(pod)))
    for secret in spec.get("imagePullSecrets") or ():
        if secret.get("name"):
            found["Secret", secret["name"]] = None
    return list(found)


def mounted(pod: Object) -> list[Reference]:
    """The ConfigMaps and Secrets in a Pod's volumes, each once."""
    volumes = pod["spec"].get("volumes") or ()
    return list(dict.fromkeys((kind, name) for volume in volumes for kind, name, _, _ in _volume_sources(volume)))


def is_published(volume: Object) -> bool:
    """Whether the kubelet writes what is in this volume."""
    return any(field in volume for field in ("configMap", "secret", "downwardAPI", "projected"))


def _volume_sources(volume: Object) -> list[tuple[str, str, list[Object], bool]]:
    """(kind, name, items, optional) of each ConfigMap or Secret in a volume."""
    if volume["name"].startswith("kube-api-access-"):
        return []  # every Pod has it: its token and certificate are taken for granted
    made = []
    for source in [volume, *(volume.get("projected") or {}).get("sources", ())]:
        config_map = source.get("configMap")
        if config_map:
            made.append(
                ("ConfigMap", config_map["name"], config_map.get("items") or [], bool(config_map.get("optional")))
            )
        secret = source.get("secret")
        if secret:
            name = secret.get("secretName") or secret.get("name")
            made.append(("Secret", name, secret.get("items") or [], bool(secret.get("optional"))))
    return made


def data_of(obj: Object) -> dict[str, str]:
    """What a ConfigMap or a Secret holds: key → text."""
    if obj.get("kind") == "Secret" or "type" in obj:
        return {key: _decoded(value) for key, value in (obj.get("data") or {}).items()}
    return {**(obj.get("data") or {}), **{key: _decoded(value) for key, value in (obj.get("binaryData") or {}).items()}}


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text).decode(errors="replace")
    except (binascii.Error, ValueError):
        return ""


def _resource(container: Object, ref: Object) -> str:
    kind, _, name = ref["resource"].partition(".")
    value = ((container.get("resources") or {}).get(kind) or {}).get(name, "0")
    from ...machinery import quantities

    if name == "cpu":
        return str(-(-quantities.milli(str(value)) // 1000))
    return str(quantities.whole(str(value)))
