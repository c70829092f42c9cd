"""Pod templates in descriptions, and in `rollout history --revision`."""

from __future__ import annotations

from ....cluster.machinery.objects import Object
from ..selector_text import selector
from .containers import containers
from .text import annotation_lines, pairs
from .volumes import volumes


def pod_template(template: Object) -> str:
    """`Pod Template:` and all that belongs to it."""
    metadata, spec = template.get("metadata") or {}, template["spec"]
    text = "Pod Template:\n" + pairs("Labels", metadata.get("labels"), "  ")
    if metadata.get("annotations"):
        text += annotation_lines(metadata["annotations"], "  ")
    if spec.get("serviceAccountName"):
        text += f"  Service Account:\t{spec['serviceAccountName']}\n"
    if spec.get("initContainers"):
        text += containers("Init Containers", spec["initContainers"], None, None, "  ")
    text += containers("Containers", spec["containers"], None, None, "  ")
    text += volumes(spec.get("volumes"), "  ")
    text += spread_constraints(spec.get("topologySpreadConstraints"), "  ")
    if spec.get("priorityClassName"):
        text += f"  Priority Class Name:\t{spec['priorityClassName']}\n"
    return text + pairs("Node-Selectors", spec.get("nodeSelector"), "  ") + tolerations(spec.get("tolerations"), "  ")


def spread_constraints(constraints: list[Object] | None, indent: str = "") -> str:
    """`Topology Spread Constraints:`, if there are any."""
    if not constraints:
        return ""
    lines = []
    for one in sorted(constraints, key=lambda one: str(one["topologyKey"])):
        line = f"{one['topologyKey']}:{one['whenUnsatisfiable']} when max skew {one['maxSkew']} is exceeded"
        if one.get("labelSelector"):
            line += f" for selector {selector(one['labelSelector'])}"
        lines.append(line)
    return f"{indent}Topology Spread Constraints:\t" + "\n\t".join(lines) + "\n"


def tolerations(values: list[Object] | None, indent: str = "") -> str:
    """`Tolerations:` with one to a line."""
    if not values:
        return f"{indent}Tolerations:\t<none>\n"
    lines = [_toleration(one) for one in sorted(values, key=lambda one: str(one.get("key", "")))]
    return f"{indent}Tolerations:\t" + "\n\t".join(lines) + "\n"


def _toleration(one: Object) -> str:
    text = str(one.get("key", ""))
    if one.get("value"):
        text += f"={one['value']}"
    if one.get("effect"):
        text += f":{one['effect']}"
    if one.get("operator") == "Exists" and not one.get("value"):
        text += " op=Exists" if text else "op=Exists"
    if one.get("tolerationSeconds") is not None:
        text += f" for {one['tolerationSeconds']}s"
    return text
