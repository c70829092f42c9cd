"""kubectl create secret: generic, docker-registry and tls."""

from __future__ import annotations

import base64
import json

from ....cluster.machinery.objects import Object
from ....cluster.machinery.resources import SECRETS
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps
from .configmap import SOURCES, data_of, hash_of
from .making import FLAGS, make, metadata, name_of_call

DOCKER_KEY = ".dockerconfigjson"


def _generic(call: Invocation) -> Steps[int]:
    name = name_of_call(call)
    return (yield from _make(call, name, data_of(call, "Secret", name), call.flags["type"]))


def _docker(call: Invocation) -> Steps[int]:
    name = name_of_call(call)
    if not call.flags["from-file"]:
        if not all(call.flags[flag] for flag in ("docker-username", "docker-password", "docker-server")):
            raise Failure(
                "either --from-file or the combination of --docker-username, --docker-password and --docker-server is required"
            )
        user, password = call.flags["docker-username"], call.flags["docker-password"]
        entry: Object = {"username": user, "password": password}
        if call.flags["docker-email"]:
            entry["email"] = call.flags["docker-email"]
        entry["auth"] = _encoded(f"{user}:{password}")
        text = json.dumps({"auths": {call.flags["docker-server"]: entry}}, separators=(",", ":"))
        data = {DOCKER_KEY: text}
    else:
        data = data_of(call, "Secret", name)
        unnamed = [source.rpartition("/")[2] for source in call.flags["from-file"] if "=" not in source]
        data = {DOCKER_KEY if key in unnamed else key: text for key, text in data.items()}
    return (yield from _make(call, name, data, "kubernetes.io/dockerconfigjson"))


def _tls(call: Invocation) -> Steps[int]:
    name = name_of_call(call)
    if not call.flags["cert"] or not call.flags["key"]:
        raise Failure("key and cert must be specified")
    data = {}
    for flag, key in (("cert", "tls.crt"), ("key", "tls.key")):
        path = call.flags[flag]
        if path not in call.files:
            raise Failure(f"Cannot read file {path}, open {path}: no such file or directory")
        data[key] = call.files[path]
    for key, what in (("tls.crt", "certificate"), ("tls.key", "key")):
        if "-----BEGIN" not in data[key]:
            raise Failure(f"tls: failed to find any PEM data in {what} input")
    return (yield from _make(call, name, data, "kubernetes.io/tls"))


def _make(call: Invocation, name: str, data: dict[str, str], kind: str) -> Steps[int]:
    obj: Object = {"kind": "Secret", "apiVersion": "v1", "metadata": metadata(call, name)}
    if data:
        obj["data"] = {key: _encoded(data[key]) for key in sorted(data)}
    if kind:
        obj["type"] = kind
    if call.flags.get("append-hash"):
        content = {"kind": "Secret", "type": kind, "name": name, "data": obj.get("data")}
        obj["metadata"]["name"] = f"{name}-{hash_of(content)}"
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
                SOURCES[3],
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
            "tls",
            _tls,
            (*FLAGS, SOURCES[3], Flag("cert", default=""), Flag("key", default="")),
            summary="Create a TLS secret",
        ),
    ),
    summary="Create a secret using a specified subcommand",
)
