"""stress, dd and their like: commands that use a machine up, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .flow import FOREVER

if TYPE_CHECKING:
    from ..process import Process

ONE_CPU = 1000  # millicores
MANY_CPUS = 64 * ONE_CPU  # more than any machine has
ALLOCATION_MS = 500  # to fill the memory that was asked for
ENDLESS_PER_S = 64 * 2**20  # how fast a line without an end fills the memory
DISK_PER_MS = 400_000  # bytes that a disk takes
NO_END = 1 << 50
_BYTES = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30}
_SIZE = re.compile(r"^(\d+)([kKmMgG]?)i?[bB]?$")
_TIME = re.compile(r"^(\d+)(ms|s|m|h|d)?$")
_TIME_MS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, None: 1000}


def size_of(text: str) -> int:
    """`250M` in bytes; 0 if it is no size."""
    match = _SIZE.match(text)
    return int(match[1]) * _BYTES[match[2].upper()] if match is not None else 0


def _time_ms(text: str) -> int:
    match = _TIME.match(text)
    return int(match[1]) * _TIME_MS[match[2]] if match is not None else 0


def _options(argv: tuple[str, ...]) -> dict[str, str]:
    """`--vm 1`, `-c 2`, `-mem-total=150Mi`: option → value, "" if it has none."""
    found: dict[str, str] = {}
    for place, word in enumerate(argv):
        if word.startswith("-"):
            name, equals, value = word.partition("=")
            following = argv[place + 1] if place + 1 < len(argv) else ""
            found[name.lstrip("-")] = value if equals else ("" if following.startswith("-") else following)
    return found


def _count(options: dict[str, str], *names: str) -> int:
    return next((int(options[name]) for name in names if options.get(name, "").isdigit()), 0)


def stress(process: Process, argv: tuple[str, ...]) -> int:
    """stress, as polinux/stress has it; vish/stress has other options."""
    options = _options(argv)
    if any(name.startswith("mem-") or name == "cpus" for name in options):
        return _allocate(process, options)
    cpus, io, workers = _count(options, "cpu", "c"), _count(options, "io", "i"), _count(options, "vm", "m")
    hdd = _count(options, "hdd", "d")
    each = size_of(options.get("vm-bytes", "")) or 256 * 2**20
    process.write(f"stress: info: [1] dispatching hogs: {cpus} cpu, {io} io, {workers} vm, {hdd} hdd\n")
    if not process.world.fork(cpus + io + workers + hdd):
        process.write("stress: FAIL: [1] (194) fork failed: Resource temporarily unavailable\n")
        return 1
    burns = cpus + (0 if {"vm-hang", "vm-keep"} & set(options) else workers)
    if burns:
        process.world.use_cpu(process, burns * ONE_CPU)
    if workers:
        process.world.later(ALLOCATION_MS, process.world.use_memory, workers * each)
    if hdd:
        process.world.use_disk("/stress.hdd", hdd * (size_of(options.get("hdd-bytes", "")) or 2**30))
    limit_ms = _time_ms(options.get("timeout", options.get("t", "")))
    process.variables["_slept_ms"] = str(limit_ms or 1_000_000_000)
    if limit_ms:  # before it wakes
        process.world.later(limit_ms, _stress_done, process, limit_ms // 1000)
    process.sleep(limit_ms or FOREVER)
    return 0


def _stress_done(process: Process, seconds: int) -> None:
    if process.alive:
        process.world.use_cpu(process, 0)
        process.world.use_memory(2**20)
        process.write(f"stress: info: [1] successful run completed in {seconds}s\n")


def _allocate(process: Process, options: dict[str, str]) -> int:
    total = size_of(options.get("mem-total", ""))
    chunk = size_of(options.get("mem-alloc-size", "4Ki")) or 4096
    pause_ms = _time_ms(options.get("mem-alloc-sleep", "1ms")) or 1
    if total:
        process.write(
            f'Allocating "{options["mem-total"]}" memory, in "{options.get("mem-alloc-size", "4Ki")}" chunks, with a '
            f"{options.get('mem-alloc-sleep', '1ms')} sleep between allocations\n"
        )
        process.world.use_memory(min(chunk, total), chunk * 1000 // pause_ms, total)
    cpus = _count(options, "cpus")
    if cpus:
        process.write("Spawning a thread to consume CPU\n" * cpus)
        process.world.use_cpu(process, cpus * ONE_CPU)
    process.sleep(FOREVER)
    return 0


def fork_bomb(process: Process, argv: tuple[str, ...]) -> int:
    """`:(){ :|:& };:`: a function that calls itself twice, in the background. Whoever called it goes on."""
    process.world.use_cpu(process, MANY_CPUS)
    process.world.fork_for_ever()
    process.write("sh: can't fork: Resource temporarily unavailable\n")
    return 0


def compute(process: Process, argv: tuple[str, ...]) -> int:
    """Whatever it is, it keeps one CPU busy and never ends."""
    process.world.use_cpu(process, ONE_CPU)
    process.variables["_slept_ms"] = "1000000000"
    process.sleep(FOREVER)
    return 0


def checksum(process: Process, argv: tuple[str, ...]) -> int:
    """md5sum of a device that never ends."""
    return compute(process, argv) if any(one in ("/dev/zero", "/dev/urandom") for one in argv) else 0


def endless_line(process: Process) -> int:
    """`tail /dev/zero`: it keeps the last line in memory, and that line never ends."""
    process.world.use_cpu(process, ONE_CPU)
    process.world.use_memory(2**20, ENDLESS_PER_S, NO_END)
    process.sleep(FOREVER)
    return 0


def dd(process: Process, argv: tuple[str, ...]) -> int:
    """dd: copy blocks into a file."""
    words = dict(word.split("=", 1) for word in argv if "=" in word)
    if "count" not in words:
        return compute(process, argv) if words.get("if") in ("/dev/zero", "/dev/urandom") else 0
    count = int(words["count"]) if words["count"].isdigit() else 0
    size = (size_of(words.get("bs", "512")) or 512) * count
    process.write(f"{count}+0 records in\n{count}+0 records out\n")
    return _write(process, words.get("of", "/dev/null"), size)


def fallocate(process: Process, argv: tuple[str, ...]) -> int:
    """fallocate -l SIZE FILE."""
    size = size_of(_options(argv).get("l", ""))
    return _write(process, argv[-1], size) if size and len(argv) > 2 else 1


def _write(process: Process, path: str, size: int) -> int:
    if not path.startswith("/dev/"):
        process.world.use_disk(path, size)
    process.variables["_slept_ms"] = str(size // DISK_PER_MS)
    if size // DISK_PER_MS:
        process.sleep(size // DISK_PER_MS)
    return 0
