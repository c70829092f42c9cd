"""What a machine has: hostname, whoami, uptime, free, df, dmesg, swap."""

from __future__ import annotations

from ...cluster.machinery.program import Code, Print
from ...cluster.machinery.quantities import whole
from .asking import ask
from .dates import c_date
from .options import unknown

KIB, MIB = 1024, 1024 * 1024
KERNEL = "6.12.57-amd64"


def hostname(words: list[str], machine: str) -> Code:
    """Its name; `-i`, `-I`: its address."""
    if wrong := unknown("hostname", words, "iIfs", ("fqdn", "short", "ip-address", "all-ip-addresses")):
        yield Print(wrong, error=True)
        return 1
    about = yield from ask(machine, "about")
    yield Print(f"{about.address}\n" if any(word in ("-i", "-I") for word in words) else f"{machine}\n")
    return 0


def whoami(words: list[str], machine: str) -> Code:
    """Who logs in to a machine here is root."""
    if wrong := unknown("whoami", words, "", ("version",)):
        yield Print(wrong, error=True)
        return 1
    yield Print("root\n")
    return 0


def uname(words: list[str], machine: str) -> Code:
    """`uname -r`, `uname -a`"""
    if wrong := unknown("uname", words, "asnrvmpio", ("all", "kernel-name", "nodename", "kernel-release", "machine")):
        yield Print(wrong, error=True)
        return 1
    text = f"Linux {machine} {KERNEL} #1 SMP PREEMPT_DYNAMIC Debian x86_64 GNU/Linux" if "-a" in words else ""
    parts = {
        "s": "Linux",
        "n": machine,
        "r": KERNEL,
        "v": "#1 SMP PREEMPT_DYNAMIC Debian",
        "m": "x86_64",
        "o": "GNU/Linux",
    }
    letters = "".join(word[1:] for word in words if not word.startswith("--"))
    chosen = " ".join(part for letter, part in parts.items() if letter and letter in letters)
    yield Print((text or chosen or "Linux") + "\n")
    return 0


def uptime(words: list[str], machine: str) -> Code:
    """Since when it is up."""
    if wrong := unknown("uptime", words, "psV", ("pretty", "since")):
        yield Print(wrong, error=True)
        return 1
    about = yield from ask(machine, "about")
    seconds = (about.epoch_ms + about.now_ms) // 1000 % 86_400
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    minutes = (about.now_ms - about.booted_ms) // 60_000
    up = f"{minutes} min" if minutes < 60 else f"{minutes // 60:2d}:{minutes % 60:02d}"
    yield Print(f" {clock} up {up},  1 user,  load average: 0.12, 0.09, 0.05\n")
    return 0


def free(words: list[str], machine: str) -> Code:
    """Memory, in KiB or (`-m`) MiB."""
    if wrong := unknown("free", words, "bkmghtwls", ("bytes", "kibi", "mebi", "gibi", "human", "total", "wide")):
        yield Print(wrong, error=True)
        return 1
    about = yield from ask(machine, "about")
    used = yield from ask(machine, "memory")
    unit = MIB if any("m" in word for word in words if word.startswith("-")) else KIB
    total = whole(about.memory)
    cache = total // 10
    numbers = (total, used, max(0, total - used - cache), MIB, cache, max(0, total - used))
    human = any("h" in word for word in words if word.startswith("-"))
    text = "               total        used        free      shared  buff/cache   available\n"
    text += "Mem:    " + "".join(f"{_amount(number, unit, human):>12}" for number in numbers) + "\n"
    swap = 2 * 1024 * MIB if about.swap_on else 0
    text += "Swap:   " + "".join(f"{_amount(number, unit, human):>12}" for number in (swap, 0, swap)) + "\n"
    yield Print(text)
    return 0


def _amount(number: int, unit: int, human: bool) -> str:
    """In this unit; or, for people, with two digits: `7.8Gi`, `447Mi`."""
    if not human:
        return str(number // unit)
    for name, step in (("Gi", 1024 * MIB), ("Mi", MIB), ("Ki", KIB)):
        if number >= step:
            return f"{number / step:.1f}{name}" if number < 10 * step else f"{number // step}{name}"
    return f"{number}B"


def df(words: list[str], machine: str) -> Code:
    """Disk; `-h`: in units that one can read."""
    if wrong := unknown("df", words, "ahHikTlx", ("all", "human-readable", "inodes", "print-type", "local")):
        yield Print(wrong, error=True)
        return 1
    if any(word == "--inodes" or (word[:1] == "-" and "i" in word[1:2]) for word in words):
        yield Print("df: inodes are not counted here\n", error=True)
        return 1
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
    if wrong := unknown("dmesg", words, "THLxekw", ("ctime", "human", "decode", "color", "nopager")):
        yield Print(wrong, error=True)
        return 1
    about = yield from ask(machine, "about")
    lines = yield from ask(machine, "kernel log")
    dated = any(word == "--ctime" or (word[:1] == "-" and "T" in word) for word in words)
    for at_ms, text in lines:
        date = c_date(about.epoch_ms + at_ms) if dated else f"{(at_ms - about.booted_ms) / 1000:>12.6f}"
        yield Print(f"[{date}] {text}\n")
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
