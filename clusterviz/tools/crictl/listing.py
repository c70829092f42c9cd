"""crictl's lists: containers, Pods, images."""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import Any

from ...cluster.machinery import cri
from ...cluster.machinery.program import Code, Print, Wish
from ..go_text import human_duration, human_size, tabbed
from .flags import Options
from .runtime import Row, Runtime, RuntimeGone
from .showing import (
    SHORT,
    container_labels,
    digest,
    in_words,
    listed_container,
    listed_image,
    listed_pod,
    pod_labels,
    structured,
)

STATES = {cri.CREATED: "Created", cri.RUNNING: "Running", cri.EXITED: "Exited", cri.UNKNOWN: "Unknown"}
HEADS = ("CONTAINER", "IMAGE", "CREATED", "STATE", "NAME", "ATTEMPT", "POD ID", "POD", "NAMESPACE")
POD_HEADS = ("POD ID", "CREATED", "STATE", "NAME", "NAMESPACE", "ATTEMPT", "RUNTIME")


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text) is not None
    except re.error as error:
        raise RuntimeGone(f"listing: error parsing regexp: {error}: `{pattern}`") from None


def _has(label: str, labels: dict[str, str]) -> bool:
    """Whether `key=value` is among the labels; no label is."""
    name, equals, value = label.partition("=")
    if label and not equals:
        raise RuntimeGone(f"incorrectly specified label: {label}")
    return not label or labels.get(name) == value


def _newest(options: Options) -> int | None:
    """How many of the newest are wanted, whatever their state; 0: all of them."""
    if "latest" in options:
        return 1
    if "last" not in options:
        return None
    if not options["last"].isdigit():
        raise RuntimeGone(f'invalid value "{options["last"]}" for flag -last: parse error')
    return int(options["last"])


def ps(runtime: Runtime, options: Options, others: list[str]) -> Code:
    """Containers: the running ones, unless something else is asked for."""
    state, newest = options.get("state", "").lower(), _newest(options)
    known = [word.lower() for word in STATES.values()]
    if state and state not in known:
        raise RuntimeGone("listing containers: --state should be one of created, running, exited or unknown")
    rows = yield from runtime.containers()
    wanted = yield from _image_wanted(runtime, options.get("image", ""))
    shown = []
    for row in rows:
        one = row.one
        if state:
            if STATES[one.state].lower() != state:
                continue
        elif newest is None and "all" not in options and one.state != cri.RUNNING:
            continue
        if not one.id.startswith(options.get("id", "")) or not one.sandbox_id.startswith(options.get("pod", "")):
            continue
        if not _matches(options.get("name", ""), one.name):
            continue
        if not _matches(options.get("namespace", ""), row.pod.namespace):
            continue
        if wanted and digest(one.image_id) != wanted:
            continue
        if _has(options.get("label", ""), container_labels(row)):
            shown.append(row)
    if newest:
        shown = shown[:newest]
    if options.get("output", "table") != "table":
        return (yield from structured({"containers": [listed_container(row, runtime) for row in shown]}, options))
    if "quiet" in options:
        yield Print("".join(f"{row.one.id}\n" for row in shown))
        return 0
    if "verbose" in options:
        yield Print("".join(_container_in_words(row, runtime) for row in shown))
        return 0
    length = None if "no-trunc" in options else SHORT
    yield Print(tabbed([HEADS, *(_cells(row, runtime.about.now_ms, length) for row in shown)]))
    return 0


def _image_wanted(runtime: Runtime, name: str) -> Generator[Wish, Any, str]:
    """The id of the image that is called so; the name itself if none is."""
    if not name:
        return ""
    image: cri.ImageStatus | None = yield from runtime.image(name)
    return digest(image.id) if image else name


def _cells(row: Row, now_ms: int, length: int | None) -> tuple[str, ...]:
    one, pod = row.one, row.pod
    image = digest(one.image_id)[:length]
    return (
        one.id[:length],
        image if length else f"sha256:{image}",
        f"{human_duration(now_ms - one.created_ms)} ago",
        STATES[one.state],
        one.name,
        str(one.attempt),
        one.sandbox_id[:length],
        pod.name,
        pod.namespace,
    )


def _container_in_words(row: Row, runtime: Runtime) -> str:
    one = row.one
    pairs = [
        ("ID", one.id),
        ("PodID", one.sandbox_id),
        ("Namespace", row.pod.namespace),
        ("Name", one.name),
        ("Attempt", str(one.attempt)),
        ("State", STATES[one.state]),
        ("Created", f"{human_duration(runtime.about.now_ms - one.created_ms)} ago"),
    ]
    return in_words(pairs, container_labels(row))


def pods(runtime: Runtime, options: Options, others: list[str]) -> Code:
    """Sandboxes: every one, unless something less is asked for."""
    state, newest = options.get("state", "").lower(), _newest(options)
    if state and state not in ("ready", "notready"):
        raise RuntimeGone("listing pod sandboxes: --state should be ready or notready")
    found = yield from runtime.pods()
    both = [(pod, one) for pod in found for one in pod.sandboxes]
    shown = [
        (pod, one)
        for pod, one in both
        if (not state or _state(one).lower() == state)
        and one.id.startswith(options.get("id", ""))
        and _matches(options.get("name", ""), pod.name)
        and _matches(options.get("namespace", ""), pod.namespace)
        and _has(options.get("label", ""), pod_labels(pod))
    ]
    if newest:
        shown = shown[:newest]
    if options.get("output", "table") != "table":
        return (yield from structured({"items": [listed_pod(pod, one, runtime) for pod, one in shown]}, options))
    if "quiet" in options:
        yield Print("".join(f"{one.id}\n" for _, one in shown))
        return 0
    if "verbose" in options:
        yield Print("".join(_pod_in_words(pod, one, runtime) for pod, one in shown))
        return 0
    length = None if "no-trunc" in options else SHORT
    rows = [
        (one.id[:length], _ago(one, runtime), _state(one), pod.name, pod.namespace, str(one.attempt), "(default)")
        for pod, one in shown
    ]
    yield Print(tabbed([POD_HEADS, *rows]))
    return 0


def _state(one: cri.SandboxStatus) -> str:
    return "Ready" if one.state == cri.READY else "NotReady"


def _ago(one: cri.SandboxStatus, runtime: Runtime) -> str:
    return f"{human_duration(runtime.about.now_ms - one.created_ms)} ago"


def _pod_in_words(pod: cri.PodStatus, one: cri.SandboxStatus, runtime: Runtime) -> str:
    pairs = [
        ("ID", one.id),
        ("Name", pod.name),
        ("UID", pod.uid),
        ("Namespace", pod.namespace),
        ("Status", _state(one)),
        ("Created", _ago(one, runtime)),
    ]
    return in_words(pairs, pod_labels(pod))


def images(runtime: Runtime, options: Options, others: list[str]) -> Code:
    """Images, by name."""
    found: list[cri.ImageStatus] = yield from runtime.images()
    shown = [one for one in sorted(found, key=_first_name) if not others or others[0] in one.names[-1]]
    if options.get("output", "table") != "table":
        return (yield from structured({"images": [listed_image(one) for one in shown]}, options))
    if "quiet" in options:
        yield Print("".join(f"sha256:{digest(one.id)}\n" for one in shown))
        return 0
    if "verbose" in options:
        yield Print("".join(image_in_words(one) for one in shown))
        return 0
    digests, pinned, length = "digests" in options, "pinned" in options, None if "no-trunc" in options else SHORT
    heads = ["IMAGE", "TAG", *(["DIGEST"] if digests else []), "IMAGE ID", "SIZE", *(["PINNED"] if pinned else [])]
    rows = [heads]
    for one in shown:
        name, _, tag = one.names[-1].partition("@")[0].rpartition(":")
        short = digest(one.id)[:length]
        identity = short if length else f"sha256:{short}"
        row = [name or one.names[-1], tag if name else "<none>", *([identity] if digests else [])]
        rows.append([*row, identity, human_size(one.size), *(["false"] if pinned else [])])
    yield Print(tabbed(rows))
    return 0


def image_in_words(one: cri.ImageStatus) -> str:
    """One image of `images -v`."""
    shown = listed_image(one)
    text = f"ID: {shown['id']}\n" + "".join(f"RepoTags: {tag}\n" for tag in shown["repoTags"])
    return text + "".join(f"RepoDigests: {name}\n" for name in shown["repoDigests"]) + f"Size: {one.size}\n\n"


def _first_name(image: cri.ImageStatus) -> str:
    return image.names[-1]
