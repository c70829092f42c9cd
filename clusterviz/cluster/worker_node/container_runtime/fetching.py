"""wget, curl, nc and nslookup: the commands that use the network."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ...machinery import dns
from ...machinery.cri import CriError, Knock
from .connecting import DNS_IP, TIMED_OUT, UNRESOLVED

if TYPE_CHECKING:
    from .process import Process

DEFAULT_TIMEOUT_MS = 10_000
REASONS = {
    403: "Forbidden",
    404: "Not Found",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


class Target:
    """What a URL names."""

    __slots__ = ("host", "path", "port")

    def __init__(self, url: str) -> None:
        scheme, found, rest = url.partition("://")
        if not found:
            scheme, rest = "http", url
        place, slash, path = rest.partition("/")
        host, _, port = place.partition(":")
        self.host = host
        self.port = int(port) if port.isdigit() else (443 if scheme == "https" else 80)
        self.path = slash + path or "/"


def _option(argv: tuple[str, ...], *names: str) -> str:
    """The value of an option, "" if it is not there: `-T 5`, `-T5`, `--timeout=5`."""
    for place, word in enumerate(argv):
        for name in names:
            if word == name and place + 1 < len(argv):
                return argv[place + 1]
            if name.startswith("--") and word.startswith(name + "="):
                return word[len(name) + 1 :]
            if not name.startswith("--") and word.startswith(name) and word != name:
                return word[len(name) :]
    return ""


def _words(argv: tuple[str, ...], *with_value: str) -> list[str]:
    """What is no option and no option's value."""
    words, skip = [], False
    for word in argv:
        if skip:
            skip = False
        elif word in with_value:
            skip = True
        elif not word.startswith("-"):
            words.append(word)
    return words


def _seconds(text: str) -> int:
    try:
        return int(float(text) * 1000) if text else DEFAULT_TIMEOUT_MS
    except ValueError:
        return DEFAULT_TIMEOUT_MS


def wget(process: Process, argv: tuple[str, ...]) -> int:
    """busybox's wget."""
    words = _words(argv, "-O", "-T", "-Y", "-t", "--timeout", "--tries", "--header", "-o")
    if not words:
        process.write("wget: missing URL\n")
        return 1
    target = Target(words[0])
    to_screen = any(word in ("-O-", "-qO-") for word in argv) or _option(argv, "-O", "-qO") == "-"
    quiet = (
        any(word.startswith("-") and not word.startswith("--") and "q" in word for word in argv) or "--quiet" in argv
    )
    file = (
        "" if to_screen or "--spider" in argv else _option(argv, "-O") or target.path.rpartition("/")[2] or "index.html"
    )
    then = partial(_wget_done, process, target, to_screen, quiet, file)
    process.world.connect(
        target.host, Knock("", target.port, "GET", target.path), _seconds(_option(argv, "-T", "--timeout")), then
    )
    return process.wait()


def _wget_done(process: Process, target: Target, to_screen: bool, quiet: bool, file: str, found: Any, ip: str) -> None:
    head = "" if quiet or not ip else f"Connecting to {target.host} ({ip}:{target.port})\n"
    if isinstance(found, CriError):
        if found.code == UNRESOLVED:
            text = f"wget: bad address '{target.host}'\n"
        elif found.code == TIMED_OUT:
            text = head + "wget: download timed out\n"
        else:
            text = head + f"wget: can't connect to remote host ({ip}): Connection refused\n"
        process.resume(1, text)
    elif found.code >= 400:
        process.resume(1, head + f"wget: server returned error: HTTP/1.1 {found.code} {REASONS.get(found.code, '')}\n")
    elif to_screen:
        process.resume(0, head + found.body)
    else:
        if file:
            process.world.files[file] = found.body
        process.resume(0, head if not file or quiet else head + f"saving to '{file}'\n'{file}' saved\n")


def curl(process: Process, argv: tuple[str, ...]) -> int:
    """curl."""
    words = _words(argv, "-o", "-m", "--max-time", "--connect-timeout", "-H", "-X", "-w", "-d", "--retry")
    if not words:
        process.write("curl: try 'curl --help' for more information\n")
        return 2
    target = Target(words[0])
    short = "".join(word[1:] for word in argv if word.startswith("-") and not word.startswith("--"))
    silent = ("s" in short and "S" not in short) or "--silent" in argv
    fail = "f" in short or "--fail" in argv
    timeout_ms = _seconds(_option(argv, "-m", "--max-time", "--connect-timeout"))
    wanted = _option(argv, "-w")
    hidden = _option(argv, "-o") == "/dev/null"
    then = partial(_curl_done, process, target, silent, fail, wanted, hidden, timeout_ms)
    process.world.connect(target.host, Knock("", target.port, "GET", target.path), timeout_ms, then)
    return process.wait()


def _curl_done(
    process: Process,
    target: Target,
    silent: bool,
    fail: bool,
    wanted: str,
    hidden: bool,
    timeout_ms: int,
    found: Any,
    ip: str,
) -> None:
    if isinstance(found, CriError):
        if found.code == UNRESOLVED:
            code, text = 6, f"curl: (6) Could not resolve host: {target.host}\n"
        elif found.code == TIMED_OUT:
            code, text = 28, f"curl: (28) Connection timed out after {timeout_ms} milliseconds\n"
        else:
            code = 7
            text = f"curl: (7) Failed to connect to {target.host} port {target.port} after 1 ms: Could not connect to server\n"
        process.resume(code, _written(wanted, 0) + ("" if silent else text))
    elif found.code >= 400 and fail:
        process.resume(22, "" if silent else f"curl: (22) The requested URL returned error: {found.code}\n")
    else:
        process.resume(0, ("" if hidden else found.body) + _written(wanted, found.code))


def _written(wanted: str, code: int) -> str:
    return wanted.replace("%{http_code}", f"{code:03d}").replace("\\n", "\n")


def nc(process: Process, argv: tuple[str, ...]) -> int:
    """nc -z: is there somebody?"""
    words = _words(argv, "-w")
    if len(words) < 2 or not words[1].isdigit():
        process.write("nc: missing operand\n")
        return 1
    talkative = any(word.startswith("-") and "v" in word for word in argv)
    then = partial(_nc_done, process, words[0], words[1], talkative)
    process.world.connect(words[0], Knock("", int(words[1])), _seconds(_option(argv, "-w")), then)
    return process.wait()


def _nc_done(process: Process, host: str, port: str, talkative: bool, found: Any, ip: str) -> None:
    if isinstance(found, CriError):
        if found.code == UNRESOLVED:
            process.resume(1, f"nc: bad address '{host}'\n")
        else:
            problem = "Connection timed out" if found.code == TIMED_OUT else "Connection refused"
            process.resume(1, f"nc: {host} ({ip}:{port}): {problem}\n" if talkative else "")
    else:
        process.resume(0, f"{host} ({ip}:{port}) open\n" if talkative else "")


def nslookup(process: Process, argv: tuple[str, ...]) -> int:
    """nslookup: what the name server says."""
    words = _words(argv)
    if not words:
        return 1
    process.world.resolve(words[0], partial(_nslookup_done, process, words[0]))
    return process.wait()


def _nslookup_done(process: Process, host: str, found: dns.Answer, name: str) -> None:
    head = f"Server:\t\t{DNS_IP}\nAddress:\t{DNS_IP}:53\n\n"
    if found.code == dns.SERVFAIL:
        process.resume(1, ";; connection timed out; no servers could be reached\n\n")
    elif found.code != dns.NOERROR or not found.records:
        process.resume(1, head + f"** server can't find {host}: {dns.NXDOMAIN}\n\n")
    else:
        lines = "".join(
            f"{name}\tcanonical name = {one.value}\n"
            if one.type == "CNAME"
            else f"Name:\t{name}\nAddress: {one.value}\n"
            for one in found.records
        )
        process.resume(0, head + lines + "\n")
