"""What one may create with a form: its fields, the command that they make, and what Kubernetes would say to it.

Whatever is typed goes through the prompt's kubectl. Before it does, a copy of the cluster runs the very same line, so
that an error can stand beside its field, word for word, while no time has passed and nobody has written anything.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from ..cluster import checkpoint
from ..cluster.cluster import Cluster
from ..cluster.machinery.objects import name_of, namespace_of
from ..cluster.machinery.resources import DEPLOYMENTS, PODS, Resource
from . import shell

ANSWER_WITHIN_MS = 3_000  # virtual; an API server that is silent for longer has nothing to say beside a field
LOOK_EVERY_MS = 50
Values = Mapping[str, str]


@dataclass(frozen=True)
class Field:
    """One input. `about`: which errors are about it, by Kubernetes' path or kubectl's flag."""

    name: str
    label: str
    value: str
    about: re.Pattern[str]


@dataclass(frozen=True)
class Form:
    """What one may create. `rest` is the name of the field for errors that are about no other."""

    title: str
    resource: Resource
    fields: tuple[Field, ...]
    rest: str = "name"


IMAGE = Field("image", "Image", "nginx", re.compile(r"\bimage\b"))
NAME = Field("name", "Name", "web", re.compile(r"metadata|(?<!image )name\b|already exists|label|selector"))
FORMS = {
    "pod": Form("Create a Pod", PODS, (NAME, IMAGE)),
    "deployment": Form(
        "Create a Deployment",
        DEPLOYMENTS,
        (
            # kubectl calls the container after its image.
            Field("image", "Image", "nginx", re.compile(r"\bimage\b|containers\[0\]\.name")),
            Field("replicas", "Replicas", "3", re.compile(r"replicas")),
            NAME,
        ),
    ),
}
ORDER = ("name", "image", "replicas")


def fields_of(kind: str) -> list[Field]:
    """In the order in which one fills them in."""
    return sorted(FORMS[kind].fields, key=lambda field: ORDER.index(field.name))


def proposal(cluster: Cluster, kind: str) -> dict[str, str]:
    """Values that would do: a name that nobody has."""
    taken = {name_of(obj) for obj in cluster.objects(FORMS[kind].resource) if namespace_of(obj) == "default"}
    values = {field.name: field.value for field in fields_of(kind)}
    number = 1
    while values["name"] in taken:
        number += 1
        values["name"] = f"{NAME.value}-{number}"
    return values


def command_line(kind: str, values: Values, node: str = "") -> str:
    """The line that a person would type. `node`: on this node, without the scheduler."""
    name, image = shlex.quote(values.get("name", "").strip()), shlex.quote(values.get("image", "").strip())
    if kind == "deployment":
        replicas = shlex.quote(values.get("replicas", "").strip())
        return f"kubectl create deployment {name} --image={image} --replicas={replicas}"
    line = f"kubectl run {name} --image={image}"
    if node:
        overrides = json.dumps({"spec": {"nodeName": node}}, separators=(",", ":"))
        line += f" --overrides={shlex.quote(overrides)}"
    return line


def errors(cluster: Cluster, kind: str, values: Values, node: str = "") -> dict[str, str]:
    """What is wrong, by field, in Kubernetes' words; nothing when it would be created, or when nobody answers."""
    return read_errors(kind, answer(checkpoint.image(cluster), command_line(kind, values, node)))


def answer(image: bytes, line: str) -> str:
    """What kubectl would print if the line failed, "" if it would not."""
    copy = checkpoint.restore(image)
    program = shell.start(copy, line)
    for _ in range(ANSWER_WITHIN_MS // LOOK_EVERY_MS):
        if program.finished:
            break
        copy.run_for(LOOK_EVERY_MS)
    return program.text().strip() if program.exit_status else ""


def read_errors(kind: str, text: str) -> dict[str, str]:
    """kubectl's message, cut into one sentence for each field."""
    if not text or "connection refused" in text or "connection to the server" in text:
        return {}  # nobody is there: the prompt will show that, and the diagram too
    found: dict[str, str] = {}
    # A container without a name is one whose image is missing: the image says it better.
    for cause in sorted(_causes(text), key=lambda cause: "].name: " in cause):
        about = [field.name for field in FORMS[kind].fields if field.about.search(cause.partition(": ")[0])]
        about += [field.name for field in FORMS[kind].fields if field.about.search(cause)]
        found.setdefault((about or [FORMS[kind].rest])[0], cause)
    return found


def _causes(text: str) -> list[str]:
    text = text.partition("\nSee 'kubectl")[0].removeprefix("error: ")
    text = re.sub(r"^(failed to create \w+: |Error from server \(\w+\): )", "", text)
    _, invalid, causes = text.partition(" is invalid: ")
    if not invalid:
        return [text]
    if causes.startswith("[") and causes.endswith("]"):
        # Causes stand side by side, each behind the path of its field.
        return re.split(r", (?=[a-z]\w*(?:\.\w+|\[\d+\])+: )", causes[1:-1])
    return [cause for cause in (line.removeprefix("* ").strip() for line in causes.splitlines()) if cause]
