"""Names within objects: who is renamed is still found by those who speak of it."""

from __future__ import annotations

from collections.abc import Iterator

from ....cluster.machinery.objects import Object
from .gathered import Gathered
from .pod_specs import containers_of, inner, pod_spec_of

Reference = tuple[str, Object, str]  # (kind, the object that holds the name, its field)


def update(gathered: list[Gathered]) -> None:
    """Let every reference name what its object is called now."""
    for one in gathered:
        for kind, holder, field in _references(one.object):
            if isinstance(holder.get(field), str) and holder[field]:
                meant = _meant(kind, holder[field], holder, one, gathered)
                if meant is not None:
                    holder[field] = meant.name
                    if kind == "ServiceAccount" and "kind" in holder and meant.namespace:
                        holder["namespace"] = meant.namespace


def _meant(kind: str, name: str, holder: Object, of: Gathered, gathered: list[Gathered]) -> Gathered | None:
    """The object that a name means: of this kind, and in the namespace of who speaks of it."""
    found = [one for one in gathered if one.kind == kind and one.called(name)]
    if kind == "ServiceAccount" and holder.get("namespace"):
        found = [one for one in found if (holder["namespace"], name) in one.names]
    elif any(one.namespaced for one in found) and of.namespaced:
        found = [one for one in found if one.namespace == of.namespace]
    return found[0] if len(found) == 1 else None


def _references(obj: Object) -> Iterator[Reference]:
    kind, spec = obj["kind"], obj.get("spec") or {}
    pod = pod_spec_of(obj)
    if pod is not None:
        yield from _of_pod(pod)
    match kind:
        case "StatefulSet":
            yield "Service", spec, "serviceName"
            for claim in spec.get("volumeClaimTemplates") or ():
                yield "StorageClass", claim.get("spec") or {}, "storageClassName"
        case "Ingress":
            yield from _of_ingress(spec)
        case "ServiceAccount":
            for field in ("secrets", "imagePullSecrets"):
                for one in obj.get(field) or ():
                    yield "Secret", one, "name"
        case "RoleBinding" | "ClusterRoleBinding":
            role = obj.get("roleRef") or {}
            yield str(role.get("kind")), role, "name"
            for subject in obj.get("subjects") or ():
                if subject.get("kind") == "ServiceAccount":
                    yield "ServiceAccount", subject, "name"
        case "HorizontalPodAutoscaler":
            target = spec.get("scaleTargetRef") or {}
            yield str(target.get("kind")), target, "name"
        case "PersistentVolumeClaim":
            yield "PersistentVolume", spec, "volumeName"
            yield "StorageClass", spec, "storageClassName"
        case "PersistentVolume":
            yield "StorageClass", spec, "storageClassName"
            if spec.get("claimRef"):
                yield "PersistentVolumeClaim", spec["claimRef"], "name"


def _of_ingress(spec: Object) -> Iterator[Reference]:
    backends = [spec.get("defaultBackend")]
    for rule in spec.get("rules") or ():
        backends += [path.get("backend") for path in (inner(rule, "http") or {}).get("paths") or ()]
    for backend in backends:
        if backend and backend.get("service"):
            yield "Service", backend["service"], "name"
    for tls in spec.get("tls") or ():
        yield "Secret", tls, "secretName"


def _of_pod(spec: Object) -> Iterator[Reference]:
    yield "ServiceAccount", spec, "serviceAccountName"
    yield "PriorityClass", spec, "priorityClassName"
    for secret in spec.get("imagePullSecrets") or ():
        yield "Secret", secret, "name"
    for container in containers_of(spec):
        for variable in container.get("env") or ():
            yield from _sources(variable.get("valueFrom") or {}, "configMapKeyRef", "secretKeyRef")
        for source in container.get("envFrom") or ():
            yield from _sources(source, "configMapRef", "secretRef")
    for volume in spec.get("volumes") or ():
        yield from _sources(volume, "configMap", "")
        if volume.get("secret"):
            yield "Secret", volume["secret"], "secretName"
        if volume.get("persistentVolumeClaim"):
            yield "PersistentVolumeClaim", volume["persistentVolumeClaim"], "claimName"
        for source in (inner(volume, "projected") or {}).get("sources") or ():
            yield from _sources(source, "configMap", "secret")


def _sources(holder: Object, config_map: str, secret: str) -> Iterator[Reference]:
    if holder.get(config_map):
        yield "ConfigMap", holder[config_map], "name"
    if secret and holder.get(secret):
        yield "Secret", holder[secret], "name"
