"""kubectl describe configmap, secret, serviceaccount and namespace."""

from __future__ import annotations

import base64

from ....cluster.machinery.objects import Object, annotations_of, labels_of, name_of, namespace_of
from ....cluster.machinery.resources import SECRETS
from ..invocation import Invocation, Steps, list_of
from ..resource_names import resource_called
from .policy import limits_of_namespace, quotas_of_namespace
from .text import annotation_lines, events_of, events_text, head, pairs


def configmap(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A ConfigMap with its values."""
    events = yield from events_of(call, obj)
    text = head(obj) + "\nData\n====\n"
    data = obj.get("data") or {}
    text += "".join(f"{key}:\n----\n{data[key]}\n\n" for key in sorted(data))
    text += "\nBinaryData\n====\n"
    binary = obj.get("binaryData") or {}
    text += "".join(f"{key}: {len(base64.b64decode(binary[key]))} bytes\n" for key in sorted(binary))
    return text + "\n" + events_text(events, now_ms)


def secret(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A Secret with the sizes of its values."""
    yield from ()
    text = head(obj) + f"\nType:\t{obj.get('type', '')}\n\nData\n====\n"
    data = obj.get("data") or {}
    for key in sorted(data):
        value = base64.b64decode(data[key])
        token = key == "token" and obj.get("type") == "kubernetes.io/service-account-token"
        text += f"{key}:\t{value.decode(errors='replace') if token else f'{len(value)} bytes'}\n"
    return text


def serviceaccount(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A ServiceAccount."""
    events = yield from events_of(call, obj)
    pulls = [one["name"] for one in obj.get("imagePullSecrets") or []]
    mountable = [one["name"] for one in obj.get("secrets") or []]
    secrets = yield from list_of(call, SECRETS, namespace_of(obj))
    there = [name_of(one) for one in secrets]
    text = head(obj)
    for title, names in (("Image pull secrets", pulls), ("Mountable secrets", mountable), ("Tokens", [])):
        lines = [name if name in there else f"{name} (not found)" for name in names]
        text += f"{title}:\t" + ("\n\t".join(lines) or "<none>") + "\n"
    return text + events_text(events, now_ms)


def namespace(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A Namespace with what it may use."""
    quotas = yield from list_of(call, resource_called("resourcequotas"), name_of(obj))
    ranges = yield from list_of(call, resource_called("limitranges"), name_of(obj))
    text = f"Name:\t{name_of(obj)}\n" + pairs("Labels", labels_of(obj)) + annotation_lines(annotations_of(obj))
    text += f"Status:\t{(obj.get('status') or {}).get('phase', '')}\n"
    found = (obj.get("status") or {}).get("conditions") or []
    if found:
        text += "Conditions:\n  Type\tStatus\tLastTransitionTime\tReason\tMessage\n"
        text += "  ----\t------\t------------------\t------\t-------\n"
        for one in found:
            text += f"  {one['type']}\t{one['status']}\t{one.get('lastTransitionTime', '')}\t{one.get('reason', '')}\t"
            text += f"{one.get('message', '')}\n"
    return f"{text}\n{quotas_of_namespace(quotas)}\n{limits_of_namespace(ranges)}"
