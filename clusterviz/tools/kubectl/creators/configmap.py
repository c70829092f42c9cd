"""kubectl create configmap: from literals, files, folders and env files."""

from __future__ import annotations

import re
from hashlib import sha256

from ....cluster.machinery.go_json import compact
from ....cluster.machinery.objects import Object
from ....cluster.machinery.resources import CONFIGMAPS
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps
from .making import FLAGS, make, metadata, name_of_call

SOURCES = (
    Flag("from-literal", kind="array"),
    Flag("from-file", kind="array"),
    Flag("from-env-file", kind="array"),
    Flag("append-hash", kind="bool", default=False),
)
_KEY = re.compile(r"[-._a-zA-Z0-9]+")


def run(call: Invocation) -> Steps[int]:
    """The command."""
    name = name_of_call(call)
    obj: Object = {"kind": "ConfigMap", "apiVersion": "v1", "metadata": metadata(call, name)}
    data = data_of(call, "ConfigMap", name)
    if data:
        obj["data"] = {key: data[key] for key in sorted(data)}
    if call.flags["append-hash"]:
        obj["metadata"]["name"] = f"{name}-{hash_of({'kind': 'ConfigMap', 'name': name, 'data': obj.get('data')})}"
    return (yield from make(call, CONFIGMAPS, obj, "failed to create configmap: "))


def hash_of(content: Object) -> str:
    """The suffix that tells two contents apart: ten hexadecimal digits without vowels and what looks like them."""
    digest = sha256(compact(content).encode()).hexdigest()[:10]
    return digest.translate(str.maketrans("013ae", "ghkmt"))


def data_of(call: Invocation, kind: str, name: str) -> dict[str, str]:
    """The keys and values of the call's sources."""
    if call.flags["from-env-file"] and (call.flags["from-file"] or call.flags["from-literal"]):
        raise Failure("from-env-file cannot be combined with from-file or from-literal")
    data: dict[str, str] = {}
    for source in call.flags["from-file"]:
        for key, text in _file(call, source):
            _add(data, key, text, kind, name)
    for source in call.flags["from-literal"]:
        key, equals, value = source.partition("=")
        if not equals or not key:
            raise Failure(f"invalid literal source {source}, expected key=value")
        _add(data, key, _unquoted(value), kind, name)
    for source in call.flags["from-env-file"]:
        for line in content(call, source).split("\n"):
            line = line.lstrip()
            if line and not line.startswith("#"):
                key, _, value = line.partition("=")
                _add(data, key, value, kind, name)
    return data


def content(call: Invocation, name: str) -> str:
    """The text of a file in the working directory."""
    path = name.removeprefix("./")
    if path not in call.files:
        raise Failure(f"error reading {name}: no such file or directory")
    return call.files[path]


def _file(call: Invocation, source: str) -> list[tuple[str, str]]:
    key, equals, path = source.partition("=")
    if not equals:
        key, path = "", source
    if "=" in path:
        raise Failure("key names or file paths cannot contain '='")
    path = path.removeprefix("./")
    inside = sorted(name for name in call.files if name.startswith(path.rstrip("/") + "/"))
    if path not in call.files and inside:
        if key:
            raise Failure("cannot give a key name for a directory path")
        return [(name.rpartition("/")[2], call.files[name]) for name in inside]
    return [(key or path.rpartition("/")[2], content(call, path))]


def _add(data: dict[str, str], key: str, text: str, kind: str, name: str) -> None:
    if not _KEY.fullmatch(key) or len(key) > 253:
        raise Failure(
            f'"{key}" is not a valid key name for a {kind}: a valid config key must consist of alphanumeric characters, '
            "'-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is "
            "'[-._a-zA-Z0-9]+')"
        )
    if key in data:
        raise Failure(f'cannot add key "{key}", another key by that name already exists in Data for {kind} "{name}"')
    data[key] = text


def _unquoted(value: str) -> str:
    quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1] if quoted else value


COMMAND = Command(
    "configmap",
    run,
    (*FLAGS, *SOURCES),
    aliases=("cm",),
    summary="Create a config map from a local file, directory or literal value",
)
