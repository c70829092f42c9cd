"""The roles in kube-system and kube-public, and who has them."""

from __future__ import annotations

from ....machinery.objects import Object
from .rules import COORDINATION, CORE, READ, events, rule

KCM, SCHEDULER = "system:kube-controller-manager", "system:kube-scheduler"
SYSTEM, PUBLIC = "kube-system", "kube-public"


def _lock(component: str) -> list[Object]:
    """The leader's lock."""
    return [
        rule("watch", CORE, "configmaps"),
        rule("get update", CORE, "configmaps", component),
        rule("watch", COORDINATION, "leases"),
    ]


# (namespace, role) → its rules
NAMESPACE_ROLES: dict[tuple[str, str], list[Object]] = {
    (PUBLIC, "system:controller:bootstrap-signer"): [
        rule(READ, CORE, "configmaps"),
        rule("update", CORE, "configmaps", "cluster-info"),
        events(),
    ],
    (SYSTEM, "extension-apiserver-authentication-reader"): [
        rule(READ, CORE, "configmaps", "extension-apiserver-authentication"),
    ],
    (SYSTEM, "system:controller:bootstrap-signer"): [rule(READ, CORE, "secrets")],
    (SYSTEM, "system:controller:cloud-provider"): [rule(f"create {READ}", CORE, "configmaps")],
    (SYSTEM, "system:controller:token-cleaner"): [rule(f"delete {READ}", CORE, "secrets"), events()],
    (SYSTEM, "system::leader-locking-kube-controller-manager"): _lock("kube-controller-manager"),
    (SYSTEM, "system::leader-locking-kube-scheduler"): _lock("kube-scheduler"),
}
# (namespace, binding, role, users, accounts in kube-system)
NAMESPACE_BINDINGS: tuple[tuple[str, str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    (PUBLIC, "system:controller:bootstrap-signer", "system:controller:bootstrap-signer", (), ("bootstrap-signer",)),
    (
        SYSTEM,
        "system::extension-apiserver-authentication-reader",
        "extension-apiserver-authentication-reader",
        (KCM, SCHEDULER),
        (),
    ),
    (
        SYSTEM,
        "system::leader-locking-kube-controller-manager",
        "system::leader-locking-kube-controller-manager",
        (KCM,),
        ("kube-controller-manager",),
    ),
    (
        SYSTEM,
        "system::leader-locking-kube-scheduler",
        "system::leader-locking-kube-scheduler",
        (SCHEDULER,),
        ("kube-scheduler",),
    ),
    (SYSTEM, "system:controller:bootstrap-signer", "system:controller:bootstrap-signer", (), ("bootstrap-signer",)),
    (SYSTEM, "system:controller:cloud-provider", "system:controller:cloud-provider", (), ("cloud-provider",)),
    (SYSTEM, "system:controller:token-cleaner", "system:controller:token-cleaner", (), ("token-cleaner",)),
)
