"""A witness: it lists and watches like any client, and holds the API server to what a watch promises.

Ordered and unique: revisions grow with every event. Reliable: no change of an object is left out, what is added was not there,
what changes or goes was. Atomic: an event shows the object as etcd had it at that revision, whole. Resumable: a watch that broke
goes on where it was. Bookmarks never lie behind what was told. What leaves a selection is told as DELETED. Fact sheet §4.6.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from ...cluster.cluster import Cluster
from ...cluster.control_plane.etcd import Member
from ...cluster.machinery.api import Response, WatchEvent
from ...cluster.machinery.client import Client
from ...cluster.machinery.component import Component, Ground
from ...cluster.machinery.network import Reply, Stream
from ...cluster.machinery.objects import Object, key_of, labels_of, name_of
from ...cluster.machinery.program import ADMIN
from ...cluster.machinery.resources import (
    CONFIGMAPS,
    CRONJOBS,
    DAEMONSETS,
    DEPLOYMENTS,
    ENDPOINTSLICES,
    HORIZONTALPODAUTOSCALERS,
    JOBS,
    LEASES,
    NAMESPACES,
    NODES,
    PERSISTENTVOLUMECLAIMS,
    PERSISTENTVOLUMES,
    PODDISRUPTIONBUDGETS,
    PODS,
    REPLICASETS,
    REPLICATIONCONTROLLERS,
    RESOURCEQUOTAS,
    SECRETS,
    SERVICEACCOUNTS,
    SERVICES,
    STATEFULSETS,
    Resource,
)
from ...cluster.machinery.storage import StoreEvent

AGAIN_MS = 1_000
OTHERS = 3  # further kinds that one witness watches


class Sight(NamedTuple):
    """What one watch looks at: a kind, and of it what the query's selector selects; `selects` says the same once more."""

    name: str
    resource: Resource
    selects: Callable[[Object], bool]
    query: tuple[tuple[str, str], ...] = ()


def _every(obj: Object) -> bool:
    return True


def _of_some_apps(pod: Object) -> bool:
    return labels_of(pod).get("app") in ("d0", "d1", "d2", "r0")


def _runs(pod: Object) -> bool:
    return (pod.get("status") or {}).get("phase") == "Running"


def _has_no_ssd(node: Object) -> bool:
    return labels_of(node).get("disk") != "ssd"


def _is_m0(settings: Object) -> bool:
    return name_of(settings) == "m0"


SIGHTS = (
    Sight("pods", PODS, _every),
    Sight("pods of some apps", PODS, _of_some_apps, (("labelSelector", "app in (d0,d1,d2,r0)"),)),
    Sight("pods that run", PODS, _runs, (("fieldSelector", "status.phase=Running"),)),
    Sight("nodes", NODES, _every),
    Sight("deployments", DEPLOYMENTS, _every),
    Sight("jobs", JOBS, _every),
)
# Each witness watches a few of these too.
FURTHER = (
    Sight("nodes without ssd", NODES, _has_no_ssd, (("labelSelector", "disk!=ssd"),)),
    Sight("configmaps called m0", CONFIGMAPS, _is_m0, (("fieldSelector", "metadata.name=m0"),)),
    *(
        Sight(resource.plural, resource, _every)
        for resource in (
            CONFIGMAPS,
            CRONJOBS,
            DAEMONSETS,
            ENDPOINTSLICES,
            HORIZONTALPODAUTOSCALERS,
            LEASES,
            NAMESPACES,
            PERSISTENTVOLUMECLAIMS,
            PERSISTENTVOLUMES,
            PODDISRUPTIONBUDGETS,
            REPLICASETS,
            REPLICATIONCONTROLLERS,
            RESOURCEQUOTAS,
            SECRETS,
            SERVICEACCOUNTS,
            SERVICES,
            STATEFULSETS,
        )
    ),
)


class Witness(Component):
    """Watches some kinds, and writes down every broken promise."""

    def __init__(self, ground: Ground, name: str, members: tuple[Member, ...]) -> None:
        super().__init__(ground, name, "")
        self.members = members  # the glass wall: what they have stored is what an event must show

    def boot(self) -> None:
        self.client = Client(self, ADMIN)
        self.wrong: list[str] = []
        self.revisions: dict[str, int] = {}
        self.streams: dict[str, Stream] = {}
        self.seen: dict[str, dict[str, int]] = {}  # sight → key → the revision told last
        further = list(FURTHER)
        self.sights = SIGHTS + tuple(further.pop(self.chance.below(len(further))) for _ in range(OTHERS))
        for sight in self.sights:
            self._list(sight)

    def _list(self, sight: Sight) -> None:
        self.client.list(sight.resource, self._listed, sight, query={"resourceVersion": "0", **dict(sight.query)})

    def _listed(self, response: Response, sight: Sight) -> None:
        if not response.ok:
            self.after(AGAIN_MS, self._list, sight)
            return
        revision = int(response.body["metadata"]["resourceVersion"])
        if revision < self.revisions.get(sight.name, 0):
            self.wrong.append(f"a list of {sight.name} went back to {revision}")
        self.revisions[sight.name] = revision
        self.seen[sight.name] = {key_of(obj): _revision(obj) for obj in response.body["items"]}
        self._watch(sight)

    def _watch(self, sight: Sight) -> None:
        since = {"resourceVersion": str(self.revisions[sight.name]), "allowWatchBookmarks": "true"}
        self.streams[sight.name] = self.client.watch(
            sight.resource, {**since, **dict(sight.query)}, partial(self._event, sight), partial(self._closed, sight)
        )

    def _event(self, sight: Sight, event: WatchEvent) -> None:
        if event.type == "ERROR":
            self.streams.pop(sight.name).cancel()
            self._list(sight)
            return
        before, revision = self.revisions[sight.name], _revision(event.object)
        self.revisions[sight.name] = revision
        if event.type == "BOOKMARK":
            if revision < before:
                self.wrong.append(f"a bookmark of {sight.name} says {revision} after {before}")
            return
        key, known = key_of(event.object), self.seen[sight.name]
        if revision <= before:
            self.wrong.append(f"{event.type} {sight.name} {key} has revision {revision} after {before}")
        if (event.type == "ADDED") == (key in known):
            self.wrong.append(f"{event.type} {sight.name} {key}, which was {'there' if key in known else 'not there'}")
        self._compare(sight, event, key, revision)
        if event.type == "DELETED":
            known.pop(key, None)
        else:
            known[key] = revision

    def _compare(self, sight: Sight, event: WatchEvent, key: str, revision: int) -> None:
        """Hold an event against what etcd has stored at its revision, as long as etcd remembers it."""
        stored = self._stored(sight.resource, key, revision)
        if stored is None:
            return
        was = stored.previous if stored.previous is not None and sight.selects(stored.previous.value) else None
        now = stored.kv if stored.kv is not None and sight.selects(stored.kv.value) else None
        kind = "MODIFIED" if was and now else "ADDED" if now else "DELETED" if was else "nothing"
        said = f"{event.type} {sight.name} {key} at {revision}"
        if kind != event.type:
            self.wrong.append(f"{said} should have been {kind}")
            return
        shown = now or was
        assert shown is not None, f"{said} concerns nobody"
        differs = sorted(_differences(_without_revision(shown.value), _without_revision(event.object)))
        if differs:
            self.wrong.append(f"{said} shows other {', '.join(differs)} than etcd has stored")
        told = self.seen[sight.name].get(key)
        if was is not None and told is not None and told != was.mod_revision:
            self.wrong.append(f"{said} follows {told}, but there was a change at {was.mod_revision}")

    def _stored(self, resource: Resource, key: str, revision: int) -> StoreEvent | None:
        for member in self.members:
            for event in member.store.history.get(revision, ()):
                shown = event.kv or event.previous
                if event.key.startswith(resource.etcd_prefix) and shown is not None and key_of(shown.value) == key:
                    return event
        return None

    def _closed(self, sight: Sight, reply: Reply) -> None:
        self.after(AGAIN_MS, self._watch, sight)


def _revision(obj: Object) -> int:
    return int(obj["metadata"]["resourceVersion"])


def _without_revision(obj: Object) -> Object:
    return {**obj, "metadata": {**obj["metadata"], "resourceVersion": ""}}


def _differences(stored: Object, shown: Object) -> set[str]:
    """The parts of an object that are not as they should be."""
    return {part for part in stored.keys() | shown.keys() if stored.get(part) != shown.get(part)}


def joined(cluster: Cluster) -> Witness:
    """A witness of this cluster, at work."""
    witness = Witness(cluster.ground, "witness", cluster.members)
    cluster.trace.poke(cluster.now_ms, "you", "a witness watches")
    witness.start()
    return witness


def unlike_etcd(cluster: Cluster, witness: Witness) -> list[str]:
    """What the witness has seen otherwise than etcd has it, once everything is quiet."""
    found = []
    for sight in witness.sights:
        if sight.resource is LEASES:  # there is always one on its way
            continue
        stored = {
            key_of(kv.value): kv.mod_revision
            for kv in cluster.etcd.store.under(sight.resource.etcd_prefix)
            if sight.selects(kv.value)
        }
        if witness.seen.get(sight.name) != stored:
            found.append(f"the witness has not seen {sight.name} as etcd has them")
    return found
