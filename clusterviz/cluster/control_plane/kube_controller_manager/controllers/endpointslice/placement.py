"""Which endpoint goes into which slice: at most 100 each, and as few writes as possible. Fact sheet §7.7."""

from __future__ import annotations

from dataclasses import dataclass, field

from .....machinery.objects import Object, key_of

MAX_ENDPOINTS = 100


@dataclass
class Changes:
    """What is to be written."""

    create: list[tuple[list[Object], list[Object]]] = field(default_factory=list)  # (endpoints, ports)
    update: list[tuple[Object, list[Object], list[Object]]] = field(default_factory=list)  # slice, endpoints, ports
    delete: list[Object] = field(default_factory=list)


def identity(endpoint: Object) -> str:
    """What makes two versions the same endpoint: its Pod and its address."""
    target = endpoint.get("targetRef") or {}
    return f"{target.get('uid', '')} {endpoint['addresses'][0]} {endpoint.get('hostname', '')}"


def ports_key(ports: list[Object]) -> str:
    """What makes two lists of ports the same."""
    return repr(sorted((port["name"], port["protocol"], port["port"], port.get("appProtocol", "")) for port in ports))


def place(slices: list[Object], desired: dict[str, tuple[list[Object], dict[str, Object]]]) -> Changes:
    """`desired`: ports key → (ports, endpoints by identity). The slices of one Service, as they are."""
    changes = Changes()
    by_ports: dict[str, list[Object]] = {}
    for each in sorted(slices, key=key_of):
        by_ports.setdefault(ports_key(each.get("ports") or []), []).append(each)
    for key, existing in by_ports.items():
        if key not in desired:
            changes.delete += existing
    for key, (ports, endpoints) in desired.items():
        _place_group(by_ports.get(key, []), ports, dict(endpoints), changes)
    # What would be deleted and created is rather updated: its name stays.
    while changes.create and changes.delete:
        endpoints_now, ports_now = changes.create.pop()
        changes.update.append((changes.delete.pop(0), endpoints_now, ports_now))
    if not changes.create and not changes.update and len(changes.delete) == len(slices):
        if changes.delete:
            kept = changes.delete.pop(0)
            if kept.get("endpoints") or kept.get("ports"):
                changes.update.append((kept, [], []))
        else:
            changes.create.append(([], []))  # nothing yet: a placeholder
    return changes


def _place_group(slices: list[Object], ports: list[Object], left: dict[str, Object], changes: Changes) -> None:
    changed: list[tuple[Object, list[Object]]] = []
    unchanged: list[tuple[Object, list[Object]]] = []
    for each in slices:
        before = each.get("endpoints") or []
        kept = [wanted for old in before if (wanted := left.pop(identity(old), None)) is not None]
        if kept == before and kept:
            unchanged.append((each, kept))
        elif kept:
            changed.append((each, kept))
        else:
            changes.delete.append(each)
    waiting = list(left.values())
    # First into slices that are written anyway, the fullest first.
    changed.sort(key=_room)
    for _, kept in changed:
        room = MAX_ENDPOINTS - len(kept)
        kept += waiting[:room]
        waiting = waiting[room:]
    # Then one slice that takes the rest, the fullest that can.
    if waiting and len(waiting) < MAX_ENDPOINTS:
        fitting = [each for each in sorted(unchanged, key=_room) if _room(each) >= len(waiting)]
        if fitting:
            unchanged.remove(fitting[0])
            changed.append((fitting[0][0], [*fitting[0][1], *waiting]))
            waiting = []
    while waiting:
        changes.create.append((waiting[:MAX_ENDPOINTS], ports))
        waiting = waiting[MAX_ENDPOINTS:]
    changes.update += [(each, kept, ports) for each, kept in changed]


def _room(entry: tuple[Object, list[Object]]) -> int:
    return MAX_ENDPOINTS - len(entry[1])
