"""kubectl config: what the kubeconfig says, and which namespace one works in."""

from __future__ import annotations

from .. import kubeconfig
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, out
from ..kubeconfig import PATH, contexts
from ..output import FORMATS, OUTPUT, as_text
from ..printers import columns


def _current_context(call: Invocation) -> Steps[int]:
    yield from out(f"{kubeconfig.read(call.files)['current-context']}\n")
    return 0


def _get_contexts(call: Invocation) -> Steps[int]:
    config = kubeconfig.read(call.files)
    known = contexts(config)
    names = call.arguments or sorted(known)
    if call.flags["output"] == "name":
        yield from out("".join(f"{name}\n" for name in names if name in known))
        return 0
    if call.flags["output"]:
        raise Failure("output must be one of '' or 'name'")
    rows = [] if call.flags["no-headers"] else [["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"]]
    for name in names:
        if name in known:
            one, star = known[name], "*" if name == config["current-context"] else ""
            rows.append([star, name, one.get("cluster", ""), one.get("user", ""), one.get("namespace", "")])
    yield from out(columns.table(rows))
    missing = [name for name in names if name not in known]
    if missing:
        raise Failure(f"context {missing[0]} not found")
    return 0


def _view(call: Invocation) -> Steps[int]:
    if call.arguments:
        raise call.usage(f"unexpected arguments: [{' '.join(call.arguments)}]")
    config = kubeconfig.read(call.files)
    config = kubeconfig.minified(config) if call.flags["minify"] else config
    yield from out(as_text(call, config, call.flags["output"] or "yaml", FORMATS))
    return 0


def _use_context(call: Invocation) -> Steps[int]:
    if len(call.arguments) != 1:
        raise Failure(f"Unexpected args: [{' '.join(call.arguments)}]")
    name, config = call.arguments[0], kubeconfig.read(call.files)
    if name not in contexts(config):
        raise Failure(f'no context exists with the name: "{name}"')
    kubeconfig.write(call.files, {**config, "current-context": name})
    yield from out(f'Switched to context "{name}".\n')
    return 0


def _set_context(call: Invocation) -> Steps[int]:
    config = kubeconfig.read(call.files)
    if call.flags["current"] and call.arguments:
        raise Failure("you cannot specify both a context name and --current")
    if not call.flags["current"] and len(call.arguments) != 1:
        raise Failure("you must specify a non-empty context name or --current")
    name = config["current-context"] if call.flags["current"] else call.arguments[0]
    known = contexts(config)
    given = {key: call.flags[key] for key in ("cluster", "namespace", "user") if call.flags.was_given(key)}
    changed = {key: value for key, value in {**known.get(name, {}), **given}.items() if value}
    entries = [one for one in config["contexts"] if one["name"] != name]
    kubeconfig.write(call.files, {**config, "contexts": [*entries, {"name": name, "context": changed}]})
    yield from out(f'Context "{name}" {"modified" if name in known else "created"}.\n')
    return 0


def _delete_context(call: Invocation) -> Steps[int]:
    if len(call.arguments) != 1:
        raise Failure(f"Unexpected args: [{' '.join(call.arguments)}]")
    name, config = call.arguments[0], kubeconfig.read(call.files)
    if name not in contexts(config):
        raise Failure(f"cannot delete context {name}, not in ~/{PATH}")
    kept = [one for one in config["contexts"] if one["name"] != name]
    kubeconfig.write(call.files, {**config, "contexts": kept})
    yield from out(f"deleted context {name} from ~/{PATH}\n")
    return 0


def _rename_context(call: Invocation) -> Steps[int]:
    if len(call.arguments) != 2:
        raise Failure(f"Unexpected args: [{' '.join(call.arguments)}]")
    (old, new), config = call.arguments, kubeconfig.read(call.files)
    known = contexts(config)
    if old not in known:
        raise Failure(f'cannot rename the context "{old}", it\'s not in ~/{PATH}')
    if new in known:
        raise Failure(f'cannot rename the context "{old}", the context "{new}" already exists in ~/{PATH}')
    entries = [{**one, "name": new} if one["name"] == old else one for one in config["contexts"]]
    current = new if config["current-context"] == old else config["current-context"]
    kubeconfig.write(call.files, {**config, "contexts": entries, "current-context": current})
    yield from out(f'Context "{old}" renamed to "{new}".\n')
    return 0


def _get_names(field: str, call: Invocation) -> Steps[int]:
    names = sorted(str(one["name"]) for one in kubeconfig.read(call.files)[field])
    yield from out("NAME\n" + "".join(f"{name}\n" for name in names))
    return 0


def _get_clusters(call: Invocation) -> Steps[int]:
    return (yield from _get_names("clusters", call))


def _get_users(call: Invocation) -> Steps[int]:
    return (yield from _get_names("users", call))


_OUTPUT = Flag("output", short="o", default="")
COMMAND = Command(
    "config",
    None,
    subcommands=(
        Command("current-context", _current_context, summary="Display the current-context"),
        Command("delete-context", _delete_context, summary="Delete the specified context from the kubeconfig"),
        Command("get-clusters", _get_clusters, summary="Display clusters defined in the kubeconfig"),
        Command(
            "get-contexts",
            _get_contexts,
            (_OUTPUT, Flag("no-headers", kind="bool", default=False)),
            summary="Describe one or many contexts",
        ),
        Command("get-users", _get_users, summary="Display users defined in the kubeconfig"),
        Command("rename-context", _rename_context, summary="Rename a context from the kubeconfig file"),
        Command(
            "set-context",
            _set_context,
            (Flag("current", kind="bool", default=False),),
            summary="Set a context entry in kubeconfig",
        ),
        Command("use-context", _use_context, aliases=("use",), summary="Set the current-context in a kubeconfig file"),
        Command(
            "view",
            _view,
            (
                *OUTPUT,
                Flag("merge", kind="bool", default=True),
                Flag("flatten", kind="bool", default=False),
                Flag("minify", kind="bool", default=False),
                Flag("raw", kind="bool", default=False),
            ),
            summary="Display merged kubeconfig settings or a specified kubeconfig file",
        ),
    ),
    summary="Modify kubeconfig files",
)
