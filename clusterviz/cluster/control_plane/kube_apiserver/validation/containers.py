"""Containers: image, ports, environment, mounts, resources, probes. Fact sheet §4.4."""

from __future__ import annotations

from typing import Any

from ....machinery.objects import Object
from ....machinery.quantities import QuantityError, parse
from ..errors import FieldError
from .downward import IN_VARIABLES, validate_amount, validate_field
from .fields import (
    duplicate,
    forbidden,
    invalid,
    label,
    names,
    not_found,
    not_negative,
    one_of,
    port_name,
    port_number,
    port_or_name,
    qualified_name,
    required,
)
from .security import validate_container_security

PULL_POLICIES = ("Always", "IfNotPresent", "Never")
PROTOCOLS = ("SCTP", "TCP", "UDP")
SOURCES = ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")
HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc")
PROBE_NUMBERS = ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")
RESTART_POLICIES = ("Always", "Never", "OnFailure")
STANDARD = ("cpu", "ephemeral-storage", "memory")
HUGE = "hugepages-"
COUNTED = (
    "configmaps", "limits.cpu", "limits.ephemeral-storage", "limits.memory", "persistentvolumeclaims", "pods",
    "replicationcontrollers", "requests.cpu", "requests.ephemeral-storage", "requests.memory", "requests.storage",
    "resourcequotas", "secrets", "services", "services.loadbalancers", "services.nodeports", "storage",
)  # what a quota may speak of, and a container not  # fmt: skip
WHOLE_NUMBERS = ("pods", "services", "configmaps", "secrets")


def validate_container(
    path: str, container: Object, volumes: dict[str, None], seen: dict[str, None]
) -> list[FieldError]:
    """An ordinary container. `seen` collects the names of the Pod's containers."""
    found = _validate_common(path, container, volumes)
    found += _validate_unique(path, container, seen)
    found += _validate_restarts(path, container)
    for hook in ("postStart", "preStop"):
        handler = (container.get("lifecycle") or {}).get(hook)
        if handler is not None:
            found += _validate_handler(f"{path}.lifecycle.{hook}", handler, ("exec", "httpGet", "tcpSocket", "sleep"))
    return found + _validate_probes(path, container)


def validate_init_container(
    path: str, container: Object, volumes: dict[str, None], seen: dict[str, None]
) -> list[FieldError]:
    """An init container; only one that restarts (a sidecar) may have probes and hooks."""
    found = _validate_common(path, container, volumes)
    found += _validate_unique(path, container, seen)
    found += _validate_restarts(path, container)
    if container.get("restartPolicy") == "Always":
        return found + _validate_probes(path, container)
    for field in ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe"):
        if container.get(field) is not None:
            found.append(
                forbidden(f"{path}.{field}", "may not be set for init containers without restartPolicy=Always")
            )
    return found


def _validate_restarts(path: str, container: Object) -> list[FieldError]:
    """A restart policy of its own, and the rules that come before it."""
    policy, rules = container.get("restartPolicy"), container.get("restartPolicyRules") or ()
    found = one_of(f"{path}.restartPolicy", policy, RESTART_POLICIES)
    if rules and policy is None:
        found.append(required(f"{path}.restartPolicy", "must specify restartPolicy when restart rules are used"))
    for i, rule in enumerate(rules):
        where = f"{path}.restartPolicyRules[{i}]"
        found += one_of(f"{where}.action", rule.get("action"), ("Restart", "RestartAllContainers"))
        codes = rule.get("exitCodes")
        if codes is None:
            found.append(required(f"{where}.exitCodes", "must be specified"))
        else:
            found += one_of(f"{where}.exitCodes.operator", codes.get("operator"), ("In", "NotIn"))
    return found


def _validate_unique(path: str, container: Object, seen: dict[str, None]) -> list[FieldError]:
    name = container.get("name", "")
    if name and name in seen:
        return [duplicate(f"{path}.name", name)]
    seen[name] = None
    return []


def _validate_common(path: str, container: Object, volumes: dict[str, None]) -> list[FieldError]:
    found: list[FieldError] = []
    if not container.get("name"):
        found.append(required(f"{path}.name"))
    else:
        found += names(f"{path}.name", container["name"], label)
    image = container.get("image") or ""
    if not image:
        found.append(required(f"{path}.image"))
    elif image != image.strip():
        found.append(invalid(f"{path}.image", image, "must not have leading or trailing whitespace"))
    policies = ("FallbackToLogsOnError", "File")
    found += one_of(f"{path}.terminationMessagePolicy", container.get("terminationMessagePolicy"), policies)
    if container.get("ports"):
        found += _validate_ports(f"{path}.ports", container["ports"])
    for i, variable in enumerate(container.get("env") or ()):
        found += _validate_variable(f"{path}.env[{i}]", variable)
    for i, bundle in enumerate(container.get("envFrom") or ()):
        found += _validate_bundle(f"{path}.envFrom", i, bundle)
    if container.get("volumeMounts"):
        found += _validate_mounts(f"{path}.volumeMounts", container["volumeMounts"], volumes)
    found += one_of(f"{path}.imagePullPolicy", container.get("imagePullPolicy"), PULL_POLICIES)
    resources = container.get("resources")
    if resources:
        found += validate_resources(f"{path}.resources", resources)
    return found + validate_container_security(f"{path}.securityContext", container.get("securityContext") or {})


def _validate_ports(path: str, ports: list[Object]) -> list[FieldError]:
    found: list[FieldError] = []
    seen: dict[str, None] = {}
    for i, port in enumerate(ports):
        name = port.get("name")
        if name:
            problems = names(f"{path}[{i}].name", name, port_name)
            found += problems
            if not problems and name in seen:
                found.append(duplicate(f"{path}[{i}].name", name))
            seen[name] = None
        if not port.get("containerPort"):
            found.append(required(f"{path}[{i}].containerPort"))
        else:
            found += port_number(f"{path}[{i}].containerPort", port["containerPort"])
        if port.get("hostPort"):
            found += port_number(f"{path}[{i}].hostPort", port["hostPort"])
        found += one_of(f"{path}[{i}].protocol", port.get("protocol"), PROTOCOLS)
    return found


def _validate_variable(path: str, variable: Object) -> list[FieldError]:
    name = variable.get("name", "")
    found: list[FieldError] = []
    if not name:
        found.append(required(f"{path}.name"))
    elif "=" in name or not (name.isascii() and name.isprintable()):
        why = "a valid environment variable name must consist only of printable ASCII characters other than '='"
        found.append(invalid(f"{path}.name", name, why))
    source = variable.get("valueFrom")
    if source is None:
        return found
    given = [kind for kind in SOURCES if source.get(kind) is not None]
    if not given:
        listed = ", ".join(f"`{kind}`" for kind in SOURCES[:-1])
        found.append(invalid(f"{path}.valueFrom", "", f"must specify one of: {listed} or `{SOURCES[-1]}`"))
    elif variable.get("value"):
        found.append(invalid(f"{path}.valueFrom", "", "may not be specified when `value` is not empty"))
    elif len(given) > 1:
        found.append(invalid(f"{path}.valueFrom", "", "may not have more than one field specified at a time"))
    for kind in ("configMapKeyRef", "secretKeyRef"):
        reference = source.get(kind)
        if reference is not None:
            found += [
                required(f"{path}.valueFrom.{kind}.{field}") for field in ("name", "key") if not reference.get(field)
            ]
    if source.get("fieldRef") is not None:
        found += validate_field(f"{path}.valueFrom.fieldRef", source["fieldRef"], IN_VARIABLES)
    if source.get("resourceFieldRef") is not None:
        found += validate_amount(f"{path}.valueFrom.resourceFieldRef", source["resourceFieldRef"], of_a_file=False)
    return found


def _validate_bundle(path: str, number: int, bundle: Object) -> list[FieldError]:
    """All keys of a ConfigMap or a Secret as variables. That there is one of them is said of the whole list."""
    given = [kind for kind in ("configMapRef", "secretRef") if bundle.get(kind) is not None]
    found = [required(f"{path}[{number}].{kind}.name") for kind in given if not bundle[kind].get("name")]
    if not given:
        found.append(invalid(path, "", "must specify one of: `configMapRef` or `secretRef`"))
    elif len(given) > 1:
        found.append(invalid(path, "", "may not have more than one field specified at a time"))
    return found


def _validate_mounts(path: str, mounts: list[Object], volumes: dict[str, None]) -> list[FieldError]:
    found: list[FieldError] = []
    seen: dict[str, None] = {}
    for i, mount in enumerate(mounts):
        name, where = mount.get("name", ""), mount.get("mountPath", "")
        if not name:
            found.append(required(f"{path}[{i}].name"))
        if name not in volumes:
            found.append(not_found(f"{path}[{i}].name", name))
        if not where:
            found.append(required(f"{path}[{i}].mountPath"))
        elif where in seen:
            found.append(invalid(f"{path}[{i}].mountPath", where, "must be unique"))
        seen[where] = None
        part = mount.get("subPath") or ""
        if part.startswith("/"):
            found.append(invalid(f"{path}[{i}].subPath", part, "must be a relative path"))
        if ".." in part.split("/"):
            found.append(invalid(f"{path}[{i}].subPath", part, "must not contain '..'"))
    return found


def validate_resources(path: str, resources: Object) -> list[FieldError]:
    """Amounts are quantities, not negative, and nobody requests more than the limit."""
    found: list[FieldError] = []
    limits, requests = resources.get("limits") or {}, resources.get("requests") or {}
    for field, amounts in (("limits", limits), ("requests", requests)):
        for name, amount in sorted(amounts.items()):
            found += _validate_resource(f"{path}.{field}[{name}]", name)
            found += _validate_amount(f"{path}.{field}[{name}]", amount)
            if field == "requests" and not found:
                found += _compared(path, name, amount, limits.get(name))
    return found


def _compared(path: str, name: str, amount: Any, limit: Any) -> list[FieldError]:
    """A request beside its limit. Of what cannot be promised twice, like a device, nobody gets less than their limit."""
    shared = _is_native(name) and not name.startswith(HUGE)
    if limit is None:
        return [] if shared else [required(f"{path}.limits", "Limit must be set for non overcommitable resources")]
    wanted, most = parse(str(amount)), parse(str(limit))
    if wanted != most and not shared:
        return [invalid(f"{path}.requests", str(amount), f"must be equal to {name} limit of {limit}")]
    if wanted > most:
        return [invalid(f"{path}.requests", str(amount), f"must be less than or equal to {name} limit of {limit}")]
    return []


def _validate_resource(path: str, name: str) -> list[FieldError]:
    """The name of something that a container may ask for."""
    found = names(path, name, qualified_name)
    if "/" in name:
        if not _is_native(name) and name.startswith("requests."):
            found.append(invalid(path, name, "doesn't follow extended resource name standard"))
        return found
    if name in STANDARD or name.startswith(HUGE):
        return found
    if not found and name not in COUNTED:
        found.append(invalid(path, name, "must be a standard resource type or fully qualified"))
    return [*found, invalid(path, name, "must be a standard resource for containers")]


def _is_native(name: str) -> bool:
    return "/" not in name or name.partition("/")[0].endswith("kubernetes.io")


def _validate_amount(path: str, amount: Any) -> list[FieldError]:
    try:
        value = parse(str(amount))
    except QuantityError as error:
        return [invalid(path, str(amount), str(error))]
    if value < 0:
        return [invalid(path, str(amount), "must be greater than or equal to 0")]
    return []


def _validate_probes(path: str, container: Object) -> list[FieldError]:
    found: list[FieldError] = []
    for kind in ("livenessProbe", "readinessProbe", "startupProbe"):
        probe = container.get(kind)
        if probe is None:
            continue
        where = f"{path}.{kind}"
        found += _validate_handler(where, probe, HANDLERS)
        for field in PROBE_NUMBERS:
            found += not_negative(f"{where}.{field}", probe.get(field))
        if kind != "readinessProbe" and probe.get("successThreshold", 1) != 1:
            found.append(invalid(f"{where}.successThreshold", probe["successThreshold"], "must be 1"))
        grace_s = probe.get("terminationGracePeriodSeconds")
        if grace_s is not None and grace_s <= 0:
            found.append(invalid(f"{where}.terminationGracePeriodSeconds", grace_s, "must be greater than 0"))
    return found


def _validate_handler(path: str, handler: Object, kinds: tuple[str, ...]) -> list[FieldError]:
    given = [kind for kind in kinds if handler.get(kind) is not None]
    if not given:
        return [required(path, "must specify a handler type")]
    found = [forbidden(f"{path}.{kind}", "may not specify more than 1 handler type") for kind in given[1:]]
    action = handler[given[0]]
    match given[0]:
        case "exec":
            if not action.get("command"):
                found.append(required(f"{path}.exec.command"))
        case "httpGet":
            found += port_or_name(f"{path}.httpGet.port", action.get("port", 0))
            found += one_of(f"{path}.httpGet.scheme", action.get("scheme"), ("HTTP", "HTTPS"))
        case "tcpSocket":
            found += port_or_name(f"{path}.tcpSocket.port", action.get("port", 0))
        case "grpc":
            found += port_number(f"{path}.grpc.port", action.get("port", 0))
    return found
