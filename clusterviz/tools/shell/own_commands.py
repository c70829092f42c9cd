"""`addon` and `traffic`: commands of the page itself. They act on the cluster from outside, and are pokes."""

from __future__ import annotations

import re

from ...cluster import installing, traffic
from ...cluster.cluster import Cluster
from ...cluster.machinery.curl import Target
from ...cluster.traffic import Generator, TrafficError

TRAFFIC_USAGE = (
    "traffic: say what: traffic start --to web --rps 20 [--name N] [--from inside|outside|POD] [-n NAMESPACE] [--host HOST]\n"
    "         [--double-every 60s] [--up-to 400]; traffic stop [NAME]; traffic (shows what flows); traffic show NAME\n"
)
_DURATION = re.compile(r"(\d+)(s|m|h|)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "": 1}
_OPTIONS = ("--to", "--rps", "--from", "--name", "-n", "--namespace", "--host", "--double-every", "--up-to")
Said = tuple[str, int]  # what is printed, and the exit status


def addons_text() -> str:
    """What there is to put in."""
    width = max(len(name) for name in installing.ADDONS)
    return "".join(f"  {addon.name:<{width}}  {addon.text}\n" for addon in installing.ADDONS.values())


def traffic_command(cluster: Cluster, words: list[str], who: str) -> Said:
    """`traffic start|stop|show`, or alone."""
    try:
        match words:
            case ["start", *options]:
                generator = _generator(options)
                cluster.trace.poke(cluster.now_ms, who, "traffic " + " ".join(words))
                traffic.start(cluster, generator)
                return f"traffic/{generator.name} started\n", 0
            case ["stop", *names]:
                return _stop(cluster, names, words, who)
            case []:
                return _table(cluster), 0
            case ["show", name]:
                return _shown(cluster, name)
    except TrafficError as error:
        return f"traffic: {error}\n", 1
    return TRAFFIC_USAGE, 2


def _generator(options: list[str]) -> Generator:
    values: dict[str, str] = {}
    rest = list(options)
    while rest:
        name, equal, value = rest.pop(0).partition("=")
        if name not in _OPTIONS or (not equal and not rest):
            raise TrafficError(f"{name!r} is no option, or has no value.\n{TRAFFIC_USAGE.rstrip()}")
        values[name] = value if equal else rest.pop(0)
    url = values.get("--to", "")
    if not url:
        raise TrafficError("--to is missing: a Service's name, or an address, with its port: --to web:8080")
    source = values.get("--from", traffic.INSIDE)
    namespace = values.get("-n") or values.get("--namespace") or "default"
    if source not in (traffic.INSIDE, traffic.OUTSIDE):
        source = source.removeprefix("pod/")
        source = source if "/" in source else f"{namespace}/{source}"
    target = Target(url)
    return Generator(
        values.get("--name") or target.host,
        f"http://{target.host}:{target.port}{target.path}",
        source,
        _number(values.get("--rps", "10"), "--rps"),
        namespace,
        values.get("--host", ""),
        _seconds(values["--double-every"]) if "--double-every" in values else 0,
        _number(values["--up-to"], "--up-to") if "--up-to" in values else traffic.MOST_RPS,
    )


def _number(text: str, name: str) -> int:
    if not text.isdigit() or len(text) > 9:
        raise TrafficError(f"{name} is a whole number. {text!r} is none.")
    return int(text)


def _seconds(text: str) -> int:
    match = _DURATION.fullmatch(text)
    if match is None or not int(match[1]):
        raise TrafficError(f"--double-every is a duration, as 60s or 2m. {text!r} is none.")
    return int(match[1]) * _SECONDS[match[2]]


def _running(cluster: Cluster) -> dict[str, Generator]:
    found = cluster.components.get(traffic.NAME)
    return found.generators if isinstance(found, traffic.Traffic) else {}


def _stop(cluster: Cluster, names: list[str], words: list[str], who: str) -> Said:
    known = _running(cluster)
    missing = [name for name in names if name not in known]
    if missing or not known:
        there = f"There are: {', '.join(known)}." if known else "None flows. Start one: traffic start --to web --rps 20"
        what = f"There is no traffic {missing[0]!r}. " if missing else ""
        return f"traffic: {what}{there}\n", 1
    cluster.trace.poke(cluster.now_ms, who, "traffic " + " ".join(words))
    text = ""
    for name in names or list(known):
        traffic.of(cluster).remove(name)
        text += f"traffic/{name} stopped\n"
    return text, 0


def _table(cluster: Cluster) -> str:
    known = _running(cluster)
    if not known:
        return "No traffic flows.\n"
    rows = [("NAME", "TO", "FROM", "RPS", "SENT", "OK", "FAILED")]
    for one in known.values():
        rate = traffic.of(cluster).rate_of(one)
        rows.append((one.name, one.url, one.source, str(rate), str(one.sent), str(one.succeeded), str(one.failed)))
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "".join(
        "   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in rows
    )


def _shown(cluster: Cluster, name: str) -> Said:
    one = _running(cluster).get(name)
    if one is None:
        return f"traffic: There is no traffic {name!r}.\n", 1
    lines = [f"{one.url} from {one.source}, {traffic.of(cluster).rate_of(one)} requests per second"]
    lines += [f"  {outcome}: {count}" for outcome, count in sorted(one.outcomes.items())]
    lines += ["answered by:"] if one.pods else []
    lines += [f"  {pod}: {count}" for pod, count in sorted(one.pods.items())]
    return "\n".join(lines) + "\n", 0
