"""Where we differ: kube-controller-manager."""

from __future__ import annotations

from .rows import ABSENT, MODELLED, SIMPLIFIED, Area, Difference

AREA = Area(
    "kube-controller-manager",
    (
        Difference(
            "Deployment, ReplicaSet, DaemonSet, endpoints, node lifecycle, taint eviction, garbage collection, namespaces",
            MODELLED,
            "With their events, and with the periods and time-outs of v1.36.",
            "tests/model/test_controllers_workloads.py",
        ),
        Difference(
            "Which kinds there are",
            SIMPLIFIED,
            "Controllers hear of a custom kind as soon as its definition is established. Kubernetes' garbage collector and quota "
            "controller ask discovery every 30 seconds. A disruption budget does not count by the scale of custom owners.",
            "tests/stories/custom_kind_owns_and_is_owned.story",
        ),
        Difference(
            "StatefulSet, Job, CronJob, disruption budgets, evictions, persistent volumes",
            MODELLED,
            "Sessions recorded from a real cluster are played again, and agree.",
            "tests/test_play.py",
        ),
        Difference(
            "Autoscaling by CPU and memory, of Pods or of one container in them",
            MODELLED,
            "Formula, tolerance, missing and unready Pods, windows and policies: each decision is computed again by another hand.",
            "tests/model/test_autoscaling_follows_load.py",
        ),
        Difference(
            "Generic ephemeral volumes",
            ABSENT,
            "No controller makes the claim of such a volume: its Pod waits, and says that the claim is not there.",
        ),
        Difference(
            "Autoscaling by metrics of your own",
            ABSENT,
            "Metrics of the types Pods, Object and External need an adapter that nobody runs here: the autoscaler says so.",
        ),
        Difference(
            "Quotas and limit ranges",
            MODELLED,
            "What is admitted is added to the quota before it is stored; refusals are word for word.",
            "tests/model/test_apiserver_kinds.py",
        ),
    ),
)
