"""What belongs to no disk of the cluster: the state of its links, the learner's own files, traffic from outside."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any, TypedDict

from .. import traffic
from ..cluster import Cluster
from ..machinery.links import pair_of
from ..machinery.network import Network

Pair = list[Any]  # [one, other, number]


class Links(TypedDict):
    """Which machines have no power, and which links are cut, slow (ms) or lossy (percent)."""

    powered_off: list[str]
    cut: list[Pair]
    slow: list[Pair]
    lossy: list[Pair]


class You(TypedDict):
    """The learner's working directory."""

    files: dict[str, str]


def save_links(network: Network) -> Links:
    """The state of the network."""
    return Links(
        powered_off=list(network.powered_off),
        cut=[[*pair, number] for pair, number in network.cut_links.items()],
        slow=[[*pair, number] for pair, number in network.slow_links_ms.items()],
        lossy=[[*pair, number] for pair, number in network.lossy_links.items()],
    )


def load_links(network: Network, saved: Links) -> None:
    """Power is missing and links are broken as they were."""
    network.powered_off = dict.fromkeys(saved["powered_off"], True)
    for one, other, _ in saved["cut"]:
        network.cut(one, other)
    for one, other, number in saved["slow"]:
        network.slow_links_ms[pair_of(one, other)] = number
    for one, other, number in saved["lossy"]:
        network.lossy_links[pair_of(one, other)] = number


def save_you(cluster: Cluster) -> You:
    """The person's files."""
    return You(files=dict(cluster.you.files))


def load_you(cluster: Cluster, saved: You) -> None:
    """They are there again; what the person ran has ended."""
    cluster.you.files = dict(saved["files"])


def save_traffic(cluster: Cluster) -> list[dict[str, Any]]:
    """Every stream of requests, with what became of them."""
    found = cluster.components.get(traffic.NAME)
    return [asdict(one) for one in found.generators.values()] if isinstance(found, traffic.Traffic) else []


def load_traffic(cluster: Cluster, saved: list[dict[str, Any]]) -> None:
    """They flow again as soon as everything starts."""
    if saved:
        known = [one.name for one in fields(traffic.Generator)]
        flowing = traffic.Traffic(cluster.ground, cluster.you.routes)
        for one in saved:
            generator = traffic.Generator(**{name: value for name, value in one.items() if name in known})
            flowing.generators[generator.name] = generator
