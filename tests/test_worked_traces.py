"""Each worked trace of the fact sheet (§12.1 to §12.25) is a story, which says so in its first lines."""

import re
from pathlib import Path

STORIES = Path(__file__).parent / "stories"
TRACES = {
    1: "deployment_becomes_pods_step_by_step",
    2: "rolling_update_keeps_enough_pods_available",
    3: "rolling_update_of_four_may_miss_one",
    4: "bad_image_stops_the_rollout_and_old_pods_stay",
    5: "recreate_strategy_stops_all_before_it_starts",
    6: "scaling_down_deletes_pods_and_scaling_to_zero_keeps_the_deployment",
    7: "deployment_heals_deleted_pods",
    8: "crash_loop_waits_longer_each_time",
    9: "liveness_probe_that_fails_restarts_the_container",
    10: "job_that_always_fails_gives_up",
    11: "node_fails_and_comes_back",
    12: "drain_waits_for_a_disruption_budget",
    13: "scheduler_says_why_nothing_fits",
    14: "second_writer_with_an_old_revision_is_refused",
    15: "watch_that_is_too_old_begins_again",
    16: "autoscaler_doubles_and_waits_before_it_halves",
    17: "foreground_deletion_waits_for_the_children",
    18: "statefulset_goes_one_by_one",
    19: "namespace_with_a_stuck_finalizer_says_so",
    20: "daemonset_waits_until_a_new_node_is_ready",
    21: "etcd_elects_another_leader",
    22: "claim_waits_for_its_first_consumer",
    23: "readiness_that_flaps_takes_the_pod_out_of_its_service",
    24: "init_containers_go_first_and_a_sidecar_stays",
    25: "unknown_field_is_refused_with_its_path",
}


def test_every_worked_trace_has_its_story() -> None:
    assert sorted(TRACES) == list(range(1, 26))
    for number, name in TRACES.items():
        header = (STORIES / f"{name}.story").read_text().partition("\n$ ")[0]
        assert re.search(rf"§12\.{number}\b", header), f"{name} does not say that it is §12.{number}"
