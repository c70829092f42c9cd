"""The controllers' accounts: with --use-service-account-credentials each asks as a ServiceAccount of its own. Fact sheet §16.5.

Who asks first finds that it has none yet, and has it made. Some of these controllers are not modelled; their accounts are
there as on any cluster that kubeadm has made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import Response
from ...machinery.client import Client
from ...machinery.resources import SERVICEACCOUNTS

if TYPE_CHECKING:
    from .controller_manager import ControllerManager

NAMESPACE = "kube-system"
AGAIN_MS = 1_000  # a client that cannot be made is tried again
ACCOUNTS = (
    "attachdetach-controller",
    "bootstrap-signer",
    "certificate-controller",
    "clusterrole-aggregation-controller",
    "cronjob-controller",
    "daemon-set-controller",
    "deployment-controller",
    "device-taint-eviction-controller",
    "disruption-controller",
    "endpoint-controller",
    "endpointslice-controller",
    "endpointslicemirroring-controller",
    "ephemeral-volume-controller",
    "expand-controller",
    "generic-garbage-collector",
    "horizontal-pod-autoscaler",
    "job-controller",
    "legacy-service-account-token-cleaner",
    "namespace-controller",
    "node-controller",
    "persistent-volume-binder",
    "pod-garbage-collector",
    "pv-protection-controller",
    "pvc-protection-controller",
    "replicaset-controller",
    "replication-controller",
    "resource-claim-controller",
    "resourcequota-controller",
    "root-ca-cert-publisher",
    "service-account-controller",
    "service-cidrs-controller",
    "statefulset-controller",
    "token-cleaner",
    "ttl-after-finished-controller",
    "ttl-controller",
    "validatingadmissionpolicy-status-controller",
    "volumeattributesclass-protection-controller",
)


class ControllerAccounts:
    """Sees to it that each account is there."""

    def __init__(self, manager: ControllerManager, client: Client) -> None:
        self.manager = manager
        self.client = client
        for name in ACCOUNTS:
            self.look(name)

    def look(self, name: str) -> None:
        """Is the account there?"""
        self.client.get(SERVICEACCOUNTS, NAMESPACE, name, self._looked, name)

    def _looked(self, response: Response, name: str) -> None:
        if response.code == 404:
            account = {
                "apiVersion": "v1",
                "kind": "ServiceAccount",
                "metadata": {"name": name, "namespace": NAMESPACE},
            }
            self.client.create(SERVICEACCOUNTS, account, self._made, name)
        elif not response.ok:
            self.manager.after(AGAIN_MS, self.look, name)

    def _made(self, response: Response, name: str) -> None:
        if not response.ok and response.code != 409:
            self.manager.after(AGAIN_MS, self.look, name)
