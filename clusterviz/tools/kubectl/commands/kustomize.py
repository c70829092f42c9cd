"""kubectl kustomize: the objects that a folder with a kustomization.yaml makes; and what `-k` does before any other command."""

from __future__ import annotations

from .. import kustomize
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, complain, out
from ..kustomize.kustomization import joined
from ..printers import yaml_text

ONLY_ELSEWHERE = ("enable-alpha-plugins", "enable-helm", "network")


def run(call: Invocation) -> Steps[int]:
    """The command."""
    if len(call.arguments) > 1:
        raise Failure("specify one path to kustomization.yaml")
    for flag in ONLY_ELSEWHERE:
        if call.flags[flag]:
            raise Failure(f"--{flag} does nothing here: no other program runs beside this kubectl")
    objects, warnings = kustomize.build(call.files, call.arguments[0] if call.arguments else ".")
    for warning in warnings:
        yield from complain(f"{warning}\n")
    text = "---\n".join(yaml_text.text(obj) for obj in objects)
    if call.flags["output"]:
        call.files[joined("", call.flags["output"])] = text
    else:
        yield from out(text)
    return 0


def read(call: Invocation) -> Steps[None]:
    """`-k`: build the folder; the command then finds its objects as if `-f` named a file of them."""
    folder = call.flags["kustomize"]
    if call.flags["filename"]:
        raise Failure("only one of -f or -k can be specified")
    call.built, warnings = kustomize.build(call.files, folder)
    for warning in warnings:
        yield from complain(f"{warning}\n")
    call.flags.values["filename"] = [folder]


COMMAND = Command(
    "kustomize",
    run,
    (
        Flag("as-current-user", kind="bool", default=False),
        Flag("enable-alpha-plugins", kind="bool", default=False),
        Flag("enable-helm", kind="bool", default=False),
        Flag("env", kind="array", short="e"),
        Flag("helm-api-versions", kind="list"),
        Flag("helm-command", default="helm"),
        Flag("helm-debug", kind="bool", default=False),
        Flag("helm-kube-version", default=""),
        Flag("load-restrictor", default="LoadRestrictionsRootOnly"),
        Flag("mount", kind="array"),
        Flag("network", kind="bool", default=False),
        Flag("network-name", default="bridge"),
        Flag("output", short="o", default=""),
    ),
    summary="Build a kustomization target from a directory or URL",
)
