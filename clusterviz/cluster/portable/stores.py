"""etcd's disks: the keys of every member, and how far its log was agreed."""

from __future__ import annotations

from typing import Any, TypedDict

from ..cluster import Cluster
from ..control_plane.etcd import Member
from ..control_plane.etcd.mvcc import Store
from ..machinery import field_managers
from ..machinery.field_managers import ManagedFields
from ..machinery.storage import KeyValue

MANAGERS = "managedFields"


class SavedStore(TypedDict):
    """One store. `keys`: [key, value, create revision, mod revision, version, lease, schema of a custom kind]."""

    revision: int
    keys: list[list[Any]]
    leases: list[list[int]]  # [lease, TTL in s]


class SavedMember(TypedDict):
    """One member. `store`: its place among the stores, as members that agree have the same."""

    name: str
    term: int
    voted_for: str
    index: int  # of the last entry of its log that is in the store
    index_term: int
    store: int


class Etcd(TypedDict):
    """All members."""

    members: list[SavedMember]
    stores: list[SavedStore]


def save(cluster: Cluster) -> Etcd:
    """The members' disks. What is agreed counts as applied by every member that has it in its log."""
    best = cluster.etcd
    agreed_term = best.raft.log.term_at(best.applied)
    found, places = Etcd(members=[], stores=[]), dict[str, int]()
    for member in cluster.members:
        log = member.raft.log
        has_it = log.durable >= best.applied and log.term_at(best.applied) == agreed_term
        holder = best if has_it else member
        if holder.name not in places:
            places[holder.name] = len(found["stores"])
            found["stores"].append(_save_store(holder))
        index = holder.applied
        found["members"].append(
            SavedMember(
                name=member.name,
                term=member.raft.term,
                voted_for=member.raft.voted_for,
                index=index,
                index_term=log.term_at(index) or 0,
                store=places[holder.name],
            )
        )
    return found


def _save_store(member: Member) -> SavedStore:
    store = member.store
    return SavedStore(
        revision=store.revision,
        keys=[_save_key(kv) for kv in store.current.values()],
        leases=[[lease, member.lease_ttl_s.get(lease, 0)] for lease in store.leases],
    )


def _save_key(kv: KeyValue) -> list[Any]:
    value = kv.value
    record = value["metadata"].get(MANAGERS) if isinstance(value, dict) and "metadata" in value else None
    schema = record.schema if isinstance(record, ManagedFields) else ""
    return [kv.key, field_managers.with_json(value), kv.create_revision, kv.mod_revision, kv.version, kv.lease, schema]


def load(cluster: Cluster, saved: Etcd) -> None:
    """Put them onto the members' disks. Who asks for anything earlier is told that it was compacted."""
    by_name = {member.name: member for member in cluster.members}
    stores = [_load_store(store) for store in saved["stores"]]
    for one in saved["members"]:
        member = by_name[one["name"]]
        store, ttl_s = stores[one["store"]]
        member.store, member.lease_ttl_s = store.copy(), dict(ttl_s)
        member.applied = one["index"]
        member.raft.term, member.raft.voted_for = one["term"], one["voted_for"]
        member.raft.log.reset(one["index"], one["index_term"])


def _load_store(saved: SavedStore) -> tuple[Store, dict[int, int]]:
    store = Store()
    store.revision = store.compacted = saved["revision"]
    store.leases = {lease: {} for lease, _ in saved["leases"]}
    for key, value, created, modified, version, lease, schema in saved["keys"]:
        store.take(KeyValue(key, _load_value(value, schema), created, modified, version, lease))
    return store, {lease: ttl_s for lease, ttl_s in saved["leases"] if ttl_s}


def _load_value(value: Any, schema: str) -> Any:
    entries = value["metadata"].get(MANAGERS) if isinstance(value, dict) and "metadata" in value else None
    if entries is None:
        return value
    return {**value, "metadata": {**value["metadata"], MANAGERS: field_managers.from_json(entries, schema)}}
