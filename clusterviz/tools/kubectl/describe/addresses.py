"""kubectl describe endpoints, servicecidr and ipaddress: where Services are, and from which ranges their addresses come."""

from __future__ import annotations

from ....cluster.machinery.objects import Object
from ..invocation import Invocation, Steps
from .policy import labelled
from .text import events_of, events_text, head


def endpoints(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """Endpoints: the addresses of each subset, ready and not."""
    text = head(obj) + "Subsets:\n"
    for subset in obj.get("subsets") or []:
        for title, field in (("Addresses", "addresses"), ("NotReadyAddresses", "notReadyAddresses")):
            addresses = ",".join(one["ip"] for one in subset.get(field) or [])
            text += f"  {title}:\t{addresses or '<none>'}\n"
        ports = subset.get("ports") or []
        if ports:
            text += "  Ports:\n    Name\tPort\tProtocol\n    ----\t----\t--------\n"
            text += "".join(
                f"    {one.get('name') or '<unset>'}\t{one['port']}\t{one.get('protocol', 'TCP')}\n" for one in ports
            )
        text += "\n"
    events = yield from events_of(call, obj)
    return text + events_text(events, now_ms)


def servicecidr(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A range of addresses for Services."""
    text = labelled(obj) + f"CIDRs:\t{', '.join(obj['spec'].get('cidrs') or [])}\n"
    conditions = (obj.get("status") or {}).get("conditions") or []
    if conditions:
        text += "Status:\nConditions:\n  Type\tStatus\tLastTransitionTime\tReason\tMessage\n"
        text += "  ----\t------\t------------------\t------\t-------\n"
    for one in conditions:
        moment, reason = one.get("lastTransitionTime", ""), one.get("reason", "")
        text += f"  {one['type']}\t{one['status']}\t{moment}\t{reason}\t{one.get('message', '')}\n"
    events = yield from events_of(call, obj)
    return text + events_text(events, now_ms)


def ipaddress(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """An address that is taken, and by what."""
    text = labelled(obj)
    parent = (obj.get("spec") or {}).get("parentRef")
    if parent:
        fields = (("Group", "group"), ("Resource", "resource"), ("Namespace", "namespace"), ("Name", "name"))
        text += "Parent Reference:\n" + "".join(f"  {title}:\t{parent.get(field, '')}\n" for title, field in fields)
    events = yield from events_of(call, obj)
    return text + events_text(events, now_ms)
