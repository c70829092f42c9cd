"""What kubectl says about the server and itself: version, cluster-info, api-resources, api-versions, config, auth, top, exec."""

from __future__ import annotations

import json

from ....cluster.machinery.api import Request
from ....cluster.machinery.resources import PODS, RESOURCES, Resource
from ..errors import SERVER, Failure, Refused
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, ask_all, complain, get, out
from ..printers import columns, json_text, yaml_text
from ..resource_names import lookup

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
CONTEXT = "kubernetes-admin@kubernetes"


def _version(call: Invocation) -> Steps[int]:
    found = {"clientVersion": CLIENT, "kustomizeVersion": KUSTOMIZE}
    server = None
    if not call.flags["client"]:
        server = (yield from ask(call, Request("get", None, path="/version"))).body
        found["serverVersion"] = server
    if call.flags["output"] == "json":
        yield from out(json.dumps(found, indent=2) + "\n")
    elif call.flags["output"] == "yaml":
        yield from out(yaml_text.text(found))
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
    chosen = sorted(filter(_Wanted(call), RESOURCES), key=lambda one: (one.group, one.plural))
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
        return all(verb in resource.verbs for verb in flags["verbs"])


def _api_versions(call: Invocation) -> Steps[int]:
    core, groups = yield from ask_all(call, [Request("get", None, path="/api"), Request("get", None, path="/apis")])
    for response in (core, groups):
        if not response.ok:
            raise Refused(response)
    found = [version["groupVersion"] for group in groups.body["groups"] for version in group["versions"]]
    versions = sorted([*found, *core.body["versions"]])
    yield from out("".join(f"{version}\n" for version in versions))
    return 0


def _current_context(call: Invocation) -> Steps[int]:
    yield from out(f"{CONTEXT}\n")
    return 0


def _get_contexts(call: Invocation) -> Steps[int]:
    if call.flags["output"] == "name":
        yield from out(f"{CONTEXT}\n")
        return 0
    rows = [
        ["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"],
        ["*", CONTEXT, "kubernetes", "kubernetes-admin", ""],
    ]
    yield from out(columns.table(rows))
    return 0


def _view(call: Invocation) -> Steps[int]:
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {
                "name": "kubernetes",
                "cluster": {"certificate-authority-data": "DATA+OMITTED", "server": f"https://{SERVER}"},
            }
        ],
        "contexts": [{"name": CONTEXT, "context": {"cluster": "kubernetes", "user": "kubernetes-admin"}}],
        "current-context": CONTEXT,
        "preferences": {},
        "users": [
            {
                "name": "kubernetes-admin",
                "user": {"client-certificate-data": "DATA+OMITTED", "client-key-data": "DATA+OMITTED"},
            }
        ],
    }
    yield from out(json_text.text(config) if call.flags["output"] == "json" else yaml_text.text(config))
    return 0


def _can_i(call: Invocation) -> Steps[int]:
    """You are the cluster's administrator: you may do everything."""
    if len(call.arguments) < 2:
        raise Failure("you must specify two arguments: verb resource or verb resource/resourceName.\n"
                      "See 'kubectl auth can-i -h' for help and examples.")  # fmt: skip
    kind = call.arguments[1].partition("/")[0]
    if kind != "*" and lookup(kind) is None:
        yield from complain(f"Warning: the server doesn't have a resource type '{kind}'\n\n")
    yield from out("yes\n")
    return 0


def _whoami(call: Invocation) -> Steps[int]:
    rows = [
        ["ATTRIBUTE", "VALUE"],
        ["Username", "kubernetes-admin"],
        ["Groups", "[kubeadm:cluster-admins system:authenticated]"],
    ]
    yield from out(columns.table(rows))
    return 0


def _top(call: Invocation) -> Steps[int]:
    raise Failure("Metrics API not available")
    yield


def _exec(call: Invocation) -> Steps[int]:
    if not call.arguments:
        raise call.usage("pod, type/name or --filename must be specified")
    name = call.arguments[0].removeprefix("pod/").removeprefix("pods/")
    yield from get(call, PODS, call.namespace, name)
    if not call.after_dashes and len(call.arguments) < 2:
        raise call.usage("you must specify at least one command for the container")
    raise Failure(
        "commands inside containers cannot be run here yet: look with kubectl logs and kubectl describe instead"
    )


def _edit(call: Invocation) -> Steps[int]:
    raise Failure(
        "there is no editor here: change a field with kubectl patch or kubectl set, or write a file with "
        "cat > file.yaml and apply it"
    )
    yield


def _explain(call: Invocation) -> Steps[int]:
    if not call.arguments:
        raise call.usage(
            'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list'
        )
    kind = call.arguments[0].partition(".")[0]
    if lookup(kind) is None:
        raise Failure(f'the server doesn\'t have a resource type "{kind}"')
    raise Failure("explanations of fields are not here yet: see https://kubernetes.io/docs/reference/kubernetes-api/")
    yield


_OUTPUT = Flag("output", short="o", default="")
VERSION = Command(
    "version",
    _version,
    (_OUTPUT, Flag("client", kind="bool", default=False)),
    summary="Print the client and server version information",
)
CLUSTER_INFO = Command("cluster-info", _cluster_info, summary="Display cluster information")
API_RESOURCES = Command(
    "api-resources",
    _api_resources,
    (
        _OUTPUT,
        Flag("api-group", default=""),
        Flag("namespaced", kind="bool", default=True),
        Flag("no-headers", kind="bool", default=False),
        Flag("verbs", kind="list"),
    ),
    summary="Print the supported API resources on the server",
)
API_VERSIONS = Command(
    "api-versions",
    _api_versions,
    summary='Print the supported API versions on the server, in the form of "group/version"',
)
CONFIG = Command(
    "config",
    None,
    subcommands=(
        Command("current-context", _current_context, summary="Display the current-context"),
        Command("get-contexts", _get_contexts, (_OUTPUT,), summary="Describe one or many contexts"),
        Command(
            "view",
            _view,
            (_OUTPUT, Flag("minify", kind="bool", default=False)),
            summary="Display merged kubeconfig settings",
        ),
    ),
    summary="Modify kubeconfig files",
)
AUTH = Command(
    "auth",
    None,
    subcommands=(
        Command("can-i", _can_i, summary="Check whether an action is allowed"),
        Command("whoami", _whoami, (_OUTPUT,), summary="Experimental: Check self subject attributes"),
    ),
    summary="Inspect authorization",
)
TOP = Command(
    "top",
    None,
    subcommands=(
        Command("node", _top, aliases=("nodes", "no"), summary="Display resource (CPU/memory) usage of nodes"),
        Command("pod", _top, aliases=("pods", "po"), summary="Display resource (CPU/memory) usage of pods"),
    ),
    summary="Display resource (CPU/memory) usage",
)
EXEC = Command(
    "exec",
    _exec,
    (
        Flag("container", short="c", default=""),
        Flag("stdin", kind="bool", short="i", default=False),
        Flag("tty", kind="bool", short="t", default=False),
    ),
    summary="Execute a command in a container",
)
EDIT = Command("edit", _edit, (Flag("filename", kind="list", short="f"),), summary="Edit a resource on the server")
EXPLAIN = Command(
    "explain", _explain, (Flag("recursive", kind="bool", default=False),), summary="Get documentation for a resource"
)
