"""The naming and the establishing of a custom kind: no two kinds of a group may have a name in common.

As in Kubernetes these are two loops of the API server: one accepts the names, the next one lets the kind be served.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....machinery.api import Request, Response
from ....machinery.custom_kinds import ESTABLISHED, NAMES_ACCEPTED
from ....machinery.objects import Object, condition_of, condition_true, name_of
from ....machinery.resources import CUSTOMRESOURCEDEFINITIONS
from ....machinery.times import timestamp
from ..bootstrap import LOOPBACK

if TYPE_CHECKING:
    from ..server import ApiServer

RETRY_MS = 200


class Establishing:
    """Looks at a definition whenever it changes, and writes its status."""

    def __init__(self, server: ApiServer) -> None:
        self.server = server

    def look_at_all(self) -> None:
        """A name may be free now."""
        for _, definition in self.server.cache.of(CUSTOMRESOURCEDEFINITIONS).list():
            self.look(definition)

    def look_again(self, name: str) -> None:
        """The definition of this name, if it is still there."""
        definition = self.server.namespaced_object(CUSTOMRESOURCEDEFINITIONS, "", name)
        if definition is not None:
            self.look(definition)

    def look(self, definition: Object) -> None:
        """Accept its names, if they are free; establish it, if they are accepted."""
        status = definition.get("status") or {}
        names, conditions = self._names(definition)
        changed = status
        for condition in conditions:
            changed = with_condition(self.server, changed, *condition)
        changed = {**changed, "acceptedNames": names}
        accepted, established = (
            condition_true({"status": changed}, NAMES_ACCEPTED),
            condition_true(definition, ESTABLISHED),
        )
        if changed == status and accepted and not established:
            why = "the initial names have been accepted"
            changed = with_condition(self.server, status, ESTABLISHED, "True", "InitialNamesAccepted", why)
            kind = definition["spec"]["names"]["kind"]
            self.server.decide(
                "Established",
                f"customresourcedefinitions/{name_of(definition)}",
                f"The API server serves the kind {kind} from now on: its names are accepted.",
            )
        if changed != status:
            write_status(self.server, {**definition, "status": changed}, self, name_of(definition))

    def _names(self, definition: Object) -> tuple[Object, list[tuple[str, str, str, str]]]:
        """(the names that it may have, the conditions that follow)."""
        wanted, accepted = definition["spec"]["names"], (definition.get("status") or {}).get("acceptedNames") or {}
        taken, kinds = self._taken(definition)
        names, conflict = dict(accepted), None
        for field, used, reason in (
            ("plural", taken, "PluralConflict"),
            ("singular", taken, "SingularConflict"),
            ("shortNames", taken, "ShortNamesConflict"),
            ("kind", kinds, "KindConflict"),
            ("listKind", kinds, "ListKindConflict"),
        ):
            clashing = _clashing(wanted.get(field), accepted.get(field), used)
            if clashing:
                conflict = (reason, ", ".join(f'"{name}" is already in use' for name in clashing))
            elif wanted.get(field):
                names[field] = wanted[field]
            else:
                names.pop(field, None)
        if wanted.get("categories"):
            names["categories"] = wanted["categories"]
        else:
            names.pop("categories", None)
        if conflict is not None:
            conditions = [(NAMES_ACCEPTED, "False", *conflict)]
            if condition_of(definition, ESTABLISHED) is None:
                conditions.append((ESTABLISHED, "False", "NotAccepted", "not all names are accepted"))
            return names, conditions
        conditions = [(NAMES_ACCEPTED, "True", "NoConflicts", "no conflicts found")]
        if not condition_true(definition, ESTABLISHED):
            conditions.append((ESTABLISHED, "False", "Installing", "the initial names have been accepted"))
        return names, conditions

    def _taken(self, definition: Object) -> tuple[list[str], list[str]]:
        """The names and the kinds that others of this group have."""
        taken: list[str] = []
        kinds: list[str] = []
        for _, other in self.server.cache.of(CUSTOMRESOURCEDEFINITIONS).list():
            if other["spec"]["group"] != definition["spec"]["group"] or name_of(other) == name_of(definition):
                continue
            names = (other.get("status") or {}).get("acceptedNames") or {}
            taken += [names.get("plural", ""), names.get("singular", ""), *(names.get("shortNames") or ())]
            kinds += [names.get("kind", ""), names.get("listKind", "")]
        return taken, kinds

    def written(self, response: Response, name: str) -> None:
        """A status that could not be written is looked at again."""
        if not response.ok and response.code != 404:
            self.server.after(RETRY_MS, self.look_again, name)


def _clashing(wanted: Any, accepted: Any, used: list[str]) -> list[str]:
    names, kept = ([one] if isinstance(one, str) else list(one or ()) for one in (wanted, accepted))
    return [name for name in names if name and name not in kept and name in used]


class Writing:
    """A write of the API server to its own door: it stands in for a call, and tells `whom.written(response, name)`."""

    def __init__(self, whom: Any, name: str, request: Request) -> None:
        self.whom = whom
        self.name = name
        self.body = request

    def reply(self, response: Response, verb: str = "", note: str = "") -> None:
        self.whom.written(response, self.name)


def write_status(server: ApiServer, definition: Object, whom: Any, name: str) -> None:
    """Replace the status of a definition."""
    request = Request("update", CUSTOMRESOURCEDEFINITIONS, "", name, "status", definition, user=LOOPBACK)
    send(server, request, whom, name)


def send(server: ApiServer, request: Request, whom: Any, name: str) -> None:
    """Put a request of the server itself into its pipeline."""
    request.user_agent = "kube-apiserver"
    server.handle(Writing(whom, name, request))  # type: ignore[arg-type]


def with_condition(server: ApiServer, status: Object, kind: str, value: str, reason: str, message: str) -> Object:
    """The status with a condition set; its time is when its value last changed."""
    conditions = list(status.get("conditions") or ())
    place = next((i for i, one in enumerate(conditions) if one["type"] == kind), None)
    before = conditions[place] if place is not None else None
    if before is not None and (before["status"], before["reason"], before["message"]) == (value, reason, message):
        return status
    since = before["lastTransitionTime"] if before is not None and before["status"] == value else None
    made = {
        "lastTransitionTime": since or timestamp(server.wall_ms()),
        "message": message,
        "reason": reason,
        "status": value,
        "type": kind,
    }
    if place is None:
        conditions.append(made)
    else:
        conditions[place] = made
    return {**status, "conditions": conditions}
