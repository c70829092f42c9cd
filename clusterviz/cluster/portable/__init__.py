"""Portable saves: what stands on a cluster's disks, as plain JSON that every later version of the model reads.

An exact image (`checkpoint.py`) is read only by the version that wrote it. A save holds less: what would be left if all
machines lost their power now. So a cluster that is opened from one begins as after a power cut: every process starts with what
its disk has, containers are found dead and are started again, and nobody remembers what came before.
"""

from __future__ import annotations

from typing import Any, TypedDict

from ..cluster import Cluster
from ..machinery.chance import Chance
from . import machines, outside, stores

FORMAT = 1


class SaveError(ValueError):
    """No save, or one that this program cannot read."""


class Save(TypedDict):
    """A cluster's disks. Times in virtual ms."""

    format: int
    seed: int
    first_seed: int  # of the preset: certificates come from it
    epoch_ms: int  # the Unix time at virtual 0
    at_ms: int
    fired: int  # how many events had happened
    starts: dict[str, int]  # component → how often it had been started
    stopped: list[str]  # components that did not run, though their machines had power
    kept_down: list[str]  # those among them that nobody but the learner starts
    settings: dict[str, bool]  # of the control plane
    etcd: stores.Etcd
    registry: dict[str, bool]
    machines: list[dict[str, Any]]
    network: outside.Links
    you: outside.You
    traffic: list[dict[str, Any]]


def save(cluster: Cluster) -> Save:
    """What stands on the cluster's disks now. Nothing in it is shared with the cluster but what never changes."""
    network = cluster.network
    return Save(
        format=FORMAT,
        seed=cluster.seed,
        first_seed=cluster.ground.first_seed,
        epoch_ms=cluster.clock.epoch_ms,
        at_ms=cluster.now_ms,
        fired=cluster.clock.fired,
        starts={name: component.incarnation for name, component in cluster.components.items()},
        stopped=[
            name
            for name, component in cluster.components.items()
            if not component.running and component.node not in network.powered_off
        ],
        kept_down=list(cluster.kept_down),
        settings={
            "schedulers_elect": cluster.scheduler.leader_elect,
            "managers_elect": cluster.controller_manager.leader_elect,
            "own_accounts": cluster.controller_manager.own_accounts,
        },
        etcd=stores.save(cluster),
        registry=machines.save_registry(cluster),
        machines=machines.save(cluster),
        network=outside.save_links(network),
        you=outside.save_you(cluster),
        traffic=outside.save_traffic(cluster),
    )


def open_save(data: Any) -> Cluster:
    """The cluster of a save, at the moment at which it was made: all that has power is starting. SaveError."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        found = data.get("format") if isinstance(data, dict) else type(data).__name__
        raise SaveError(f"a save of the format {found!r} cannot be read; this program reads {FORMAT}")
    try:
        cluster = _opened(data)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, AssertionError) as error:
        raise SaveError(f"the save cannot be read: {type(error).__name__}: {error}") from error
    _start(cluster, data)
    return cluster


def _opened(data: dict[str, Any]) -> Cluster:
    cluster = Cluster(data["seed"], data["epoch_ms"], etcd_members=len(data["etcd"]["members"]))
    cluster.clock.now_ms, cluster.clock.fired = data["at_ms"], data["fired"]
    cluster.ground.first_seed = data["first_seed"]
    settings = data["settings"]
    cluster.scheduler.leader_elect = settings["schedulers_elect"]
    cluster.controller_manager.leader_elect = settings["managers_elect"]
    cluster.controller_manager.own_accounts = settings["own_accounts"]
    stores.load(cluster, data["etcd"])
    outside.load_links(cluster.network, data["network"])
    machines.load(cluster, data["machines"], data["registry"])
    outside.load_you(cluster, data["you"])
    outside.load_traffic(cluster, data["traffic"])
    cluster.kept_down = dict.fromkeys(data["kept_down"], True)
    cluster.network.chance = Chance(cluster.seed, f"network after {data['fired']}")
    for component in cluster.components.values():
        # What it drew before the save is not drawn again: names and UIDs stay unique.
        component.chance = Chance(cluster.seed, f"{component.name} after {data['fired']}", data["fired"])
        component.incarnation = data["starts"].get(component.name, 0)
    return cluster


def _start(cluster: Cluster, data: dict[str, Any]) -> None:
    cluster.trace.poke(cluster.now_ms, "the server", "all machines start again")
    stopped = dict.fromkeys(data["stopped"])
    for component in list(cluster.components.values()):
        if component.name not in stopped and component.node not in cluster.network.powered_off:
            component.start()


__all__ = ["FORMAT", "Save", "SaveError", "open_save", "save"]
