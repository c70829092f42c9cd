"""What reads and writes files: cat, touch, rm, ls, grep, head, tail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.name_tools import BUSYBOX
from . import loading
from .flow import FOREVER

if TYPE_CHECKING:
    from ..process import Process


def cat(process: Process, argv: tuple[str, ...]) -> int:
    if not argv or argv == ("-",):
        process.write(process.stdin)
        return 0
    status = 0
    for path in argv:
        text = process.world.files.get(path)
        if text is None:
            process.write(f"cat: can't open '{path}': No such file or directory\n")
            status = 1
        else:
            process.write(text)
    return status


def touch(process: Process, argv: tuple[str, ...]) -> int:
    for path in argv:
        if not path.startswith("-"):
            process.world.files.setdefault(path, "")
    return 0


def rm(process: Process, argv: tuple[str, ...]) -> int:
    force = any(one.startswith("-") and "f" in one for one in argv)
    status = 0
    for path in argv:
        if path.startswith("-"):
            continue
        inside = [known for known in process.world.files if known == path or known.startswith(path.rstrip("/") + "/")]
        for known in inside:
            del process.world.files[known]
            process.world.use_disk(known, 0)
        if not inside and not force:
            process.write(f"rm: can't remove '{path}': No such file or directory\n")
            status = 1
    return status


# The directories in the root of an image that is made from Debian, and of one that is made of busybox.
ROOT = (
    "bin", "boot", "dev", "etc", "home", "lib", "lib64", "media", "mnt", "opt",
    "proc", "root", "run", "sbin", "srv", "sys", "tmp", "usr", "var",
)  # fmt: skip
SMALL_ROOT = (
    "bin", "dev", "etc", "home", "lib", "proc", "root", "sys", "tmp", "usr", "var",
)  # fmt: skip


def ls(process: Process, argv: tuple[str, ...]) -> int:
    paths = [one for one in argv if not one.startswith("-")] or ["/"]
    folders = SMALL_ROOT if process.world.image.tools == BUSYBOX else ROOT
    status = 0
    for path in paths:
        root = path.rstrip("/") + "/"
        if path in process.world.files:
            process.write(path + "\n")
            continue
        names = {known[len(root) :].partition("/")[0] for known in process.world.files if known.startswith(root)}
        if root == "/":
            names |= {*folders}
        if not names and root.strip("/") not in folders:
            process.write(f"ls: {path}: No such file or directory\n")
            status = 1
        for name in sorted(names):
            process.write(name + "\n")
    return status


def grep(process: Process, argv: tuple[str, ...]) -> int:
    quiet = any(one.startswith("-") and "q" in one for one in argv)
    words = [one for one in argv if not one.startswith("-")]
    if not words:
        return 2
    text = "".join(process.world.files.get(path, "") for path in words[1:]) if len(words) > 1 else process.stdin
    found = [line for line in text.splitlines() if words[0] in line]
    if not quiet:
        process.write("".join(line + "\n" for line in found))
    return 0 if found else 1


def head(process: Process, argv: tuple[str, ...]) -> int:
    count = next((int(one.lstrip("-n")) for one in argv if one.lstrip("-n").isdigit()), 10)
    process.write("".join(line + "\n" for line in process.stdin.splitlines()[:count]))
    return 0


def tail(process: Process, argv: tuple[str, ...]) -> int:
    if "/dev/zero" in argv:
        return loading.endless_line(process)
    if any(one.startswith("-") and "f" in one.lower() for one in argv):
        process.sleep(FOREVER)
    return 0
