"""What a machine has: hostname, whoami, uptime, free, df, dmesg, swap."""

from __future__ import annotations

from ...cluster.machinery.program import Code, Print
from ...cluster.machinery.quantities import whole
from .asking import ask

KIB, MIB = 1024, 1024 * 1024
KERNEL = "6.12.57-amd64"


def hostname(words: list[str], machine: str) -> Code:
    """Its name; `-i`, `-I`: its address."""
    about = yield from ask(machine, "about")
    yield Print(f"{about.address}\n" if any(word in ("-i", "-I") for word in words) else f"{machine}\n")
    return 0


def whoami(words: list[str], machine: str) -> Code:
    """Who logs in to a machine here is root."""
    yield Print("root\n")
    return 0


def uname(words: list[str], machine: str) -> Code:
    """`uname -r`, `uname -a`"""
    text = f"Linux {machine} {KERNEL} #1 SMP PREEMPT_DYNAMIC Debian x86_64 GNU/Linux" if "-a" in words else ""
    yield Print((text or (KERNEL if "-r" in words else "Linux")) + "\n")
    return 0


def uptime(words: list[str], machine: str) -> Code:
    """Since when it is up."""
    about = yield from ask(machine, "about")
    seconds = (about.epoch_ms + about.now_ms) // 1000 % 86_400
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    minutes = (about.now_ms - about.booted_ms) // 60_000
    up = f"{minutes} min" if minutes < 60 else f"{minutes // 60:2d}:{minutes % 60:02d}"
    yield Print(f" {clock} up {up},  1 user,  load average: 0.12, 0.09, 0.05\n")
    return 0


def free(words: list[str], machine: str) -> Code:
    """Memory, in KiB or (`-m`) MiB."""
    about = yield from ask(machine, "about")
    used = yield from ask(machine, "memory")
    unit = MIB if any("m" in word for word in words if word.startswith("-")) else KIB
    total = whole(about.memory)
    cache = total // 10
    numbers = (total, used, max(0, total - used - cache), MIB, cache, max(0, total - used))
    text = "               total        used        free      shared  buff/cache   available\n"
    text += "Mem:    " + "".join(f"{number // unit:>12}" for number in numbers) + "\n"
    swap = 2 * 1024 * MIB if about.swap_on else 0
    text += "Swap:   " + "".join(f"{number // unit:>12}" for number in (swap, 0, swap)) + "\n"
    yield Print(text)
    return 0


def df(words: list[str], machine: str) -> Code:
    """Disk; `-h`: in units that one can read."""
    total, used = yield from ask(machine, "disk")
    human = any("h" in word for word in words if word.startswith("-"))
    percent = f"{-(-used * 100 // total)}%"
    if human:
        text = "Filesystem      Size  Used Avail Use% Mounted on\n"
        text += f"/dev/vda1      {_size(total):>5} {_size(used):>5} {_size(total - used):>5} {percent:>4} /\n"
    else:
        text = "Filesystem     1K-blocks     Used Available Use% Mounted on\n"
        text += f"/dev/vda1      {total // KIB:>9} {used // KIB:>8} {(total - used) // KIB:>9} {percent:>4} /\n"
    yield Print(text)
    return 0


def _size(size: int) -> str:
    for unit, step in (("G", 1024**3), ("M", 1024**2), ("K", 1024)):
        if size >= step:
            return f"{size / step:.1f}{unit}" if size < 10 * step else f"{-(-size // step)}{unit}"
    return str(size)


def dmesg(words: list[str], machine: str) -> Code:
    """The kernel's own log."""
    about = yield from ask(machine, "about")
    lines = yield from ask(machine, "kernel log")
    for at_ms, text in lines:
        since_ms = at_ms - about.booted_ms
        yield Print(f"[{since_ms / 1000:>12.6f}] {text}\n")
    return 0


def swapon(words: list[str], machine: str) -> Code:
    """`swapon -a` turns on what /etc/fstab names; without words: what is on."""
    about = yield from ask(machine, "about")
    if not words or words == ["--show"]:
        if about.swap_on:
            yield Print("NAME      TYPE SIZE USED PRIO\n/swapfile file   2G   0B   -2\n")
        return 0
    yield from ask(machine, "swap", True)
    return 0


def swapoff(words: list[str], machine: str) -> Code:
    """`swapoff -a`"""
    yield from ask(machine, "swap", False)
    return 0
