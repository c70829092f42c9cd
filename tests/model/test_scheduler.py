"""kube-scheduler in its cluster: what it does when Pods come, nodes come, and it goes down itself."""

from __future__ import annotations

import itertools
import pickle
from typing import Any

from clusterviz.cluster.cluster import Cluster
from clusterviz.cluster.machinery.api import MERGE_PATCH, Request, Response
from clusterviz.cluster.machinery.objects import Object, condition_of, name_of
from clusterviz.cluster.machinery.program import SUPER_ADMIN, Ask, Code, Program
from clusterviz.cluster.machinery.resources import (
    EVENTS,
    NODES,
    PODS,
    PRIORITYCLASSES,
    SERVICEACCOUNTS,
    Resource,
)
from clusterviz.cluster.machinery.trace import Decision

LEASE_MS = 20_000  # another process may take the lease over after 15 s, and tries every few seconds


def asks(answers: list[Response], request: Request) -> Code:
    """A program that makes one request."""
    answers.append((yield Ask(request)))
    return 0


class Bench:
    """A control plane whose nodes are only Node objects: nothing runs Pods, nobody but the scheduler reacts."""

    def __init__(self, seed: int = 1) -> None:
        self.cluster = Cluster(seed=seed)
        self.cluster.api_server.debug_freeze = True
        self.cluster.start()
        self.cluster.components["kube-controller-manager"].stop()
        self.cluster.run_for(5_000)
        self.create(SERVICEACCOUNTS, {"metadata": {"name": "default", "namespace": "default"}})

    def ask(self, request: Request) -> Any:
        """Send a request as a person, and wait for the answer."""
        answers: list[Response] = []
        self.cluster.run_program(Program(asks, (answers, request), SUPER_ADMIN), request.verb)
        while not answers:
            self.cluster.clock.step()
        assert answers[0].ok, answers[0].message
        return answers[0].body

    def create(self, resource: Resource, obj: Object) -> Object:
        """Create an object."""
        return self.ask(Request("create", resource, obj["metadata"].get("namespace", ""), body=obj))

    def patch(self, resource: Resource, namespace: str, name: str, patch: Object) -> Object:
        """Merge a patch into an object."""
        return self.ask(Request("patch", resource, namespace, name, body=patch, content_type=MERGE_PATCH))

    def node(self, name: str, cpu: str = "2", **spec: Any) -> None:
        """A node without Pods, ready from the first moment."""
        labels = {"kubernetes.io/hostname": name}
        allocatable = {"cpu": cpu, "memory": "8Gi", "pods": "110"}
        node = {
            "metadata": {"name": name, "labels": labels or {}},
            "spec": spec,
            "status": {"allocatable": allocatable},
        }
        self.create(NODES, node)
        self.patch(NODES, "", name, {"spec": {"taints": None}})

    def pod(self, name: str, cpu: str = "100m", labels: dict[str, str] | None = None, **spec: Any) -> Object:
        """A pending Pod."""
        container = {"name": "main", "image": "nginx", "resources": {"requests": {"cpu": cpu}}}
        spec = {"containers": [container], "terminationGracePeriodSeconds": 0, **spec}
        return self.create(
            PODS, {"metadata": {"name": name, "namespace": "default", "labels": labels or {}}, "spec": spec}
        )

    def delete_pod(self, name: str) -> None:
        """Delete a Pod at once."""
        self.ask(Request("delete", PODS, "default", name, body={"gracePeriodSeconds": 0}))

    def settle(self, milliseconds: int = 3_000) -> None:
        """Let the scheduler react."""
        self.cluster.run_for(milliseconds)

    def pods(self) -> dict[str, Object]:
        """All Pods by name."""
        return {name_of(pod): pod for pod in self.cluster.objects(PODS)}

    def where(self) -> dict[str, str]:
        """The node of every Pod."""
        return {name: pod["spec"].get("nodeName", "") for name, pod in self.pods().items()}

    def events(self, reason: str) -> list[str]:
        """The messages of all events with this reason."""
        return [event["message"] for event in self.cluster.objects(EVENTS) if event["reason"] == reason]

    def decisions(self, kind: str) -> list[Decision]:
        """What the scheduler has decided."""
        found = self.cluster.trace.decisions()
        return [decision for decision in found if decision.component == "kube-scheduler" and decision.kind == kind]


def test_a_pod_is_bound_to_the_node_with_the_most_room_and_the_numbers_say_why() -> None:
    bench = Bench()
    bench.node("node-1", cpu="1")
    bench.node("node-2", cpu="4")
    bench.pod("web", cpu="500m")
    bench.settle()
    assert bench.where() == {"web": "node-2"}
    assert bench.events("Scheduled") == ["Successfully assigned default/web to node-2"]
    [decision] = bench.decisions("Bound")
    assert decision.sentence == "The scheduler binds web to node-2: 463 points against 435."
    assert decision.subject == "pods/default/web"
    assert decision.detail is not None
    assert decision.detail["nodes"]["node-1"]["total"] == 435
    assert decision.detail["nodes"]["node-2"]["scores"]["NodeResourcesFit"] == 92


def test_the_choice_among_equals_is_left_to_chance_but_the_same_seed_chooses_the_same() -> None:
    chosen = []
    for seed in (1, 1, 2, 3, 4, 5):
        bench = Bench(seed)
        for number in (1, 2, 3):
            bench.node(f"node-{number}")
        bench.pod("web")
        bench.settle()
        chosen.append(bench.where()["web"])
        [decision] = bench.decisions("Bound")
        assert decision.sentence == (
            f"The scheduler binds web to {chosen[-1]}: 469 points, and 2 other nodes have as many; chance decides."
        )
    assert chosen[0] == chosen[1]
    assert len(set(chosen)) > 1


def test_a_pod_that_fits_nowhere_is_told_why_and_waits_for_room() -> None:
    bench = Bench()
    bench.node("node-1")
    bench.pod("first", cpu="1500m")
    bench.settle()
    bench.pod("second", cpu="1500m")
    bench.settle()
    message = (
        "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: "
        "0/1 nodes are available: 1 No preemption victims found for incoming pod."
    )
    condition = condition_of(bench.pods()["second"], "PodScheduled")
    assert condition is not None
    assert (condition["status"], condition["reason"], condition["message"]) == ("False", "Unschedulable", message)
    assert bench.events("FailedScheduling") == [message]
    assert bench.decisions("Unschedulable")[0].sentence == f"The scheduler finds no node for second: {message}"

    bench.settle(60_000)
    assert len(bench.decisions("Unschedulable")) == 1, "nothing has changed, so nothing needs a second try"

    bench.delete_pod("first")
    bench.settle()
    assert bench.where() == {"second": "node-1"}


def test_a_pod_that_wants_company_wakes_when_the_other_is_placed() -> None:
    bench = Bench()
    bench.node("node-1")
    bench.node("node-2")
    term = {"labelSelector": {"matchLabels": {"app": "cache"}}, "topologyKey": "kubernetes.io/hostname"}
    required = {"requiredDuringSchedulingIgnoredDuringExecution": [term]}
    bench.pod("web", affinity={"podAffinity": required})
    bench.settle()
    assert bench.where() == {"web": ""}
    bench.pod("cache", labels={"app": "cache"}, nodeSelector={"kubernetes.io/hostname": "node-2"})
    bench.settle()
    assert bench.where() == {"cache": "node-2", "web": "node-2"}


def test_nothing_but_what_could_help_wakes_a_waiting_pod() -> None:
    bench = Bench()
    bench.node("node-1", unschedulable=True)
    bench.pod("web")
    bench.settle()
    assert [decision.detail["message"] for decision in bench.decisions("Unschedulable") if decision.detail] == [
        "0/1 nodes are available: 1 node(s) were unschedulable. no new claims to deallocate, preemption: "
        "0/1 nodes are available: 1 Preemption is not helpful for scheduling."
    ]
    bench.patch(NODES, "", "node-1", {"metadata": {"labels": {"colour": "blue"}}})
    bench.settle()
    assert len(bench.decisions("Unschedulable")) == 1
    bench.patch(NODES, "", "node-1", {"spec": {"unschedulable": None}})
    bench.settle()
    assert bench.where() == {"web": "node-1"}


def test_without_nodes_a_pod_is_tried_again_with_back_off_until_one_comes() -> None:
    bench = Bench()
    bench.pod("web")
    bench.settle(20_000)
    tries = bench.decisions("Unschedulable")
    assert {decision.sentence for decision in tries} == {
        "The scheduler finds no node for web: no nodes available to schedule pods"
    }
    pauses = [later.at_ms - earlier.at_ms for earlier, later in itertools.pairwise(tries)]
    assert pauses[1:3] == [2_000, 4_000]
    bench.node("node-1")
    bench.settle(12_000)
    assert bench.where() == {"web": "node-1"}


def test_the_higher_priority_goes_first() -> None:
    bench = Bench()
    bench.create(PRIORITYCLASSES, {"metadata": {"name": "high"}, "value": 1000})
    bench.node("node-1", cpu="1")
    bench.cluster.components["kube-scheduler"].stop()
    bench.pod("early", cpu="800m")
    bench.pod("late", cpu="800m", priorityClassName="high")
    bench.cluster.components["kube-scheduler"].start()
    bench.settle(LEASE_MS)
    assert bench.where() == {"early": "", "late": "node-1"}


def test_preemption_evicts_the_less_important_pod_and_its_room_is_taken() -> None:
    bench = Bench()
    bench.create(PRIORITYCLASSES, {"metadata": {"name": "high"}, "value": 1000})
    bench.node("node-1", cpu="1")
    bench.pod("humble", cpu="800m")
    bench.settle()
    urgent = bench.pod("urgent", cpu="800m", priorityClassName="high")
    bench.settle()
    assert bench.where() == {"urgent": "node-1"}
    assert [decision.sentence for decision in bench.decisions("Preempts")] == [
        "The scheduler evicts humble from node-1 to make room for urgent: its priority is lower."
    ]
    assert bench.events("FailedScheduling") == ["0/1 nodes are available: 1 Insufficient cpu."]
    assert bench.events("Preempted") == [f"Preempted by pod {urgent['metadata']['uid']} on node node-1"]


def test_a_victim_that_takes_its_time_keeps_its_room_and_the_preemptor_waits_nominated() -> None:
    bench = Bench()
    bench.create(PRIORITYCLASSES, {"metadata": {"name": "high"}, "value": 1000})
    bench.node("node-1", cpu="1")
    bench.pod("humble", cpu="800m", terminationGracePeriodSeconds=30)
    bench.settle()
    bench.pod("urgent", cpu="800m", priorityClassName="high")
    bench.settle(10_000)
    pods = bench.pods()
    assert bench.where() == {"humble": "node-1", "urgent": ""}
    assert pods["urgent"]["status"]["nominatedNodeName"] == "node-1"
    assert "deletionTimestamp" in pods["humble"]["metadata"]
    target = condition_of(pods["humble"], "DisruptionTarget")
    assert target is not None
    assert (target["reason"], target["message"]) == (
        "PreemptionByScheduler",
        "default-scheduler: preempting to accommodate a higher priority pod",
    )
    assert len(bench.decisions("Preempts")) == 1
    bench.delete_pod("humble")
    bench.settle()
    assert bench.where() == {"urgent": "node-1"}
    assert "nominatedNodeName" not in bench.pods()["urgent"]["status"]
    assert bench.decisions("Bound")[-1].sentence == (
        "The scheduler binds urgent to node-1: the room that was made for it there is free."
    )


def test_a_binding_that_comes_too_late_is_refused_and_the_scheduler_books_the_room_where_the_pod_is() -> None:
    bench = Bench()
    bench.node("node-1", cpu="4")
    bench.node("node-2", cpu="1")
    bench.cluster.network.slow_links_ms["kube-apiserver", "kube-scheduler"] = 100
    web = bench.pod("web", cpu="800m")
    target = {"kind": "Node", "name": "node-2"}
    binding = {"metadata": {"name": "web", "namespace": "default", "uid": web["metadata"]["uid"]}, "target": target}
    bench.ask(Request("create", PODS, "default", "web", "binding", binding))
    bench.settle()
    assert bench.decisions("Bound")[0].sentence.startswith("The scheduler binds web to node-1: ")
    assert bench.where() == {"web": "node-2"}
    assert bench.events("FailedScheduling") == [
        'running Bind plugin "DefaultBinder": Operation cannot be fulfilled on pods/binding "web": '
        'pod web is already assigned to node "node-2"'
    ]
    snapshot = bench.cluster.scheduler.snapshot
    assert [(name, info.cpu_millis) for name, info in snapshot.nodes.items()] == [("node-1", 0), ("node-2", 800)]
    assert bench.cluster.scheduler.queue.pods == {}


def test_a_gated_pod_is_not_tried_until_its_gates_are_gone() -> None:
    bench = Bench()
    bench.node("node-1")
    bench.pod("web", schedulingGates=[{"name": "example.com/quota"}])
    bench.settle()
    assert bench.decisions("Bound") == bench.decisions("Unschedulable") == []
    bench.patch(PODS, "default", "web", {"spec": {"schedulingGates": None}})
    bench.settle()
    assert bench.where() == {"web": "node-1"}


def test_while_the_scheduler_is_down_nothing_happens_and_then_all_is_caught_up() -> None:
    bench = Bench()
    bench.node("node-1", cpu="1")
    bench.pod("before", cpu="300m")
    bench.settle()
    bench.cluster.components["kube-scheduler"].stop()
    for number in range(3):
        bench.pod(f"web-{number}", cpu="300m")
    bench.settle(60_000)
    assert list(bench.where().values()) == ["node-1", "", "", ""]
    assert "conditions" not in bench.pods()["web-0"]["status"]
    bench.cluster.components["kube-scheduler"].start()
    bench.settle(LEASE_MS)
    # What was there before counts: of three Pods only two fit beside it.
    assert sorted(bench.where().values()) == ["", "node-1", "node-1", "node-1"]


def test_a_crash_in_the_middle_loses_no_pod_and_books_no_room_twice() -> None:
    for delay_ms in range(0, 24, 3):
        bench = Bench()
        bench.node("node-1", cpu="1")
        bench.node("node-2", cpu="1")
        for number in range(4):
            bench.pod(f"web-{number}", cpu="500m")
        bench.cluster.run_for(delay_ms)
        bench.cluster.components["kube-scheduler"].stop()
        bench.cluster.components["kube-scheduler"].start()
        bench.settle(LEASE_MS)
        assert sorted(bench.where().values()) == ["node-1", "node-1", "node-2", "node-2"], f"crash after {delay_ms} ms"


def test_a_stored_and_restored_cluster_goes_on_exactly_as_the_original() -> None:
    bench = Bench()
    for number in (1, 2, 3):
        bench.node(f"node-{number}")
    for number in range(6):
        bench.pod(f"web-{number}", cpu=f"{number}50m")
    twin = pickle.loads(pickle.dumps(bench.cluster))
    bench.settle(30_000)
    twin.run_for(30_000)
    assert bench.cluster.trace.digest() == twin.trace.digest()
    assert "" not in bench.where().values()


def test_only_the_last_decisions_keep_their_tables() -> None:
    bench = Bench()
    bench.node("node-1", cpu="64")
    bench.node("node-2", cpu="64")
    for number in range(205):
        bench.pod(f"web-{number}", cpu="10m")
    bench.settle()
    tables = [bool(decision.detail) for decision in bench.decisions("Bound")]
    assert tables == [False] * 5 + [True] * 200
