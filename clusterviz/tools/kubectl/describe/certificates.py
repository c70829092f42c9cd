"""kubectl describe csr."""

from __future__ import annotations

from ....cluster.machinery.certificates import subject_of
from ....cluster.machinery.objects import Object, annotations_of, labels_of, name_of
from ....cluster.machinery.times import age
from ..invocation import Invocation, Steps
from .text import annotation_lines, events_of, events_text, moment, pairs


def describe(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A CertificateSigningRequest: who asks, whom for, and what came of it."""
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    events = yield from events_of(call, obj)
    text = f"Name:\t{name_of(obj)}\n" + pairs("Labels", labels_of(obj)) + annotation_lines(annotations_of(obj))
    text += f"CreationTimestamp:\t{moment(obj['metadata'].get('creationTimestamp'))}\n"
    text += f"Requesting User:\t{spec.get('username', '')}\n"
    if spec.get("signerName"):
        text += f"Signer:\t{spec['signerName']}\n"
    if spec.get("expirationSeconds"):
        text += f"Requested Duration:\t{age(spec['expirationSeconds'] * 1000)}\n"
    types = [one["type"] for one in status.get("conditions") or ()]
    state = "Denied" if "Denied" in types else "Approved" if "Approved" in types else "Pending"
    state += (",Failed" if "Failed" in types else "") + (",Issued" if status.get("certificate") else "")
    text += f"Status:\t{state}\nSubject:\n"
    subject = subject_of(spec.get("request"))
    text += f"\tCommon Name:\t{''.join(subject.get('CN', ['']))}\n\tSerial Number:\t{''.join(subject.get('serial', ['']))}\n"
    for title, kind in (
        ("Organization", "O"),
        ("Organizational Unit", "OU"),
        ("Country", "C"),
        ("Locality", "L"),
        ("Province", "ST"),
    ):
        if subject.get(kind):
            text += f"\t{title}:\t{', '.join(subject[kind])}\n"
    return text + events_text(events, now_ms)
