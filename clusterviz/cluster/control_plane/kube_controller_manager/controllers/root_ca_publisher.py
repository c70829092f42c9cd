"""Root CA publisher: every namespace has the ConfigMap `kube-root-ca.crt`, so that Pods can trust the API server. Fact sheet §7.14."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.certificates import authority
from ....machinery.objects import Key, Object, deleting, name_of, namespace_of
from ....machinery.resources import CONFIGMAPS, NAMESPACES
from .controller import Controller

if TYPE_CHECKING:
    from ..controller_manager import ControllerManager

CONFIGMAP = "kube-root-ca.crt"
DESCRIPTION = (
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal "
    "service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters."
)


class RootCAPublisher(Controller):
    """Publishes the certificate of the authority that signed the API server's."""

    name = "root-ca-certificate-publisher"
    account = "root-ca-cert-publisher"

    def __init__(self, manager: ControllerManager) -> None:
        super().__init__(manager)
        self.namespaces = self.informer(NAMESPACES)
        self.namespaces.subscribe(self.namespace_changed)
        self.configmaps = self.informer(CONFIGMAPS)
        self.configmaps.subscribe(self.configmap_changed)

    def namespace_changed(self, change: str, old: Object | None, new: Object) -> None:
        """A namespace is new or different."""
        if change != "deleted":
            self.queue.add(name_of(new))

    def configmap_changed(self, change: str, old: Object | None, new: Object) -> None:
        """Somebody has changed or deleted the ConfigMap."""
        if name_of(new) == CONFIGMAP and change != "added":
            self.queue.add(namespace_of(new))

    def reconcile(self, key: Key) -> None:
        """Create the ConfigMap, or put its content right."""
        namespace = self.namespaces.get(key)
        if namespace is None or deleting(namespace) or not self.up_to_date(key):
            return
        present = self.configmaps.get(f"{key}/{CONFIGMAP}")
        data = {"ca.crt": authority(self.manager.ground.first_seed)}
        annotations = {"kubernetes.io/description": DESCRIPTION}
        if present is None:
            metadata = {"name": CONFIGMAP, "namespace": key, "annotations": annotations}
            body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}
            self.client.create(CONFIGMAPS, body, self.wrote, key, self.configmaps, tolerate=(409,))
        elif present.get("data") != data:
            metadata = {**present["metadata"], "annotations": annotations}
            changed = {**present, "metadata": metadata, "data": data}
            self.client.update(CONFIGMAPS, changed, self.wrote, key, self.configmaps)
