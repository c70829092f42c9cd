"""Which backend answers for a host and a path: the rules of all Ingresses of one controller, as nginx matches them. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass

from ...machinery.objects import Object, annotations_of, key_of, namespace_of

EXACT = "Exact"
OLD_ANNOTATION = "kubernetes.io/ingress.class"
ANY_HOST = "_"


@dataclass(frozen=True, slots=True)
class Location:
    """One path of one host, and where it leads: a Service and its port (a name or a number)."""

    host: str
    path: str
    exact: bool
    ingress: str
    namespace: str
    service: str
    port: int | str


def of_class(ingress: Object, classes: list[str]) -> bool:
    """Whether an Ingress is for one of these classes."""
    name = ingress["spec"].get("ingressClassName") or annotations_of(ingress).get(OLD_ANNOTATION)
    return name in classes


def locations(ingresses: list[Object]) -> list[Location]:
    """All locations, those of older Ingresses first: of two for the same host and path the first one counts."""
    found: list[Location] = []
    for ingress in sorted(ingresses, key=_age):
        rules = ingress["spec"].get("rules") or ()
        for rule in rules:
            for path in (rule.get("http") or {}).get("paths") or ():
                exact = path.get("pathType") == EXACT
                _add(found, ingress, rule.get("host") or ANY_HOST, path.get("path") or "/", exact, path["backend"])
        default = ingress["spec"].get("defaultBackend")
        if default is not None:
            for host in [rule.get("host") or ANY_HOST for rule in rules] or [ANY_HOST]:
                _add(found, ingress, host, "/", False, default)
    return found


def _age(ingress: Object) -> tuple[str, str]:
    return (ingress["metadata"].get("creationTimestamp", ""), key_of(ingress))


def _add(found: list[Location], ingress: Object, host: str, path: str, exact: bool, backend: Object) -> None:
    service = backend.get("service")
    if service is None:
        return
    port = service.get("port") or {}
    one = Location(
        host.lower(),
        path,
        exact,
        key_of(ingress),
        namespace_of(ingress),
        service["name"],
        port.get("number") or port.get("name", ""),
    )
    if not any((known.host, known.path, known.exact) == (one.host, one.path, one.exact) for known in found):
        found.append(one)


def hosts_for(host: str) -> list[str]:
    """The names under which a host is looked for, the most particular first."""
    host = host.partition(":")[0].lower()
    _, dot, parent = host.partition(".")
    return [host, f"*.{parent}", ANY_HOST] if dot else [host, ANY_HOST]


def find(known: list[Location], host: str, path: str) -> Location | None:
    """The location for a request: of the most particular host that has any, an exact path, else the longest prefix."""
    path = path.partition("?")[0]
    for name in hosts_for(host):
        own = [one for one in known if one.host == name]
        if not own:
            continue
        for one in own:
            if one.exact and one.path == path:
                return one
        fitting = [one for one in own if not one.exact and _is_prefix(one.path, path)]
        return max(fitting, key=_length, default=None)
    return None


def _length(location: Location) -> int:
    return len(location.path.rstrip("/"))


def _is_prefix(prefix: str, path: str) -> bool:
    """Element by element: /cart is a prefix of /cart and /cart/1, not of /carts."""
    prefix = prefix.rstrip("/")
    return path == prefix or path.startswith(prefix + "/")
