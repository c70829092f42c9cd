"""ps and pstree: the processes of a machine."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from ...cluster.machinery.program import Code, Print
from ...cluster.machinery.quantities import whole
from . import ps_words
from .asking import ask
from .options import unknown

NAMES = {"/sbin/init": "systemd"}
USAGE = """Usage:
 ps aux | ps -ef | ps -ef --forest | ps fax | ps tree
 ps [-p PID,...] [-C NAME,...] [--ppid PID,...] [-o COLUMN,...] [--no-headers]
"""
MIB = 1024 * 1024
# KiB of virtual memory and of memory in use, as such a program has them on a small machine; what the model measures wins.
PROGRAMS = {
    "systemd": (168_344, 13_056), "sshd": (15_436, 9_216), "containerd": (1_914_312, 61_440), "crio": (2_134_260, 58_880),
    "dockerd": (2_256_180, 84_480), "cri-dockerd": (1_271_556, 41_984), "kubelet": (2_041_788, 96_256),
    "kube-proxy": (1_299_968, 40_448), "coredns": (1_292_116, 38_912), "etcd": (11_739_472, 56_320),
    "kube-apiserver": (1_542_116, 262_144), "kube-controller": (1_357_752, 104_448),
    "kube-scheduler": (1_304_628, 55_296), "nginx": (11_468, 7_424), "httpd": (5_940, 4_608),
    "redis-server": (52_716, 9_216), "postgres": (217_232, 28_672), "mysqld": (1_841_332, 392_192),
    "sh": (2_588, 1_536), "bash": (4_188, 3_328), "sleep": (2_484, 1_280),
}  # fmt: skip
SIZES = {"daemon": (1_914_312, 61_440), "shim": (1_233_804, 12_288), "conmon": (80_112, 2_560), "pause": (1_028, 640)}


def ps(words: list[str], machine: str) -> Code:
    """ps: `aux`, `-ef`, `fax`, `-p PID`, `-C NAME`, `-o COLUMNS`, with or without the forest."""
    if words[:1] == ["--help"]:
        yield Print(USAGE)
        return 0
    wanted = ps_words.parse(words)
    if isinstance(wanted, str):
        yield Print(f"error: {wanted}\n\n{USAGE}", error=True)
        return 1
    about = yield from ask(machine, "about")
    every = yield from ask(machine, "processes")
    if not wanted.every:  # of this terminal: the shell and ps itself
        shell = max(one.pid for one in every) + 3
        head = "    PID TTY          TIME CMD\n"
        yield Print(f"{head}{shell:>7} pts/0    00:00:00 bash\n{shell + 1:>7} pts/0    00:00:00 ps\n")
        return 0
    order = _forest(every) if wanted.forest else [(0, "", one) for one in sorted(every, key=_pid)]
    chosen = [
        (lead, one)
        for _, lead, one in order
        if (not wanted.pids or one.pid in wanted.pids)
        and (not wanted.parents or one.parent in wanted.parents)
        and (not wanted.names or _name(one.command) in wanted.names)
    ]
    used = {one.pid: one for one in (yield from ask(machine, "uses"))}
    columns = [ps_words.COLUMNS[name] for name in wanted.columns]
    cells = {"total": whole(about.memory)}
    text = "" if wanted.bare else ps_words.head(columns)
    for lead, one in chosen:
        size, resident = PROGRAMS.get(_name(one.command).rstrip(":"), SIZES.get(one.kind, (23_552, 7_424)))
        resident = used[one.pid].memory_bytes // 1024 if one.pid in used else resident
        size = size if size > resident else resident + 4_096
        facts = {
            "pid": one.pid,
            "ppid": one.parent,
            "user": one.user,
            "start": _clock(about, one.since_ms),
            "vsz": size,
            "rss": resident,
            "cpu": used[one.pid].cpu_millis / 10 if one.pid in used else 0.0,
            "mem": resident * 102_400 / cells["total"],
            "comm": lead + _name(one.command),
            "args": lead + one.command,
        }
        text += ps_words.row(columns, facts)
    yield Print(text)
    return 0 if chosen else 1


def pidof(words: list[str], machine: str) -> Code:
    """`pidof NAME…`"""
    processes = yield from ask(machine, "processes")
    names = [word for word in words if not word.startswith("-")]
    found = [str(one.pid) for one in sorted(processes, key=_pid, reverse=True) if _name(one.command) in names]
    yield Print(" ".join(found) + "\n" if found else "")
    return 0 if found else 1


def pgrep(words: list[str], machine: str) -> Code:
    """`pgrep [-a] [-l] [-f] PATTERN`: numbers of the processes that are called so; with -f the whole command line counts."""
    letters = "".join(word[1:] for word in words if word.startswith("-") and not word.startswith("--"))
    patterns = [word for word in words if not word.startswith("-")]
    if letters.strip("alfx") or len(patterns) != 1:
        said = "only one pattern can be provided" if len(patterns) > 1 else "no matching criteria specified"
        yield Print(f"pgrep: {said}\nTry `pgrep --help' for more information.\n", error=True)
        return 2
    processes = yield from ask(machine, "processes")
    text = ""
    for one in sorted(processes, key=_pid):
        name = _name(one.command)
        subject = one.command if "f" in letters else name
        try:
            matches = re.fullmatch(patterns[0], subject) if "x" in letters else re.search(patterns[0], subject)
        except re.error:
            yield Print("pgrep: regex error\n", error=True)
            return 2
        if matches:
            behind = f" {one.command}" if "a" in letters else f" {name}" if "l" in letters else ""
            text += f"{one.pid}{behind}\n"
    yield Print(text)
    return 0 if text else 1


def _pid(one: Any) -> int:
    return int(one.pid)


def _clock(about: Any, since_ms: int) -> str:
    minutes = (about.epoch_ms + since_ms) // 60_000
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _forest(processes: list[Any]) -> list[tuple[int, str, Any]]:
    """Parents before their children, with what ps draws in front of a command."""
    found: list[tuple[int, str, Any]] = []

    def walk(parent: int, depth: int, lead: str) -> None:
        children = sorted((one for one in processes if one.parent == parent), key=_pid)
        for place, one in enumerate(children):
            last = place == len(children) - 1
            found.append((depth, lead + (" \\_ " if depth > 1 else ""), one))
            walk(one.pid, depth + 1, lead + ("" if depth < 2 else "    " if last else " |  "))

    walk(0, 0, "")
    return found


def top(words: list[str], machine: str) -> Code:
    """top -bn1: the processes once, those that use most first."""
    if wrong := unknown("top", [word for word in words if not word[1:].isdigit()], "bn0123456789oHicdpsuw%+EMPU", ()):
        yield Print(
            f"top: unknown option {wrong.partition(chr(39))[2].partition(chr(39))[0]!r}\nUsage: top -bn1\n", error=True
        )
        return 1
    processes = yield from ask(machine, "processes")
    about = yield from ask(machine, "about")
    used = {one.pid: one for one in (yield from ask(machine, "uses"))}
    memory = yield from ask(machine, "memory")
    total = whole(about.memory)
    share = sum(one.cpu_millis for one in used.values()) / (10 * int(about.cpu))
    rows = sorted(processes, key=partial(_burden, used))
    text = f"Tasks: {len(processes):>3} total,   1 running, {len(processes) - 1:>3} sleeping,   0 stopped,   0 zombie\n"
    text += (
        f"%Cpu(s): {share:>4.1f} us,  0.5 sy,  0.0 ni, {99.5 - share:>4.1f} id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st\n"
    )
    text += f"MiB Mem : {total / MIB:>8.1f} total, {(total - memory) / MIB:>8.1f} free, {memory / MIB:>8.1f} used\n\n"
    text += "    PID USER      PR  NI    VIRT    RES S  %CPU  %MEM     TIME+ COMMAND\n"
    for one in rows:
        use = used.get(one.pid)
        size, resident = SIZES.get(one.kind, (23_552, 7_424))
        resident = use.memory_bytes // 1024 if use else resident
        cpu, seconds = (use.cpu_millis / 10, use.used_us // 1_000_000) if use else (0.0, 0)
        clock = f"{seconds // 60}:{seconds % 60:02d}.00"
        text += f"{one.pid:>7} {one.user:<9} 20   0 {size:>7} {resident:>6} S {cpu:>5.1f} {resident * 102400 / total:>5.1f} {clock:>9} "
        text += f"{_name(one.command)}\n"
    yield Print(text)
    return 0


def _burden(used: dict[int, Any], one: Any) -> tuple[int, int]:
    return (-used[one.pid].cpu_millis if one.pid in used else 0, one.pid)


def pstree(words: list[str], machine: str) -> Code:
    """pstree, with `-p` the numbers."""
    if wrong := unknown("pstree", words, "pnhlAUGTu", ("show-pids", "numeric-sort", "long", "ascii", "unicode")):
        yield Print(f"{wrong.partition('Try')[0]}Usage: pstree [ -p ]\n", error=True)
        return 1
    numbers = any("p" in word for word in words if word.startswith("-"))
    processes = yield from ask(machine, "processes")
    children: dict[int, list[Any]] = {}
    for one in sorted(processes, key=_pid):
        children.setdefault(one.parent, []).append(one)
    lines: list[str] = []
    for root in children.get(0, ()):
        lines += _branch(root, children, numbers)
    yield Print("".join(f"{line}\n" for line in lines))
    return 0


def _branch(one: Any, children: dict[int, list[Any]], numbers: bool) -> list[str]:
    label = _name(one.command) + (f"({one.pid})" if numbers else "")
    branches = [_branch(child, children, numbers) for child in children.get(one.pid, ())]
    if not numbers:  # equal branches are counted
        branches = _counted(branches)
    if not branches:
        return [label]
    lines = []
    for place, branch in enumerate(branches):
        last = place == len(branches) - 1
        if len(branches) == 1:
            first, rest = "───", "   "
        elif place == 0:
            first, rest = "─┬─", " │ "
        else:
            first, rest = (" └─", "   ") if last else (" ├─", " │ ")
        for row, line in enumerate(branch):
            head = label if place == 0 and row == 0 else " " * len(label)
            lines.append(head + (first if row == 0 else rest) + line)
    return lines


def _counted(branches: list[list[str]]) -> list[list[str]]:
    counts: dict[tuple[str, ...], int] = {}
    for branch in branches:
        counts[tuple(branch)] = counts.get(tuple(branch), 0) + 1
    return [
        list(branch) if count == 1 or len(branch) > 1 else [f"{count}*[{branch[0]}]"]
        for branch, count in counts.items()
        for _ in range(count if len(branch) > 1 else 1)
    ]


def _name(command: str) -> str:
    program = command.split(" ", 1)[0]
    program = NAMES.get(program, program).rstrip(":").rpartition("/")[2]
    return program[:15]  # as long as the kernel keeps it
