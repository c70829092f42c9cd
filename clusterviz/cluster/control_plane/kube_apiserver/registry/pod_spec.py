"""What a Pod's spec gets when it leaves something out; the same for the template of a Deployment. Fact sheet §4.8."""

from __future__ import annotations

from typing import Any

from ....machinery import defaults
from ....machinery.objects import Object
from ....machinery.quantities import QuantityError, canonical

SPEC_DEFAULTS = (
    ("restartPolicy", "Always"),
    ("terminationGracePeriodSeconds", defaults.GRACE_S),
    ("dnsPolicy", "ClusterFirst"),
    ("schedulerName", "default-scheduler"),
)
CONTAINER_DEFAULTS = (
    ("terminationMessagePath", "/dev/termination-log"),
    ("terminationMessagePolicy", "File"),
)
PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
PROBE_DEFAULTS = (
    ("timeoutSeconds", defaults.PROBE_TIMEOUT_S),
    ("periodSeconds", defaults.PROBE_PERIOD_S),
    ("successThreshold", defaults.PROBE_SUCCESSES),
    ("failureThreshold", defaults.PROBE_FAILURES),
)
VOLUME_MODE = 420  # 0644
TOKEN_EXPIRATION_S = 3600
VOLUME_KINDS_WITH_MODE = ("configMap", "secret", "projected", "downwardAPI")


def default_pod_spec(spec: Object) -> None:
    """Fill in a Pod's spec, or a template's."""
    for container in spec.get("containers") or ():
        default_container(container)
    for field in ("initContainers", "ephemeralContainers"):
        for container in spec.get(field) or ():
            default_container(container)
    for volume in spec.get("volumes") or ():
        default_volume(volume)
    for field, value in SPEC_DEFAULTS:
        if not spec.get(field) and not (field == "terminationGracePeriodSeconds" and spec.get(field) == 0):
            spec[field] = value
    if spec.get("securityContext") is None:
        spec["securityContext"] = {}
    account = spec.get("serviceAccountName") or spec.get("serviceAccount")
    if account:
        spec["serviceAccountName"] = spec["serviceAccount"] = account
    for constraint in spec.get("topologySpreadConstraints") or ():
        constraint.setdefault("whenUnsatisfiable", "DoNotSchedule")


def default_container(container: Object) -> None:
    """Fill in one container."""
    if not container.get("imagePullPolicy"):
        container["imagePullPolicy"] = pull_policy(str(container.get("image") or ""))
    for field, value in CONTAINER_DEFAULTS:
        if not container.get(field):
            container[field] = value
    resources = container.get("resources")
    if resources is None:
        container["resources"] = {}
    elif resources:
        default_resources(resources)
    for port in container.get("ports") or ():
        if not port.get("protocol"):
            port["protocol"] = "TCP"
    for field in PROBES:
        if container.get(field):
            default_probe(container[field])
    for variable in container.get("env") or ():
        default_reference(variable.get("valueFrom") or {})
    lifecycle = container.get("lifecycle") or {}
    if lifecycle.pop("stopSignal", None) is not None and not lifecycle:
        # v1.36 leaves the feature ContainerStopSignals off (alpha since 1.33): the field is taken away without a word.
        del container["lifecycle"]
    for handler in lifecycle.values():
        default_http_get((handler or {}).get("httpGet"))


def pull_policy(image: str) -> str:
    """`Always` for an image without a tag or with `latest`, which can change; else `IfNotPresent`."""
    name = image.rpartition("/")[2]
    if "@" in name:
        return "IfNotPresent"
    tag = name.partition(":")[2]
    return "IfNotPresent" if tag and tag != "latest" else "Always"


def default_resources(resources: Object) -> None:
    """Quantities in canonical form. One that cannot be read is left for validation."""
    for field in ("limits", "requests"):
        amounts = resources.get(field)
        if amounts:
            resources[field] = {name: canonical_or_same(amount) for name, amount in amounts.items()}


def canonical_or_same(amount: Any) -> Any:
    """A quantity as Kubernetes writes it back."""
    try:
        return canonical(str(amount))
    except QuantityError:
        return amount


def default_probe(probe: Object) -> None:
    """Fill in a probe."""
    for field, value in PROBE_DEFAULTS:
        if not probe.get(field):
            probe[field] = value
    default_http_get(probe.get("httpGet"))
    if probe.get("grpc") is not None:
        probe["grpc"].setdefault("service", "")


def default_http_get(action: Object | None) -> None:
    """`/` by HTTP, unless the action says otherwise."""
    if action is not None:
        action["path"] = action.get("path") or "/"
        action["scheme"] = action.get("scheme") or "HTTP"


def default_volume(volume: Object) -> None:
    """Fill in a volume; one without a source is an empty directory."""
    if len(volume) == 1 and "name" in volume:
        volume["emptyDir"] = {}
    for kind in VOLUME_KINDS_WITH_MODE:
        source = volume.get(kind)
        if source is not None and source.get("defaultMode") is None:
            source["defaultMode"] = VOLUME_MODE
    if volume.get("hostPath") is not None:
        volume["hostPath"].setdefault("type", "")
    if volume.get("ephemeral") is not None:
        claim = volume["ephemeral"].get("volumeClaimTemplate")
        if isinstance(claim, dict):
            claim.setdefault("metadata", {})
            claim.setdefault("spec", {}).setdefault("volumeMode", "Filesystem")
    for source in (volume.get("projected") or {}).get("sources") or ():
        token = source.get("serviceAccountToken")
        if token is not None and not token.get("expirationSeconds"):
            token["expirationSeconds"] = TOKEN_EXPIRATION_S
    for source in (volume, *((volume.get("projected") or {}).get("sources") or ())):
        for item in (source.get("downwardAPI") or {}).get("items") or ():
            default_reference(item)


def default_reference(source: Object) -> None:
    """Fill in a reference to a field of the Pod, or to a resource of a container: Kubernetes writes every divisor."""
    if source.get("fieldRef") is not None:
        source["fieldRef"].setdefault("apiVersion", "v1")
    if source.get("resourceFieldRef") is not None:
        source["resourceFieldRef"].setdefault("divisor", "0")


def default_template(obj: Object) -> None:
    """Fill in `spec.template` of a workload."""
    template = obj["spec"].get("template")
    if isinstance(template, dict):
        template.setdefault("metadata", {})
        default_pod_spec(template.setdefault("spec", {}))
