"""ls, mv, cp, rm, mkdir, cat and echo's friends on a machine: files in folders. What they say is what GNU's say."""

from __future__ import annotations

from collections.abc import Callable

from ..shell.words import Result
from ..ssh.node_files import HOME, NodeFiles, absolute

FOLDERS = (
    "/",
    "/etc",
    "/root",
    "/tmp",
    "/var",
    "/var/log",
    "/run",
    "/etc/kubernetes",
    "/etc/kubernetes/manifests",
    "/etc/cni/net.d",
)

# The directories in the root of a Debian machine.
ROOT = (
    "bin", "boot", "dev", "etc", "home", "lib", "lib64", "lost+found", "media", "mnt", "opt",
    "proc", "root", "run", "sbin", "srv", "sys", "tmp", "usr", "var",
)  # fmt: skip

Word = Callable[[list[str], NodeFiles], Result]


def ls(words: list[str], files: NodeFiles) -> Result:
    options, paths = _split(words)
    out, error = "", ""
    for path in paths or [HOME]:
        names = _names(path, files)
        if path in files:
            names = [path]
        elif not names and absolute(path) not in FOLDERS and absolute(path).removeprefix("/") not in ROOT:
            error += f"ls: cannot access '{path}': No such file or directory\n"
            continue
        if len(paths) > 1 and path not in files:
            out += ("\n" if out else "") + f"{path}:\n"
        if "l" in options:
            out += "" if path in files else f"total {4 * len(names)}\n"
            out += "".join(_long(path, name, files) for name in names)
        else:
            out += "".join(f"{name}\n" for name in names)
    return Result(out, error, 2 if error else 0)


def _names(path: str, files: NodeFiles) -> list[str]:
    start = absolute(path).rstrip("/") + "/"
    inside = {one[len(start) :].partition("/")[0] for one in files.under(path)}
    return sorted(inside | {*ROOT} if start == "/" else inside)


def _long(path: str, name: str, files: NodeFiles) -> str:
    full = name if path in files else f"{absolute(path).rstrip('/')}/{name}"
    text = files.get(full)
    kind, size = ("d", 4096) if text is None else ("-", len(text.encode()))
    mode = "rwxr-xr-x" if text is None else "rw-------"
    return f"{kind}{mode} 1 root root {size:>5} Jan  1 00:00 {name}\n"


def cat(words: list[str], files: NodeFiles) -> Result:
    _, paths = _split(words)
    out, error = "", ""
    for path in paths:
        if path in files:
            out += files[path]
        elif files.under(path):
            error += f"cat: {path}: Is a directory\n"
        else:
            error += f"cat: {path}: No such file or directory\n"
    return Result(out, error, 1 if error else 0)


def mv(words: list[str], files: NodeFiles) -> Result:
    return _carry("mv", words, files, keep=False)


def cp(words: list[str], files: NodeFiles) -> Result:
    return _carry("cp", words, files, keep=True)


def _carry(program: str, words: list[str], files: NodeFiles, keep: bool) -> Result:
    _, paths = _split(words)
    if len(paths) < 2:
        missing = "missing file operand" if not paths else f"missing destination file operand after '{paths[0]}'"
        return Result("", f"{program}: {missing}\nTry '{program} --help' for more information.\n", 1)
    *sources, target = paths
    folder = target.endswith("/") or absolute(target) in FOLDERS or bool(files.under(target))
    if len(sources) > 1 and not folder:
        return Result("", f"{program}: target '{target}': No such file or directory\n", 1)
    error = ""
    for source in sources:
        inside = [source] if source in files else files.under(source)
        if not inside:
            error += f"{program}: cannot stat '{source}': No such file or directory\n"
        for path in inside:
            rest = absolute(path)[len(absolute(source).rpartition("/")[0]) :] if folder else ""
            text = files[path] if keep else files.pop(path)
            files[
                absolute(target).rstrip("/") + rest if folder else target + absolute(path)[len(absolute(source)) :]
            ] = text
    return Result("", error, 1 if error else 0)


def rm(words: list[str], files: NodeFiles) -> Result:
    options, paths = _split(words)
    error = ""
    for path in paths:
        inside = files.under(path)
        if path in files:
            files.pop(path)
        elif inside and "r" in options:
            for one in inside:
                files.pop(one)
        elif inside:
            error += f"rm: cannot remove '{path}': Is a directory\n"
        elif "f" not in options:
            error += f"rm: cannot remove '{path}': No such file or directory\n"
    return Result("", error, 1 if error else 0)


def nothing(words: list[str], files: NodeFiles) -> Result:
    return Result()


def _split(words: list[str]) -> tuple[str, list[str]]:
    options = "".join(word.lstrip("-") for word in words if word.startswith("-") and len(word) > 1)
    return options, [word for word in words if not word.startswith("-")]


WORDS: dict[str, Word] = {
    "cat": cat,
    "chmod": nothing,
    "cp": cp,
    "ls": ls,
    "mkdir": nothing,
    "mv": mv,
    "rm": rm,
    "sync": nothing,
}
