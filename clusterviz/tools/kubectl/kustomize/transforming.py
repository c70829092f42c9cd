"""What a kustomization does to all of its objects: namespace, prefix, suffix, labels, annotations, replicas, images."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ....cluster.machinery.objects import Object
from ..errors import Failure
from .gathered import Gathered
from .pod_specs import containers_of, inner, pod_spec_of, template_of

KEEP_THEIR_NAME = ("Namespace", "CustomResourceDefinition", "APIService")
SCALED = ("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController")
# Selectors that labels go into: (kind, path, whether it is made where there is none).
SELECTORS = (
    ("Service", ("spec", "selector"), True),
    ("ReplicationController", ("spec", "selector"), True),
    ("Deployment", ("spec", "selector", "matchLabels"), True),
    ("ReplicaSet", ("spec", "selector", "matchLabels"), True),
    ("DaemonSet", ("spec", "selector", "matchLabels"), True),
    ("StatefulSet", ("spec", "selector", "matchLabels"), True),
    ("Job", ("spec", "selector", "matchLabels"), False),
    ("CronJob", ("spec", "jobTemplate", "spec", "selector", "matchLabels"), False),
    ("PodDisruptionBudget", ("spec", "selector", "matchLabels"), False),
    ("NetworkPolicy", ("spec", "podSelector", "matchLabels"), False),
)


def transform(kustomization: Object, gathered: list[Gathered]) -> None:
    """Apply the transformers of one kustomization, in kustomize's order."""
    if kustomization.get("namespace"):
        _into_namespace(str(kustomization["namespace"]), gathered)
    prefix, suffix = kustomization.get("namePrefix") or "", kustomization.get("nameSuffix") or ""
    if prefix or suffix:
        for one in gathered:
            if one.kind not in KEEP_THEIR_NAME:
                one.rename(f"{prefix}{one.name}{suffix}")
    for wish in kustomization.get("labels") or ():
        _label(wish.get("pairs") or {}, gathered, selectors=bool(wish.get("includeSelectors")),
               templates=bool(wish.get("includeTemplates") or wish.get("includeSelectors")))  # fmt: skip
    _label(kustomization.get("commonLabels") or {}, gathered, selectors=True, templates=True)
    _annotate(kustomization.get("commonAnnotations") or {}, gathered)
    for wish in kustomization.get("replicas") or ():
        _scale(str(wish.get("name") or ""), wish.get("count"), gathered)
    for wish in kustomization.get("images") or ():
        _change_images(wish, gathered)


def _into_namespace(namespace: str, gathered: list[Gathered]) -> None:
    accounts = [one for one in gathered if one.kind == "ServiceAccount"]
    for one in gathered:
        if one.kind in ("RoleBinding", "ClusterRoleBinding"):
            for subject in one.object.get("subjects") or ():
                name, where = str(subject.get("name")), str(subject.get("namespace") or "")
                if subject.get("kind") == "ServiceAccount" and (
                    name == "default" or any(account.called(name, where) for account in accounts)
                ):
                    subject["namespace"] = namespace
    for one in gathered:
        if one.kind == "Namespace":
            one.rename(namespace)
        elif one.namespaced:
            one.rename(one.name, namespace)


def _add(target: Object, pairs: Object) -> None:
    target.update({key: str(value) for key, value in pairs.items()})


def _label(pairs: Object, gathered: list[Gathered], *, selectors: bool, templates: bool) -> None:
    if not pairs:
        return
    for one in gathered:
        obj = one.object
        _fill(obj, ("metadata", "labels"), pairs)
        for kind, path, create in SELECTORS if selectors else ():
            if one.kind == kind and (inner(obj, *path[:-1]) is not None or (create and inner(obj, "spec"))):
                found = inner(obj, *path, create=create)
                if found is not None:
                    _add(found, pairs)
        if selectors and one.kind == "NetworkPolicy":
            for peer in _peers(obj.get("spec") or {}):
                found = inner(peer, "podSelector", "matchLabels")
                if found is not None:
                    _add(found, pairs)
        if templates:
            _into_templates(obj, "labels", pairs)
            if one.kind == "StatefulSet":
                for claim in (obj.get("spec") or {}).get("volumeClaimTemplates") or ():
                    _fill(claim, ("metadata", "labels"), pairs)


def _peers(spec: Object) -> Iterator[Object]:
    """Whom a NetworkPolicy lets in and out."""
    for rules, side in (("ingress", "from"), ("egress", "to")):
        for rule in spec.get(rules) or ():
            yield from rule.get(side) or ()


def _annotate(pairs: Object, gathered: list[Gathered]) -> None:
    for one in gathered if pairs else ():
        _fill(one.object, ("metadata", "annotations"), pairs)
        _into_templates(one.object, "annotations", pairs)


def _into_templates(obj: Object, field: str, pairs: Object) -> None:
    template = template_of(obj)
    if template is not None:
        _fill(template, ("metadata", field), pairs)
    if obj["kind"] == "CronJob" and inner(obj, "spec", "jobTemplate") is not None:
        _fill(obj["spec"]["jobTemplate"], ("metadata", field), pairs)


def _fill(obj: Object, path: tuple[str, ...], pairs: Object) -> None:
    found = inner(obj, *path, create=True)
    if found is not None:
        _add(found, pairs)


def _scale(name: str, count: Any, gathered: list[Gathered]) -> None:
    chosen = [one for one in gathered if one.kind in SCALED and one.called(name)]
    if not chosen:
        kinds = " ".join(
            f"{kind}.[noVer].[noGrp]" for kind in ("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController")
        )
        raise Failure(f"resource with name {name} does not match a config with the following GVK [{kinds}]")
    for one in chosen:
        inner(one.object, "spec", create=True)
        one.object["spec"]["replicas"] = count


def _change_images(wish: Object, gathered: list[Gathered]) -> None:
    for one in gathered:
        spec = pod_spec_of(one.object)
        for container in containers_of(spec) if spec is not None else ():
            if isinstance(container.get("image"), str):
                container["image"] = changed_image(container["image"], wish)


def changed_image(image: str, wish: Object) -> str:
    """The image as an entry of `images` wants it; as it was, if it is another image."""
    name, tag, digest = _parts(image)
    if name != wish.get("name"):
        return image
    if wish.get("digest"):
        tag, digest = "", str(wish["digest"])
    elif wish.get("newTag") is not None and wish["newTag"] != "":
        tag, digest = str(wish["newTag"]), ""
    elif wish.get("tagSuffix"):
        tag, digest = f"{tag}{wish['tagSuffix']}", ""
    name = str(wish.get("newName") or name)
    return name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")


def _parts(image: str) -> tuple[str, str, str]:
    name, _, digest = image.partition("@")
    found = re.fullmatch(r"(.*?):([\w.-]+)", name)
    if found is not None and "/" not in found[2]:
        return found[1], found[2], digest
    return name, "", digest
