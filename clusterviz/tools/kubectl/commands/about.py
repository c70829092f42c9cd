"""What kubectl says about the server and itself: version, cluster-info, api-resources, api-versions."""

from __future__ import annotations

import json

from ....cluster.machinery.api import Request
from ....cluster.machinery.resources import SERVED, VIEWS, Resource
from ..discovery import discover, preferred
from ..errors import SERVER, Failure, Refused
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, ask_all, complain, out
from ..printers import columns, yaml_text
from ..resource_names import lookup
from .dump import COMMAND as DUMP

CLIENT = {
    "major": "1",
    "minor": "33",
    "gitVersion": "v1.33.1",
    "gitCommit": "8adc0f041b8e7ad1d30e29cc59c6ae7a15e19828",
    "gitTreeState": "clean",
    "buildDate": "2025-05-15T08:27:33Z",
    "goVersion": "go1.24.2",
    "compiler": "gc",
    "platform": "linux/amd64",
}
KUSTOMIZE = "v5.6.0"
# Kinds that are shown in a newer version.
OTHER_VERSIONS = tuple(one for one, stored in VIEWS.items() if one.group == stored.group)


def _version(call: Invocation) -> Steps[int]:
    if call.arguments:
        raise Failure(f"extra arguments: {_listed(call.arguments)}")
    found = {"clientVersion": CLIENT, "kustomizeVersion": KUSTOMIZE}
    server = None
    if not call.flags["client"]:
        server = (yield from ask(call, Request("get", None, path="/version"))).body
        found["serverVersion"] = server
    if call.flags["output"] == "json":
        yield from out(json.dumps(found, indent=2) + "\n")
    elif call.flags["output"] == "yaml":
        yield from out(yaml_text.text(found) + "\n")
    elif call.flags["output"]:
        raise Failure("--output must be 'yaml' or 'json'")
    else:
        lines = [f"Client Version: {CLIENT['gitVersion']}", f"Kustomize Version: {KUSTOMIZE}"]
        lines += [f"Server Version: {server['gitVersion']}"] if server else []
        yield from out("".join(line + "\n" for line in lines))
    if server and abs(int(server["minor"]) - int(CLIENT["minor"])) > 1:
        yield from complain(
            f"WARNING: version difference between client (1.{CLIENT['minor']}) and server (1.{server['minor']}) "
            "exceeds the supported minor version skew of +/-1\n"
        )
    return 0


def _cluster_info(call: Invocation) -> Steps[int]:
    services = lookup("services")
    assert services is not None
    query = {"labelSelector": "kubernetes.io/cluster-service=true"}
    response = yield from ask(call, Request("list", services, "kube-system", query=query))
    yield from out(f"Kubernetes control plane is running at https://{SERVER}\n")
    for service in response.body["items"]:
        name = service["metadata"]["name"]
        shown = (service["metadata"].get("labels") or {}).get("kubernetes.io/name") or name
        port = f":{service['spec']['ports'][0]['name']}" if service["spec"].get("ports", [{}])[0].get("name") else ""
        url = f"https://{SERVER}/api/v1/namespaces/kube-system/services/{name}{port}/proxy"
        yield from out(f"{shown} is running at {url}\n")
    yield from out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n")
    return 0


def _api_resources(call: Invocation) -> Steps[int]:
    if call.arguments:
        raise call.usage(f"unexpected arguments: {_listed(call.arguments)}")
    if call.flags["output"] not in ("", "wide", "name"):
        raise Failure(f"--output {call.flags['output']} is not available")
    if call.flags["sort-by"] not in ("", "name", "kind"):
        raise Failure("--sort-by accepts only name or kind")
    custom = yield from discover(call)
    everything = (*(one for one in SERVED if one not in OTHER_VERSIONS), *preferred(custom))
    chosen = sorted(filter(_Wanted(call), everything), key=lambda one: (one.group, one.plural))
    if call.flags["sort-by"]:
        chosen.sort(key=lambda one: one.plural if call.flags["sort-by"] == "name" else one.kind)
    if call.flags["output"] == "name":
        yield from out("".join(f"{resource.group_resource}\n" for resource in chosen))
        return 0
    wide = call.flags["output"] == "wide"
    header = ["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND", *(["VERBS", "CATEGORIES"] if wide else [])]
    rows = [] if call.flags["no-headers"] else [header]
    for resource in chosen:
        row = [resource.plural, ",".join(resource.short_names), resource.api_version, str(resource.namespaced).lower()]
        more = [",".join(sorted(resource.verbs)), ",".join(resource.categories)] if wide else []
        rows.append([*row, resource.kind, *more])
    yield from out(columns.table(rows))
    return 0


class _Wanted:
    """The filter that `api-resources`' flags ask for."""

    def __init__(self, call: Invocation) -> None:
        self.flags = call.flags

    def __call__(self, resource: Resource) -> bool:
        flags = self.flags
        if flags.was_given("api-group") and resource.group != flags["api-group"]:
            return False
        if flags.was_given("namespaced") and resource.namespaced != flags["namespaced"]:
            return False
        if not all(one in resource.categories for one in flags["categories"]):
            return False
        return all(verb in resource.verbs for verb in flags["verbs"])


def _listed(words: list[str]) -> str:
    return f"[{' '.join(words)}]"


def _api_versions(call: Invocation) -> Steps[int]:
    if call.arguments:
        raise call.usage(f"unexpected arguments: {_listed(call.arguments)}")
    core, groups = yield from ask_all(call, [Request("get", None, path="/api"), Request("get", None, path="/apis")])
    for response in (core, groups):
        if not response.ok:
            raise Refused(response)
    found = [version["groupVersion"] for group in groups.body["groups"] for version in group["versions"]]
    versions = sorted([*found, *core.body["versions"]])
    yield from out("".join(f"{version}\n" for version in versions))
    return 0


_OUTPUT = Flag("output", short="o", default="")
VERSION = Command(
    "version",
    _version,
    (_OUTPUT, Flag("client", kind="bool", default=False)),
    summary="Print the client and server version information",
)
CLUSTER_INFO = Command("cluster-info", _cluster_info, subcommands=(DUMP,), summary="Display cluster information")
API_RESOURCES = Command(
    "api-resources",
    _api_resources,
    (
        _OUTPUT,
        Flag("api-group", default=""),
        Flag("namespaced", kind="bool", default=True),
        Flag("categories", kind="list"),
        Flag("cached", kind="bool", default=False),
        Flag("no-headers", kind="bool", default=False),
        Flag("sort-by", default=""),
        Flag("verbs", kind="list"),
    ),
    summary="Print the supported API resources on the server",
)
API_VERSIONS = Command(
    "api-versions",
    _api_versions,
    summary='Print the supported API versions on the server, in the form of "group/version"',
)
