"""docker's commands, one function each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator
from typing import Any

from ...cluster.machinery import cri
from ...cluster.machinery.machine import RUNTIMES
from ...cluster.machinery.program import Code, Print, Wish
from ...cluster.machinery.quantities import whole
from ...cluster.machinery.times import micro_timestamp, parse_go_duration
from ..crictl.showing import digest
from ..go_text import human_size, tabbed
from ..machine.asking import ask
from ..machine.processes import ps
from .daemon import SHORT, Gone, Row, call, find, images, rows
from .flags import Options

LONGEST_MS = 600_000
GRACE_S = 10
HEADS = ("CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES")
FILTERS = ("name", "id", "status", "label", "ancestor")
NEVER = "0001-01-01T00:00:00Z"

Command = Callable[[str, Options, list[str]], Code]


def _last(options: Options, name: str, default: str = "") -> str:
    return options[name][-1] if name in options else default


def _labels(row: Row) -> dict[str, str]:
    kind = "podsandbox" if row.one is None else "container"
    found = {"io.kubernetes.docker.type": kind, "io.kubernetes.pod.name": row.pod.name}
    found |= {"io.kubernetes.pod.namespace": row.pod.namespace, "io.kubernetes.pod.uid": row.pod.uid}
    return found | {"io.kubernetes.container.name": "POD" if row.one is None else row.one.name}


def _passes(row: Row, wanted: list[str]) -> bool:
    for one in wanted:
        name, equals, value = one.partition("=")
        if not equals:
            raise Gone("invalid argument: filters must be of the form name=value\n")
        if name not in FILTERS:
            raise Gone(f"Error response from daemon: invalid filter '{name}'\n")
        key, has_value, text = value.partition("=")
        label = _labels(row).get(key)
        fits = {
            "name": value in row.name,
            "id": row.id.startswith(value),
            "status": row.state == value,
            "ancestor": value in (row.image, row.one.image if row.one else row.image),
            "label": label is not None and (not has_value or label == text),
        }
        if not fits[name]:
            return False
    return True


def _fields(row: Row, full: bool) -> dict[str, str]:
    command = row.command if full or len(row.command) <= 20 else f"{row.command[:19]}…"
    image = row.image if row.one is None or not full else f"sha256:{digest(row.one.image_id)}"
    return {
        "ID": row.id if full else row.id[:SHORT],
        "Image": image,
        "Command": f'"{command}"',
        "RunningFor": f"{row.since} ago",
        "Status": row.status,
        "State": row.state,
        "Ports": "",
        "Names": row.name,
        "Labels": ",".join(f"{key}={value}" for key, value in _labels(row).items()),
    }


def _formatted(form: str, fields: dict[str, str]) -> str:
    """A line of `--format`: `{{.Names}}` and its like."""
    if form == "json":
        return json.dumps(fields, separators=(",", ":"), ensure_ascii=False)

    def put(found: re.Match[str]) -> str:
        if found[1] not in fields:
            raise Gone(f'template: :1:2: executing "" at <.{found[1]}>: can\'t evaluate field {found[1]}\n')
        return fields[found[1]]

    return re.sub(r"\{\{ *\.(\w+) *\}\}", put, form).replace("\\t", "\t")


def _ps(machine: str, options: Options, words: list[str]) -> Code:
    known = yield from rows(machine)
    wanted = options.get("filter", [])
    newest = (
        1 if "latest" in options else int(_last(options, "last", "0") or 0) if _last(options, "last").isdigit() else 0
    )
    everything = "all" in options or newest or any(one.startswith("status=") for one in wanted)
    shown = [row for row in known if (everything or row.running) and _passes(row, wanted)]
    shown = shown[:newest] if newest else shown
    full, form = "no-trunc" in options, _last(options, "format")
    if "quiet" in options:
        yield Print("".join(f"{row.id if full else row.id[:SHORT]}\n" for row in shown))
    elif form and not form.startswith("table"):
        yield Print("".join(f"{_formatted(form, _fields(row, full))}\n" for row in shown))
    else:
        names = re.findall(r"\{\{ *\.(\w+) *\}\}", form) or [
            "ID",
            "Image",
            "Command",
            "RunningFor",
            "Status",
            "Ports",
            "Names",
        ]
        heads = dict(zip(("ID", "Image", "Command", "RunningFor", "Status", "Ports", "Names"), HEADS, strict=True))
        table = [tuple(heads.get(name, name.upper()) for name in names)]
        for row in shown:
            fields = _fields(row, full)
            table.append(tuple(_formatted(f"{{{{.{name}}}}}", fields) for name in names))
        yield Print(tabbed(table, least=10))
    return 0


def _images(machine: str, options: Options, words: list[str]) -> Code:
    found = yield from images(machine)
    full = "no-trunc" in options
    table: list[tuple[str, ...]] = [("REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE")]
    lines = []
    for image in sorted(found, key=_name):
        name, _, tag = image.names[-1].rpartition(":")
        short = name.removeprefix("docker.io/").removeprefix("library/")
        if words and words[0] not in (short, f"{short}:{tag}"):
            continue
        identity = f"sha256:{digest(image.id)}" if full else digest(image.id)[:SHORT]
        fields = {"Repository": short, "Tag": tag, "ID": identity, "CreatedSince": "3 weeks ago"}
        fields["Size"] = human_size(image.size)
        lines.append(identity if "quiet" in options else _formatted(_last(options, "format"), fields))
        table.append(tuple(fields.values()))
    if "quiet" in options or "format" in options:
        yield Print("".join(f"{line}\n" for line in lines))
    else:
        yield Print(tabbed(table, least=10))
    return 0


def _name(image: cri.ImageStatus) -> str:
    return image.names[-1]


def _logs(machine: str, options: Options, words: list[str]) -> Code:
    row = yield from find(machine, words[0])
    about = yield from ask(machine, "about")
    lines: list[cri.LogLine] = yield from call(machine, "GET /containers/{id}/logs", cri.ReadLog(row.id))
    back = parse_go_duration(_last(options, "since"))
    if back is not None:
        lines = [line for line in lines if line.at_ms >= about.now_ms - back]
    tail = _last(options, "tail", "all")
    if tail.isdigit():
        lines = lines[-int(tail) :] if int(tail) else []
    elif tail != "all":
        raise Gone(f'Error response from daemon: strconv.ParseInt: parsing "{tail}": invalid syntax\n')
    stamped = "timestamps" in options
    text = "".join(f"{_moment(line.at_ms, about)} {line.text}\n" if stamped else f"{line.text}\n" for line in lines)
    yield Print(text)
    return 0


def _moment(at_ms: int | None, about: Any) -> str:
    return NEVER if at_ms is None else f"{micro_timestamp(about.epoch_ms + at_ms)[:-1]}000Z"


def _inspect(machine: str, options: Options, words: list[str]) -> Code:
    about = yield from ask(machine, "about")
    processes = yield from ask(machine, "processes")
    shown, failed = [], ""
    known = yield from rows(machine)
    for word in words:
        found = [row for row in known if row.id.startswith(word) or row.name == word]
        if not found:
            failed += f"Error response from daemon: No such object: {word}\n"
            continue
        row = found[0]
        pod = f"{row.pod.namespace}/{row.pod.name}"
        pids = [one.pid for one in processes if row.one and _is_of(one, pod, row.one.name)]
        shown.append(_told(row, about, min(pids, default=0) if row.running else 0))
    form = _last(options, "format")
    if form:
        yield Print("".join(f"{_path(form, one)}\n" for one in shown))
    else:
        yield Print(json.dumps(shown, indent=4, ensure_ascii=False) + "\n")
    if failed:
        raise Gone(failed)
    return 0


def _is_of(process: Any, pod: str, container: str) -> bool:
    """Whether it runs in this container; who only keeps it does not."""
    return process.kind == "container" and (process.pod, process.container) == (pod, container)


def _told(row: Row, about: Any, pid: int) -> dict[str, Any]:
    one = row.one
    path, *arguments = row.command.split() or [""]
    return {
        "Id": row.id,
        "Created": _moment(row.created_ms, about),
        "Path": path,
        "Args": arguments,
        "State": {
            "Status": row.state,
            "Running": row.running,
            "OOMKilled": bool(one and one.reason == "OOMKilled"),
            "Pid": pid,
            "ExitCode": row.exit_code,
            "Error": one.message if one else "",
            "StartedAt": _moment(one.started_ms if one else row.created_ms, about),
            "FinishedAt": _moment(row.finished_ms, about),
        },
        "Image": f"sha256:{digest(one.image_id)}" if one else row.image,
        "Name": f"/{row.name}",
        "RestartCount": 0,
        "Config": {"Hostname": row.pod.name, "Image": one.image if one else row.image, "Labels": _labels(row)},
    }


def _path(form: str, shown: dict[str, Any]) -> str:
    """`{{.State.ExitCode}}` and its like."""

    def put(found: re.Match[str]) -> str:
        value: Any = shown
        for name in found[1].split("."):
            if not isinstance(value, dict) or name not in value:
                raise Gone(
                    f'template parsing error: template: :1:2: executing "" at <.{found[1]}>: no entry for key "{name}"\n'
                )
            value = value[name]
        if isinstance(value, bool):
            return str(value).lower()
        return str(value) if isinstance(value, str | int) else json.dumps(value, separators=(",", ":"))

    return re.sub(r"\{\{ *(?:json +)?\.([\w.]+) *\}\}", put, form)


def _exec(machine: str, options: Options, words: list[str]) -> Code:
    row = yield from find(machine, words[0])
    if not row.running or row.one is None:
        raise Gone(f"Error response from daemon: container {row.id} is not running\n")
    result: cri.ExecResult = yield from call(
        machine, "POST /containers/{id}/exec", cri.ExecSync(row.id, tuple(words[1:]))
    )
    yield Print(result.output)
    return result.exit_code or 0


def _stop(machine: str, options: Options, words: list[str]) -> Code:
    seconds = _last(options, "timeout", str(GRACE_S))
    if not seconds.isdigit():
        raise Gone(
            f'invalid argument "{seconds}" for "-t, --timeout" flag: strconv.ParseInt: parsing "{seconds}": invalid syntax\n'
        )
    for word in words:
        row = yield from find(machine, word)
        if row.one is None:
            box = cri.StopPodSandbox(row.pod.uid, row.id)
            yield from call(machine, "POST /containers/{id}/stop", box, LONGEST_MS)
        else:
            message = cri.StopContainer(row.pod.uid, row.id, int(seconds) * 1000)
            yield from call(machine, "POST /containers/{id}/stop", message, LONGEST_MS)
        yield Print(f"{word}\n")
    return 0


def _rm(machine: str, options: Options, words: list[str]) -> Code:
    for word in words:
        row = yield from find(machine, word)
        if row.running and "force" not in options:
            raise Gone(
                f'Error response from daemon: cannot remove container "{row.name}": container is running: '
                "stop the container before removing or force remove\n"
            )
        if row.one is None:
            raise Gone(f"docker: {word} is the pause of a Pod: it goes when the kubelet lets the Pod go\n")
        if row.running:
            yield from call(machine, "POST /containers/{id}/stop", cri.StopContainer(row.pod.uid, row.id, 0))
        yield from call(machine, "DELETE /containers/{id}", cri.RemoveContainer(row.pod.uid, row.id))
        yield Print(f"{word}\n")
    return 0


def _pull(machine: str, options: Options, words: list[str]) -> Code:
    image = words[0]
    name, colon, tag = image.rpartition(":")
    named = bool(colon) and "/" not in tag
    name, tag = (name, tag) if named else (image, "latest")
    begun = "" if named or "quiet" in options else f"Using default tag: {tag}\n"
    yield Print(begun)
    found: cri.ImageStatus = yield from call(machine, "POST /images/create", cri.PullImage(image), LONGEST_MS)
    full = found.names[-1]
    if "quiet" not in options:
        where = name if "/" in name else f"library/{name}"
        yield Print(
            f"{tag}: Pulling from {where}\nDigest: sha256:{digest(found.id)}\nStatus: Downloaded newer image for {name}:{tag}\n"
        )
    yield Print(f"{full}\n")
    return 0


def _rmi(machine: str, options: Options, words: list[str]) -> Code:
    for word in words:
        image = yield from _image(machine, word)
        known = yield from rows(machine)
        used = [row for row in known if _made_of(row, image)]
        if used and ("force" not in options or any(row.running for row in used)):
            how = "unable to delete" if any(row.running for row in used) else "unable to remove repository reference"
            must = "cannot be forced" if any(row.running for row in used) else "must force"
            raise Gone(
                f'Error response from daemon: conflict: {how} "{word}" ({must}) - container {used[0].id[:SHORT]} '
                f"is using its referenced image {digest(image.id)[:SHORT]}\n"
            )
        yield from call(machine, "DELETE /images/{name}", cri.RemoveImage(image.id))
        short = image.names[-1].removeprefix("docker.io/").removeprefix("library/")
        yield Print(f"Untagged: {short}\nDeleted: sha256:{digest(image.id)}\n")
    return 0


def _made_of(row: Row, image: cri.ImageStatus) -> bool:
    """Whether a container was made of an image."""
    return digest(row.one.image_id) == digest(image.id) if row.one else row.image in image.names


def _image(machine: str, word: str) -> Generator[Wish, Any, cri.ImageStatus]:
    image: cri.ImageStatus | None = yield from call(machine, "GET /images/{name}/json", cri.GetImage(word))
    if image is None:
        found = yield from images(machine)
        start = word.removeprefix("sha256:")
        image = next((one for one in found if word in one.names or digest(one.id).startswith(start)), None)
    if image is None:
        tag = word if ":" in word.rpartition("/")[2] else f"{word}:latest"
        raise Gone(f"Error response from daemon: No such image: {tag}\n")
    return image


def _stats(machine: str, options: Options, words: list[str]) -> Code:
    """Once; it goes on for ever only where a terminal redraws itself."""
    known = yield from rows(machine)
    total = whole((yield from ask(machine, "about")).memory)
    used = {one.id: one for one in (yield from ask(machine, "uses"))}
    table = [("CONTAINER ID", "NAME", "CPU %", "MEM USAGE / LIMIT", "MEM %", "PIDS")]
    for row in known:
        one = used.get(row.id)
        if one is None or (words and not any(row.id.startswith(word) or row.name == word for word in words)):
            continue
        memory = f"{one.memory_bytes / 1024**2:.4g}MiB / {total / 1024**3:.4g}GiB"
        table.append(
            (
                row.id[:SHORT],
                row.name,
                f"{one.cpu_millis / 10:.2f}%",
                memory,
                f"{one.memory_bytes * 100 / total:.2f}%",
                "1",
            )
        )
    yield Print(tabbed(table, least=10))
    return 0


def _top(machine: str, options: Options, words: list[str]) -> Code:
    row = yield from find(machine, words[0])
    if not row.running or row.one is None:
        raise Gone(f"Error response from daemon: container {row.id} is not running\n")
    every = yield from ask(machine, "processes")
    pod = f"{row.pod.namespace}/{row.pod.name}"
    first = {one.pid for one in every if _is_of(one, pod, row.one.name)}
    inside = first | {one.pid for one in every if one.parent in first}
    return (yield from ps(["-f", "-p", ",".join(str(pid) for pid in sorted(inside))], machine))


def _info(machine: str, options: Options, words: list[str]) -> Code:
    version = RUNTIMES["docker"].partition("://")[2]
    known = yield from rows(machine)
    fetched = yield from images(machine)
    about = yield from ask(machine, "about")
    running = sum(row.running for row in known)
    text = f"Client: Docker Engine - Community\n Version:    {version}\n\nServer:\n Containers: {len(known)}\n  Running: {running}\n"
    text += f"  Paused: 0\n  Stopped: {len(known) - running}\n Images: {len(fetched)}\n Server Version: {version}\n"
    text += f" Cgroup Driver: systemd\n Cgroup Version: 2\n CPUs: {about.cpu}\n"
    yield Print(f"{text} Total Memory: {whole(about.memory) / 1024**3:.4g}GiB\n Name: {machine}\n")
    return 0


def _version(machine: str, options: Options, words: list[str]) -> Code:
    version = RUNTIMES["docker"].partition("://")[2]
    yield Print(f"Client: Docker Engine - Community\n Version:           {version}\n API version:       1.51\n")
    yield from call(machine, "GET /version", cri.Status())
    server = f"\nServer: Docker Engine - Community\n Engine:\n  Version:          {version}\n"
    yield Print(f"{server}  API version:      1.51 (minimum version 1.24)\n")
    return 0


COMMANDS: dict[str, Command] = {
    "exec": _exec,
    "images": _images,
    "info": _info,
    "inspect": _inspect,
    "logs": _logs,
    "ps": _ps,
    "pull": _pull,
    "rm": _rm,
    "rmi": _rmi,
    "stats": _stats,
    "stop": _stop,
    "top": _top,
    "version": _version,
}
