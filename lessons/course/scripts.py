"""Scripts of a lesson: commands one a line (a here-document is one), and lines that only let time pass."""

from __future__ import annotations

import re

_HERE = re.compile(r"<<-?\s*(['\"]?)([A-Za-z_]\w*)\1")
_UNITS = (("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("", 1000))
SETTLE = "settle"
LONGEST_MS = 24 * 3_600_000  # a day of virtual time


def script(text: str) -> tuple[str, ...]:
    """The lines of a script, each a whole command."""
    return tuple(line for _, line in numbered(text))


def numbered(text: str) -> list[tuple[int, str]]:
    """The same, each with the line of the text (from 0) that it begins in."""
    found: list[tuple[int, str]] = []
    end = ""
    for number, line in enumerate(text.splitlines()):
        if end:
            found[-1] = (found[-1][0], f"{found[-1][1]}\n{line}")
            if line.strip() == end:
                end = ""
        elif line.strip() and not line.lstrip().startswith("#"):
            found.append((number, line.rstrip()))
            here = _HERE.search(line)
            end = here[2] if here else ""
    return found


def time_line(line: str) -> int | None:
    """The virtual ms that a line such as `run 6m` or `sleep 10` lets pass, None for a command."""
    words = line.split()
    if len(words) != 2 or words[0] not in ("run", "sleep"):
        return None
    for unit, factor in _UNITS:
        number = words[1].removesuffix(unit)
        if words[1].endswith(unit) and number.isascii() and number.isdecimal() and len(number) < 9:
            return min(int(number) * factor, LONGEST_MS)
    return None


def typed(line: str) -> str:
    """What is typed: `! kubectl …` is typed without the mark that says that it is meant to fail."""
    return line.removeprefix("! ").lstrip() if meant_to_fail(line) else line


def meant_to_fail(line: str) -> bool:
    """Whether the command must end with a status other than 0, as `!` says in sh."""
    return line.startswith("! ")


def is_command(line: str) -> bool:
    """Whether the line does something, and does not only let time pass."""
    return line != SETTLE and time_line(line) is None


def settles(line: str) -> bool:
    """Whether the line waits until the cluster is quiet."""
    return line == SETTLE


_FAULTS = {
    "off": "fault.node",
    "on": "fault.node",
    "add": "fault.node",
    "remove": "fault.node",
    "stop": "fault.component",
    "start": "fault.component",
    "restart": "fault.component",
    "kill": "fault.container",
    "cut": "fault.link",
    "mend": "fault.link",
    "slow": "fault.link",
    "lose": "fault.link",
    "drop": "fault.watch",
}
TOOLS = ("kubectl", "etcdctl", "crictl", "docker", "rkt", "iptables", "curl", "ssh", "systemctl", "journalctl")
ALLOWED = (*TOOLS, "shell", "fault", *dict.fromkeys(_FAULTS.values()))


def tool_of(line: str) -> str:
    """What one must be allowed to use, to type this line."""
    words = line.split()
    name = {"k": "kubectl", "add-node": "fault.node"}.get(words[0], words[0]) if words else ""
    if name == "fault":
        verb = words[2] if len(words) > 2 and words[2] in ("on", "off") else words[1] if len(words) > 1 else ""
        return _FAULTS.get(verb, "fault")
    return name if name in ALLOWED else "shell"


def allowed(line: str, allow: tuple[str, ...]) -> bool:
    """Whether a line may be typed where only this is allowed. An empty list allows everything; nobody needs leave for `ls`."""
    line = typed(line)
    if not allow or not is_command(line) or line.split()[:1] in (["help"], ["clear"]):
        return True
    tool = tool_of(line)
    return tool == "shell" or tool in allow or (tool.startswith("fault.") and "fault" in allow)
