"""Rules of roles: what one allows, whether some cover others, how they are told. Fact sheet §16.6."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .objects import Object

PARTS = (
    ("APIGroups", "apiGroups"),
    ("Resources", "resources"),
    ("NonResourceURLs", "nonResourceURLs"),
    ("ResourceNames", "resourceNames"),
    ("Verbs", "verbs"),
)


def covers_resource(pattern: str, resource: str) -> bool:
    """Whether a rule's resource is this one: `pods`, `pods/log`, `*`, or any kind's subresource, `*/scale`."""
    _, _, part = resource.partition("/")
    return pattern in ("*", resource) or bool(part and pattern == f"*/{part}")


def covers_path(pattern: str, path: str) -> bool:
    """Whether a rule's path is this one: itself, or all that begin like it, `/healthz/*`."""
    return pattern in ("*", path) or (pattern.endswith("*") and path.startswith(pattern[:-1]))


def uncovered(held: Sequence[Object], wanted: Iterable[Object]) -> list[Object]:
    """What of the wanted rules is in none of the held ones: broken down into one verb, one resource and one name each."""
    missing: list[Object] = []
    for rule in wanted:
        missing += [part for part in _broken_down(rule) if not any(_covers(one, part) for one in held)]
    return missing


def _broken_down(rule: Object) -> Iterator[Object]:
    for group in rule.get("apiGroups") or ():
        for resource in rule.get("resources") or ():
            for verb in rule.get("verbs") or ():
                part: Object = {"apiGroups": [group], "resources": [resource], "verbs": [verb]}
                names = rule.get("resourceNames") or ()
                yield from ({**part, "resourceNames": [name]} for name in names) if names else (part,)
    for url in rule.get("nonResourceURLs") or ():
        for verb in rule.get("verbs") or ():
            yield {"nonResourceURLs": [url], "verbs": [verb]}


def _covers(held: Object, part: Object) -> bool:
    """Whether a rule covers one part of another."""
    verbs = held.get("verbs") or ()
    if "*" not in verbs and part["verbs"][0] not in verbs:
        return False
    if "nonResourceURLs" in part:
        return any(covers_path(url, part["nonResourceURLs"][0]) for url in held.get("nonResourceURLs") or ())
    groups = held.get("apiGroups") or ()
    if "*" not in groups and part["apiGroups"][0] not in groups:
        return False
    if not any(covers_resource(pattern, part["resources"][0]) for pattern in held.get("resources") or ()):
        return False
    names = held.get("resourceNames") or ()
    return not names or ("resourceNames" in part and part["resourceNames"][0] in names)


def told(parts: Iterable[Object]) -> list[str]:
    """Each rule on a line, the verbs of one resource together: `{APIGroups:["apps"], Resources:["deployments"], Verbs:["get"]}`."""
    lines: list[str] = []
    verbs_of: dict[tuple[str, str], list[str]] = {}
    for part in parts:
        if "nonResourceURLs" in part or "resourceNames" in part:
            lines.append(_line(part))
        else:
            verbs_of.setdefault((part["apiGroups"][0], part["resources"][0]), []).extend(part["verbs"])
    for (group, resource), verbs in verbs_of.items():
        lines.append(_line({"apiGroups": [group], "resources": [resource], "verbs": verbs}))
    return sorted(set(lines))


def _line(rule: Object) -> str:
    return "{" + ", ".join(f"{name}:{listed(rule[field])}" for name, field in PARTS if rule.get(field)) + "}"


def listed(words: Iterable[str]) -> str:
    """A list of words as Go quotes one: `["get" "list"]`."""
    return "[" + " ".join(f'"{word}"' for word in words) + "]"
