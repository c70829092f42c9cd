"""One object on its way through kustomizations: as it is now, and under which names others may know it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ....cluster.machinery.objects import Object
from ....cluster.machinery.resources import resource_of_kind


@dataclass
class Gathered:
    """An object that is being built. `names`: all it had so far, the newest last, each with its namespace."""

    object: Object
    names: list[tuple[str, str]] = field(default_factory=list)  # (namespace, name)
    hashed: bool = False  # its name gets a suffix that tells its content

    def __post_init__(self) -> None:
        self.names = self.names or [(self.namespace, self.name)]

    @property
    def kind(self) -> str:
        return str(self.object.get("kind", ""))

    @property
    def group(self) -> str:
        return str(self.object.get("apiVersion", "")).rpartition("/")[0]

    @property
    def version(self) -> str:
        return str(self.object.get("apiVersion", "")).rpartition("/")[2]

    @property
    def name(self) -> str:
        return str(self.object["metadata"].get("name", ""))

    @property
    def namespace(self) -> str:
        return str(self.object["metadata"].get("namespace") or "")

    @property
    def namespaced(self) -> bool:
        """Whether its kind lives in namespaces. What nobody knows does."""
        resource = resource_of_kind(self.kind, str(self.object.get("apiVersion", "")))
        return resource is None or resource.namespaced

    @property
    def id(self) -> str:
        """As messages name it: `Service.v1.[noGrp]/web.[noNs]`."""
        return id_of(self.kind, self.version, self.group, self.name, self.namespace)

    def called(self, name: str, namespace: str | None = None) -> bool:
        """Whether it has, or had, this name. `namespace` None: in any namespace."""
        return any(name == one and namespace in (None, where) for where, one in self.names)

    def rename(self, name: str, namespace: str | None = None) -> None:
        """Give it another name; those who knew it by the old one will be told."""
        metadata = self.object["metadata"]
        metadata["name"] = name
        if namespace is not None:
            metadata["namespace"] = namespace
        self.names.append((self.namespace, name))


def id_of(kind: str, version: str, group: str, name: str, namespace: str) -> str:
    """An identifier in kustomize's own words."""
    return f"{kind}.{version or '[noVer]'}.{group or '[noGrp]'}/{name or '[noName]'}.{namespace or '[noNs]'}"
