"""Where we differ: etcd."""

from __future__ import annotations

from .rows import MODELLED, SIMPLIFIED, Area, Difference

AREA = Area(
    "etcd",
    (
        Difference(
            "Revisions, transactions, watches, leases, compaction",
            MODELLED,
            "What every other component stands on.",
            "tests/model/test_etcd.py",
        ),
        Difference(
            "Three members and Raft: elections, replication, quorum, reads through the leader, snapshots",
            MODELLED,
            "In a cluster of the preset three-members. Histories of concurrent clients under faults are checked for linearizability.",
            "tests/model/test_raft.py",
        ),
        Difference(
            "Where the members run",
            SIMPLIFIED,
            "All three run on the one control-plane machine, and the API server speaks to one of them until it fails. "
            "Members cannot be added or removed.",
        ),
        Difference(
            "etcdctl",
            SIMPLIFIED,
            "get, put, del, compaction, lease, member list, endpoint status and health, in the formats simple, table, json and fields. "
            "Values are JSON, not protobuf; sizes are estimates; there is no watch, snapshot or transaction. "
            "What its client logs of a failure names a made-up connection, and endpoints by their members' names.",
            "tests/stories/etcdctl_shows_what_is_stored.story",
        ),
    ),
)
