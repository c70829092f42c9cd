"""What must hold in a cluster: always (safety), and once it is quiet and nothing is broken (liveness).

Each rule returns sentences about what is wrong; none means that it holds. They look through the glass wall, at etcd itself and at
the machines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..cluster import Cluster
from .caches import caches_agree_with_etcd, informers
from .control_plane import (
    etcd_agrees,
    every_hop_has_a_cause,
    members_agree,
    no_node_is_overfull,
    no_request_panicked,
    revisions_only_grow,
)
from .limits import autoscalers_are_obeyed, budgets_are_true, namespaces_end, quotas_count_truly
from .machines import (
    addresses_are_unique,
    kubelets_know_their_pods,
    nodes_are_ready,
    one_machine_runs_a_pod,
    runtimes_are_tidy,
    statuses_are_true,
    what_ended_stays_ended,
)
from .network import (
    endpoints_are_true,
    names_resolve,
    rules_are_current,
    rules_lead_to_ready_endpoints,
    services_do_not_share,
    services_point_at_ready_pods,
)
from .placement import who_waits_fits_nowhere
from .volumes import no_volume_has_two_claims, volumes_are_settled
from .workloads import nothing_is_orphaned, pods_are_settled, wanted_is_actual

Rule = Callable[[Cluster], Iterator[str]]

SAFETY: tuple[Rule, ...] = (
    no_node_is_overfull,
    revisions_only_grow,
    every_hop_has_a_cause,
    etcd_agrees,
    no_request_panicked,
    one_machine_runs_a_pod,
    what_ended_stays_ended,
    addresses_are_unique,
    services_do_not_share,
    no_volume_has_two_claims,
)

QUIET: tuple[Rule, ...] = (
    caches_agree_with_etcd,
    wanted_is_actual,
    nothing_is_orphaned,
    pods_are_settled,
    services_point_at_ready_pods,
    endpoints_are_true,
    nodes_are_ready,
    statuses_are_true,
    kubelets_know_their_pods,
    runtimes_are_tidy,
    rules_are_current,
    rules_lead_to_ready_endpoints,
    names_resolve,
    who_waits_fits_nowhere,
    volumes_are_settled,
    quotas_count_truly,
    budgets_are_true,
    autoscalers_are_obeyed,
    namespaces_end,
)


def broken(cluster: Cluster, rules: tuple[Rule, ...]) -> list[str]:
    """Every sentence that any of these rules has to say."""
    return [sentence for rule in rules for sentence in rule(cluster)]


__all__ = [
    "QUIET",
    "SAFETY",
    "Rule",
    "broken",
    "caches_agree_with_etcd",
    "every_hop_has_a_cause",
    "informers",
    "members_agree",
]
