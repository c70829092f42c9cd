"""kubectl create secret: generic, docker-registry and tls."""

from __future__ import annotations

import base64
import json

from ....cluster.machinery.objects import Object
from ....cluster.machinery.resources import SECRETS
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps
from .configmap import SOURCES, data_of
from .making import FLAGS, make, metadata, name_of_call, required


def _generic(call: Invocation) -> Steps[int]:
    name = name_of_call(call)
    return (yield from _make(call, name, data_of(call, "Secret"), call.flags["type"]))


def _docker(call: Invocation) -> Steps[int]:
    name = name_of_call(call)
    if not call.flags["from-file"]:
        required(call, "docker-username", "docker-password")
        user, password = call.flags["docker-username"], call.flags["docker-password"]
        entry: Object = {"username": user, "password": password}
        if call.flags["docker-email"]:
            entry["email"] = call.flags["docker-email"]
        entry["auth"] = _encoded(f"{user}:{password}")
        text = json.dumps({"auths": {call.flags["docker-server"]: entry}}, separators=(",", ":"))
        data = {".dockerconfigjson": text}
    else:
        data = data_of(call, "Secret")
    return (yield from _make(call, name, data, "kubernetes.io/dockerconfigjson"))


def _tls(call: Invocation) -> Steps[int]:
    name = name_of_call(call)
    required(call, "cert", "key")
    data = {}
    for flag, key in (("cert", "tls.crt"), ("key", "tls.key")):
        path = call.flags[flag]
        if path not in call.files:
            raise Failure(f"Cannot read file {path}, open {path}: no such file or directory")
        data[key] = call.files[path]
    return (yield from _make(call, name, data, "kubernetes.io/tls"))


def _make(call: Invocation, name: str, data: dict[str, str], kind: str) -> Steps[int]:
    obj: Object = {"kind": "Secret", "apiVersion": "v1", "metadata": metadata(call, name)}
    if data:
        obj["data"] = {key: _encoded(data[key]) for key in sorted(data)}
    if kind:
        obj["type"] = kind
    return (yield from make(call, SECRETS, obj, "failed to create secret "))


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _none(call: Invocation) -> Steps[int]:
    raise call.usage(f'unknown command "{" ".join(call.arguments)}"')
    yield


COMMAND = Command(
    "secret",
    None,
    subcommands=(
        Command(
            "docker-registry",
            _docker,
            (
                *FLAGS,
                SOURCES[1],
                SOURCES[0],
                SOURCES[2],
                Flag("docker-server", default="https://index.docker.io/v1/"),
                Flag("docker-username", default=""),
                Flag("docker-password", default=""),
                Flag("docker-email", default=""),
            ),
            summary="Create a secret for use with a Docker registry",
        ),
        Command(
            "generic",
            _generic,
            (*FLAGS, *SOURCES, Flag("type", default="")),
            summary="Create a secret from a local file, directory, or literal value",
        ),
        Command(
            "tls", _tls, (*FLAGS, Flag("cert", default=""), Flag("key", default="")), summary="Create a TLS secret"
        ),
    ),
    summary="Create a secret using a specified subcommand",
)
