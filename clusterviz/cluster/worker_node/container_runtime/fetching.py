"""wget, curl and nc: the commands that connect to somebody."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ...machinery import curl as curls
from ...machinery.cri import CriError, Knock
from ...machinery.curl import PLAIN_TO_GO, REASONS, CurlCall, Target
from ...machinery.sockets import DNS_TIMED_OUT, SYN_TIMEOUT_MS, TIMED_OUT, UNREACHABLE, UNRESOLVED

if TYPE_CHECKING:
    from .process import Process

PROBLEMS = {TIMED_OUT: "Connection timed out", UNREACHABLE: "No route to host"}


def option(argv: tuple[str, ...], *names: str) -> str:
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


def plain_words(argv: tuple[str, ...], *with_value: str) -> list[str]:
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


def _timeout_ms(text: str) -> int:
    try:
        return int(float(text) * 1000) if text else SYN_TIMEOUT_MS
    except ValueError:
        return SYN_TIMEOUT_MS


def wget(process: Process, argv: tuple[str, ...]) -> int:
    """busybox's wget."""
    words = plain_words(argv, "-O", "-T", "-Y", "-t", "--timeout", "--tries", "--header", "-o", "-U", "--user-agent")
    if not words:
        process.write("wget: missing URL\n")
        return 1
    target = Target(words[0])
    to_screen = any(word in ("-O-", "-qO-") for word in argv) or option(argv, "-O", "-qO") == "-"
    quiet = (
        any(word.startswith("-") and not word.startswith("--") and "q" in word for word in argv) or "--quiet" in argv
    )
    file = (
        "" if to_screen or "--spider" in argv else option(argv, "-O") or target.path.rpartition("/")[2] or "index.html"
    )
    headers = {"Host": target.host if target.port == 80 else f"{target.host}:{target.port}", "User-Agent": "Wget"}
    key, colon, value = option(argv, "--header").partition(":")
    if colon:
        headers[key.strip()] = value.strip()
    question = Knock("", target.port, "GET", target.path, headers)
    limit = option(argv, "-T", "--timeout")
    then = partial(_wget_done, process, target, to_screen, quiet, file, bool(limit))
    process.world.connect(target.host, question, _timeout_ms(limit), then)
    return process.wait()


def _wget_done(
    process: Process, target: Target, to_screen: bool, quiet: bool, file: str, limited: bool, found: Any, ip: str
) -> None:
    head = "" if quiet or not ip else f"Connecting to {target.host} ({ip}:{target.port})\n"
    if isinstance(found, CriError):
        if found.code in (UNRESOLVED, DNS_TIMED_OUT):
            text = f"wget: bad address '{target.host}'\n"
        elif found.code == TIMED_OUT and limited:
            text = head + "wget: download timed out\n"
        else:
            problem = PROBLEMS.get(found.code, "Connection refused")
            text = head + f"wget: can't connect to remote host ({ip}): {problem}\n"
        process.resume(1, text)
    elif found.tls and target.scheme == "http":  # Go writes this one answer in an older HTTP
        version = "1.0" if found.tls == PLAIN_TO_GO else "1.1"
        process.resume(1, head + f"wget: server returned error: HTTP/{version} 400 Bad Request\n")
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
    call = curls.read(argv)
    status, problem = call.problem
    if status:
        process.write(problem)
        return status
    then = partial(_curl_done, process, call, process.world.now_ms())
    process.world.connect(call.host, call.question(), call.timeout_ms, then)
    return process.wait()


def _curl_done(process: Process, call: CurlCall, since_ms: int, found: Any, ip: str) -> None:
    elapsed_ms = process.world.now_ms() - since_ms
    status, out, error = call.said(found, ip, elapsed_ms)
    before, behind = call.told(found, ip, elapsed_ms)
    path = call.values.get("output", "")
    if path and not status and not isinstance(found, CriError):
        written = call.written(call.heard(found).code, ip, elapsed_ms)
        if path != "/dev/null":
            process.world.files[path] = out.removesuffix(written)
        out = written
    process.resume(status, before + out + behind + error)


def nc(process: Process, argv: tuple[str, ...]) -> int:
    """nc -z: is there somebody?"""
    words = plain_words(argv, "-w")
    if len(words) < 2 or not words[1].isdigit():
        process.write("nc: missing operand\n")
        return 1
    short = "".join(word[1:] for word in argv if word.startswith("-") and not word.startswith("--"))
    question = Knock("", int(words[1]), protocol="UDP" if "u" in short else "TCP")
    then = partial(_nc_done, process, words[0], words[1], "v" in short)
    process.world.connect(words[0], question, _timeout_ms(option(argv, "-w")), then)
    return process.wait()


def _nc_done(process: Process, host: str, port: str, talkative: bool, found: Any, ip: str) -> None:
    if isinstance(found, CriError):
        if found.code in (UNRESOLVED, DNS_TIMED_OUT):
            process.resume(1, f"nc: bad address '{host}'\n")
        else:
            problem = PROBLEMS.get(found.code, "Connection refused")
            process.resume(1, f"nc: {host} ({ip}:{port}): {problem}\n" if talkative else "")
    else:
        process.resume(0, f"{host} ({ip}:{port}) open\n" if talkative else "")
