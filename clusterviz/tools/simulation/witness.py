"""A witness: it lists and watches like any client, and holds the API server to what a watch promises.

Ordered and unique: revisions grow with every event. Reliable: what is added was not there, what changes or goes was. Resumable:
a watch that broke goes on where it was. Bookmarks never lie behind what was told. Fact sheet §4.6.
"""

from __future__ import annotations

from functools import partial

from ...cluster.cluster import Cluster
from ...cluster.machinery.api import Response, WatchEvent
from ...cluster.machinery.client import Client
from ...cluster.machinery.component import Component
from ...cluster.machinery.network import Reply, Stream
from ...cluster.machinery.objects import key_of
from ...cluster.machinery.program import ADMIN
from ...cluster.machinery.resources import DEPLOYMENTS, JOBS, NODES, PODS, Resource

WATCHED = (PODS, NODES, DEPLOYMENTS, JOBS)
AGAIN_MS = 1_000


class Witness(Component):
    """Watches four kinds, and writes down every broken promise."""

    def boot(self) -> None:
        self.client = Client(self, ADMIN)
        self.wrong: list[str] = []
        self.revisions: dict[str, int] = {}
        self.streams: dict[str, Stream] = {}
        self.seen: dict[str, dict[str, int]] = {}  # plural → key → the revision told last
        for resource in WATCHED:
            self._list(resource)

    def _list(self, resource: Resource) -> None:
        self.client.list(resource, self._listed, resource, query={"resourceVersion": "0"})

    def _listed(self, response: Response, resource: Resource) -> None:
        if not response.ok:
            self.after(AGAIN_MS, self._list, resource)
            return
        revision = int(response.body["metadata"]["resourceVersion"])
        if revision < self.revisions.get(resource.plural, 0):
            self.wrong.append(f"a list of {resource.plural} went back to {revision}")
        self.revisions[resource.plural] = revision
        self.seen[resource.plural] = {
            key_of(obj): int(obj["metadata"]["resourceVersion"]) for obj in response.body["items"]
        }
        self._watch(resource)

    def _watch(self, resource: Resource) -> None:
        query = {"resourceVersion": str(self.revisions[resource.plural]), "allowWatchBookmarks": "true"}
        self.streams[resource.plural] = self.client.watch(
            resource, query, partial(self._event, resource), partial(self._closed, resource)
        )

    def _event(self, resource: Resource, event: WatchEvent) -> None:
        if event.type == "ERROR":
            self.streams.pop(resource.plural).cancel()
            self._list(resource)
            return
        plural, before = resource.plural, self.revisions[resource.plural]
        revision = int(event.object["metadata"]["resourceVersion"])
        self.revisions[plural] = revision
        if event.type == "BOOKMARK":
            if revision < before:
                self.wrong.append(f"a bookmark of {plural} says {revision} after {before}")
            return
        key, known = key_of(event.object), self.seen[plural]
        if revision <= before:
            self.wrong.append(f"{event.type} {plural} {key} has revision {revision} after {before}")
        if (event.type == "ADDED") == (key in known):
            self.wrong.append(f"{event.type} {plural} {key}, which was {'there' if key in known else 'not there'}")
        if event.type == "DELETED":
            known.pop(key, None)
        else:
            known[key] = revision

    def _closed(self, resource: Resource, reply: Reply) -> None:
        self.after(AGAIN_MS, self._watch, resource)


def joined(cluster: Cluster) -> Witness:
    """A witness of this cluster, at work."""
    witness = Witness(cluster.ground, "witness", "")
    cluster.trace.poke(cluster.now_ms, "you", "a witness watches")
    witness.start()
    return witness


def unlike_etcd(cluster: Cluster, witness: Witness) -> list[str]:
    """What the witness has seen otherwise than etcd has it, once everything is quiet."""
    found = []
    for resource in WATCHED:
        stored = {
            key_of(kv.value): kv.mod_revision
            for kv in cluster.etcd.store.current.values()
            if kv.key.startswith(resource.etcd_prefix)
        }
        if witness.seen.get(resource.plural) != stored:
            found.append(f"the witness has not seen {resource.plural} as etcd has them")
    return found
