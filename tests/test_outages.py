"""What happens when something is down: every row of the fact sheet's §10 is a story, which names its section in its first lines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STORIES = Path(__file__).parent / "stories"
OUTAGES: dict[str, dict[str, tuple[str, ...]]] = {
    "10.1": {
        "kubectl is refused": ("without_api_server_kubectl_is_refused",),
        "kubelets go on by themselves, static Pods too": ("without_api_server_kubelets_go_on_by_themselves",),
        "events are tried twelve times": ("without_api_server_events_are_tried_for_two_minutes",),
        "the scheduler and the controller manager exit and come back": (
            "without_api_server_the_other_components_give_up_their_lead",
        ),
        "kube-proxy and CoreDNS serve what they last knew": ("without_api_server_the_network_stays_as_it_was",),
        "after the recovery nothing is evicted": ("api_server_comes_back_and_nothing_is_evicted",),
    },
    "10.2": {
        "writes fail, reads from memory are served": ("etcd_without_a_quorum_writes_nothing",),
        "/readyz, etcdctl and the logs say what is wrong": (
            "etcdctl_waits_and_says_why",
            "the_control_plane_tells_what_it_did",
        ),
        "an API server that starts without it cannot serve": ("an_api_server_does_not_start_without_etcd",),
        "nobody leads, and no node is suspected while nobody can write": (
            "without_a_quorum_nobody_leads_and_no_node_is_suspected",
        ),
        "after the quorum has returned everything retries": ("without_a_quorum_nobody_leads_and_no_node_is_suspected",),
    },
    "10.3": {
        "Pods stay Pending without events and conditions": (
            "without_scheduler_pods_stay_pending",
            "without_scheduler_only_what_needs_none_runs",
        ),
        "a preemption is left half done": ("without_scheduler_a_preemption_is_left_half_done",),
        "DaemonSets wait, Pods with a node and static Pods run, binding resumes": (
            "without_scheduler_only_what_needs_none_runs",
        ),
    },
    "10.4": {
        "a Deployment is only a wish": ("without_controller_manager_a_deployment_is_only_a_wish",),
        "nothing is replaced, suspected, collected or finalised": ("without_controller_manager_nothing_follows",),
        "the autoscaler is frozen, certificates are not signed": (
            "without_controller_manager_nothing_scales_and_nobody_signs",
        ),
        "on return everything reconciles": ("without_controller_manager_nothing_follows",),
    },
    "10.5": {
        "the timeline, from NotReady to replacement": (
            "stopped_kubelet_is_noticed_and_its_pods_are_replaced",
            "stopped_kubelet_leaves_containers_running",
            "pods_of_a_dead_node_are_replaced_after_five_minutes",
        ),
        "no logs, no exec; what becomes of each kind of workload": (
            "stopped_kubelet_answers_nobody",
            "jobs_of_a_silent_node_are_replaced_as_their_policy_says",
        ),
        "a machine that reboots": ("rebooted_node_starts_its_pods_anew",),
        "a Node that is deleted": ("deleted_node_loses_its_pods_and_comes_back_with_its_kubelet",),
    },
    "10.6": {"the container runtime is down": ("stopped_runtime_makes_the_node_not_ready",)},
    "10.7": {
        "kube-proxy is down": ("stopped_kube_proxy_keeps_the_rules_it_wrote",),
        "CoreDNS is down": ("stopped_coredns_takes_the_names_but_not_the_addresses",),
        "a node has no Pod network yet, or no longer": (
            "node_without_a_network_starts_no_pods",
            "broken_node_no_configuration_of_the_pod_network",
            "stopped_pod_network_cuts_off_its_node",
        ),
    },
    "10.8": {"five kinds of Leases": ("leases_show_who_lives_and_who_leads",)},
    "10.9": {"conditions and taints": ("conditions_of_a_node_become_taints", "pressure_of_a_node_becomes_a_taint")},
}
NOT_HERE = {
    "10.1": "one of several API servers: there is one here",
    "10.2": "a kubelet that starts the API server again because of /livez: static Pods have no probes here",
    "10.8": "the Lease of a cloud controller manager: there is no cloud here",
}
ROWS = [
    (section, row, story) for section, rows in OUTAGES.items() for row, stories in rows.items() for story in stories
]


def test_every_section_is_here() -> None:
    assert list(OUTAGES) == [f"10.{number}" for number in range(1, 10)]
    assert all(rows and all(rows.values()) for rows in OUTAGES.values())
    assert set(NOT_HERE) <= set(OUTAGES)


@pytest.mark.parametrize(("section", "row", "story"), ROWS, ids=[f"{row[0]} {row[1]}: {row[2]}" for row in ROWS])
def test_an_outage_has_its_story(section: str, row: str, story: str) -> None:
    header = (STORIES / f"{story}.story").read_text().partition("\n$ ")[0]
    assert re.search(rf"§{re.escape(section)}\b", header), f"{story} does not say that it is §{section}"
