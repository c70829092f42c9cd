"""What `--help` shows besides a command's flags: how it is called, and a line or two that one can type (help.txt)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

TEXT = Path(__file__).with_name("help.txt")


class Help(NamedTuple):
    """`call`: what stands after the command's name. `examples`: (what it does, the line without `kubectl`)."""

    call: str
    examples: tuple[tuple[str, str], ...]


@cache
def helps() -> dict[str, Help]:
    """The path of a command → its help."""
    found: dict[str, Help] = {}
    for part in TEXT.read_text(encoding="utf-8").split("\n\n"):
        first, *lines = [line for line in part.splitlines() if line]
        if first.startswith("#"):
            continue
        path, _, call = first.partition(":")
        pairs = zip(lines[::2], lines[1::2], strict=True)
        found[path] = Help(call.strip(), tuple((what.strip(" #"), line.strip()) for what, line in pairs))
    return found


# What a flag is for, wherever it stands.
FLAGS: dict[str, str] = {
    "all": "All objects of the kind, in the namespace.",
    "all-containers": "Of all containers of the Pod.",
    "all-namespaces": "In all namespaces.",
    "append-hash": "Add a suffix to the name that tells the content.",
    "cascade": "What becomes of what it owns: background, foreground, orphan.",
    "container": "Which container; without it, the first or the marked one.",
    "copy-to": "The name of a copy to be made and changed.",
    "current": "The context that is in use.",
    "dry-run": "none, client (send nothing) or server (send it, store nothing).",
    "env": "KEY=VALUE of the container's environment.",
    "field-manager": "The name under which the fields are owned.",
    "field-selector": "Only those whose fields are so: status.phase=Running.",
    "filename": "A file, a folder, or - for what comes through the pipe.",
    "follow": "Go on as more is written.",
    "for": "What to wait for: create, delete, condition=NAME, jsonpath='{...}'=VALUE; or whose events.",
    "force": "Do it without the usual patience.",
    "from-env-file": "A file with lines KEY=VALUE.",
    "from-file": "A file, or KEY=file, or a folder of files.",
    "from-literal": "KEY=VALUE.",
    "grace-period": "Seconds that it has to end; -1 leaves them as they are.",
    "ignore-daemonsets": "Leave the Pods of DaemonSets.",
    "image": "The image of the container.",
    "kustomize": "A folder with a kustomization.yaml.",
    "label-columns": "Labels that get columns of their own.",
    "labels": "Labels, separated by commas: key=value.",
    "limits": "What a container may use: cpu=200m,memory=512Mi.",
    "local": "Do not ask the server: change the file's objects and show them.",
    "no-headers": "Without the line of titles.",
    "output": "How to show it: yaml, json, name, wide, jsonpath=..., custom-columns=..., go-template=...",
    "overwrite": "Change what is there already.",
    "patch": "The patch, as JSON or YAML.",
    "port": "The port of the container, or of the Service.",
    "previous": "Of the run before this one.",
    "prune": "Delete what was applied before and is in no file any more.",
    "raw": "Ask for this path of the API, and show the answer as it comes.",
    "recursive": "Also what is in the folders within.",
    "replicas": "How many.",
    "requests": "What a container asks for: cpu=100m,memory=256Mi.",
    "revision": "Which revision.",
    "rm": "Delete the Pod when its container has ended.",
    "selector": "Only those with these labels: app=web,tier!=test.",
    "server-side": "Let the server merge, and keep account of who owns which field.",
    "show-labels": "With the labels.",
    "sort-by": "A field to sort by, as a JSONPath.",
    "stdin": "Leave the container's input open.",
    "subresource": "Work on this part: status, scale, resize.",
    "tail": "The last so many lines; -1: all.",
    "tcp": "PORT or PORT:TARGET.",
    "timeout": "How long to wait.",
    "to-revision": "Back to this one; 0: to the one before.",
    "tty": "As a terminal.",
    "type": "Which kind of it.",
    "user": "Who has it.",
    "validate": "strict (refuse what is unknown), warn or ignore.",
    "wait": "Wait until it is done.",
    "watch": "List, then tell every change.",
}
