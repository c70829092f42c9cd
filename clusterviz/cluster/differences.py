"""Where this model differs from Kubernetes v1.36, said openly: the page "Where we differ" shows this table.

`modelled`: as Kubernetes does it, with the test that shows it. `simplified`: the effect is there, the mechanism is smaller.
`absent`: not here; whoever asks for it gets a sentence, never a wrong answer.
"""

from __future__ import annotations

from typing import NamedTuple

MODELLED, SIMPLIFIED, ABSENT = "modelled", "simplified", "absent"


class Difference(NamedTuple):
    """One behaviour. `why` names the reason, and `test` the test that shows it (for what is modelled)."""

    behaviour: str
    state: str
    why: str
    test: str = ""


class Area(NamedTuple):
    """The differences of one component."""

    name: str
    differences: tuple[Difference, ...]


DIFFERENCES: tuple[Area, ...] = (
    Area(
        "Time and chance",
        (
            Difference(
                "Time is virtual, and can stand still",
                SIMPLIFIED,
                "So that you can look at a millisecond for a minute. Every delay, period and time-out has Kubernetes' own length.",
            ),
            Difference(
                "All machines agree on the time",
                SIMPLIFIED,
                "There is one clock. Clock skew between nodes does not exist here.",
            ),
            Difference(
                "Chance is seeded",
                SIMPLIFIED,
                "The same pokes give the same run, so that a class sees the same cluster. Generated names have Kubernetes' own form.",
            ),
        ),
    ),
    Area(
        "etcd",
        (
            Difference(
                "Revisions, transactions, watches, compaction",
                MODELLED,
                "What every other component stands on.",
                "tests/model/test_etcd.py",
            ),
            Difference(
                "Three members and Raft",
                ABSENT,
                "This cluster has one member: elections and loss of quorum cannot be shown yet.",
            ),
        ),
    ),
    Area(
        "kube-apiserver",
        (
            Difference(
                "The request pipeline: who, may they, admission, validation, storage, watch",
                MODELLED,
                "Error messages are word for word those of Kubernetes.",
                "tests/model/test_apiserver.py",
            ),
            Difference(
                "Signing in",
                SIMPLIFIED,
                "Each component is believed to be who it says. Certificates and tokens are not checked.",
            ),
            Difference(
                "RBAC",
                ABSENT,
                "Everyone who is known may do everything: roles are stored nowhere yet.",
            ),
            Difference(
                "Custom resources, admission webhooks, aggregated API servers",
                ABSENT,
                "The API serves the kinds that this course needs. kubectl api-resources lists them.",
            ),
        ),
    ),
    Area(
        "kube-scheduler",
        (
            Difference(
                "Filters and scores for resources, taints, affinity, spreading, ports and images",
                MODELLED,
                "With the weights of the default profile of v1.36.",
                "tests/model/test_scheduler.py",
            ),
            Difference(
                "Preemption, volumes",
                ABSENT,
                "A Pod that does not fit waits; nobody is asked to make room for it.",
            ),
        ),
    ),
    Area(
        "kube-controller-manager",
        (
            Difference(
                "Deployment, ReplicaSet, EndpointSlice, node lifecycle, taint eviction, garbage collection, namespaces",
                MODELLED,
                "With their events, and with the periods and time-outs of v1.36.",
                "tests/model/test_controllers.py",
            ),
            Difference(
                "StatefulSet, DaemonSet, Job, CronJob, autoscaling, volumes, quotas",
                ABSENT,
                "Their controllers do not run here yet, and the API refuses what nobody would act on.",
            ),
        ),
    ),
    Area(
        "The nodes",
        (
            Difference(
                "kubelet: Pod life cycle, restarts with back-off, termination, status, Lease",
                MODELLED,
                "Word for word and second for second.",
                "tests/model/test_node.py",
            ),
            Difference(
                "Containers",
                SIMPLIFIED,
                "An image is a small program of the model, not a Linux process: it starts, logs, answers and ends as the real one would.",
            ),
            Difference(
                "Probes, volumes, resource pressure, exec",
                ABSENT,
                "What a manifest says about them is stored, and nobody acts on it yet.",
            ),
            Difference(
                "kube-proxy and the Pod network",
                SIMPLIFIED,
                "Rules and addresses are there to be read. Packets do not walk them yet.",
            ),
        ),
    ),
    Area(
        "kubectl",
        (
            Difference(
                "The prompt prints what kubectl v1.33 prints",
                MODELLED,
                "It speaks with the same API server as everybody else.",
                "tests/test_play.py",
            ),
            Difference(
                "Your own kubectl, from your own terminal",
                ABSENT,
                "The prompt on the page is the only way in.",
            ),
        ),
    ),
)
