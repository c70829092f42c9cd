"""The default constants of Kubernetes v1.36 that the model uses: each named once, with the value of the fact sheet, §15.1 to §15.6.

`HERE`: section → (as the fact sheet says it, where it is named, its value). `NOT_HERE` says of the others why nothing needs them.
"""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import clusterviz.cluster

MI = 2**20
SOURCES = Path(clusterviz.cluster.__file__).parent
HERE: dict[str, tuple[tuple[str, str, Any], ...]] = {
    "15.1 etcd / apiserver": (
        ("--heartbeat-interval = 100ms", "control_plane.etcd.raft.HEARTBEAT_MS", 100),
        ("--election-timeout = 1000ms", "control_plane.etcd.raft.ELECTION_MS", 1_000),
        ("request timeout = 7s", "machinery.storage.REQUEST_TIMEOUT_MS", 7_000),
        ("--etcd-compaction-interval = 5m", "control_plane.kube_apiserver.following.COMPACTION_MS", 300_000),
        ("--event-ttl = 1h", "control_plane.kube_apiserver.storage.EVENT_TTL_S", 3600),
        ("event lease reuse = 60s", "control_plane.kube_apiserver.storage.LEASE_REUSE_MS", 60_000),
        ("JSON patch copy limit = 3MiB", "machinery.patches.MOST_COPIED_BYTES", 3 * MI),
        ("watch bookmark period = 1m", "control_plane.kube_apiserver.server.BOOKMARK_MS", 60_000),
        ("min lease TTL = 2s", "control_plane.etcd.member.MIN_LEASE_TTL_S", 2),
        ("event ring from 100", "control_plane.kube_apiserver.watch_cache.HISTORY_AT_LEAST", 100),
        ("event history = 75s min", "control_plane.kube_apiserver.watch_cache.FRESH_MS", 75_000),
        ("wait-for-RV timeout = 3s", "control_plane.kube_apiserver.following.WAIT_FOR_REVISION_MS", 3_000),
        ("retryAfter 1s", "control_plane.kube_apiserver.errors.RETRY_AFTER_S", 1),
        ("generateName retries = 8", "control_plane.kube_apiserver.writing.GENERATED_NAME_TRIES", 8),
        ("generateName suffix 5", "machinery.chance.SUFFIX_LENGTH", 5),
        ("generateName base <= 58", "control_plane.kube_apiserver.names.MAX_BASE", 58),
        (
            "default tolerations not-ready/unreachable NoExecute = 300s",
            "control_plane.kube_apiserver.admission.default_toleration_seconds.SECONDS",
            300,
        ),
        ("apiserver identity lease = 3600s", "control_plane.kube_apiserver.bootstrap.IDENTITY_LEASE_S", 3600),
        ("apiserver identity lease renewed = 10s", "control_plane.kube_apiserver.bootstrap.KEEP_MS", 10_000),
        ("nodePort range from 30000", "control_plane.kube_apiserver.registry.allocators.PORT_FIRST", 30_000),
        ("nodePort range to 32767", "control_plane.kube_apiserver.registry.allocators.PORT_LAST", 32_767),
        ("dynamic nodePorts avoid the first 86", "control_plane.kube_apiserver.registry.allocators.STATIC_PORTS", 86),
        ("ClientIP affinity = 10800s", "machinery.defaults.AFFINITY_TIMEOUT_S", 10_800),
    ),
    "15.2 client-go": (
        ("workqueue from 5ms", "machinery.work_queue.FIRST_RETRY_MS", 5),
        ("workqueue to 1000s", "machinery.work_queue.MAX_RETRY_MS", 1_000_000),
        ("workqueue bucket 100", "machinery.work_queue.RETRIES_BURST", 100),
        ("workqueue bucket 10qps", "machinery.work_queue.RETRY_EVERY_MS", 100),
        ("reflector back-off from 800ms", "machinery.informer.BACKOFF_FIRST_MS", 800),
        ("reflector back-off to 30s", "machinery.informer.BACKOFF_MAX_MS", 30_000),
        ("reflector back-off jitter 1.0", "machinery.informer.BACKOFF_JITTER", 1.0),
        ("events: spam 25 burst", "machinery.events.SPAM_BURST", 25),
        ("events: spam 1/300s", "machinery.events.SPAM_REFILL_MS", 300_000),
        ("events: aggregate 10", "machinery.events.AGGREGATE_FROM", 10),
        ("events: aggregate in 600s", "machinery.events.AGGREGATE_WITHIN_MS", 600_000),
        ("events: LRU 4096", "machinery.events.REMEMBERED", 4096),
        ("events: 12 tries", "machinery.events.TRIES", 12),
        ("events: ×10s", "machinery.events.RETRY_MS", 10_000),
        ("events: queue 1000", "machinery.events.QUEUE_LIMIT", 1000),
        ("events.k8s.io series finish 6m", "machinery.events.SERIES_FINISH_MS", 360_000),
        ("events.k8s.io series refresh 30m", "machinery.events.SERIES_REFRESH_MS", 1_800_000),
        ("leader election = 15s", "machinery.leader_election.LEASE_S", 15),
        ("leader election renew deadline 10s", "machinery.leader_election.RENEW_DEADLINE_MS", 10_000),
        ("leader election retry 2s", "machinery.leader_election.RETRY_MS", 2_000),
        ("leader election jitter 1.2", "machinery.leader_election.RETRY_JITTER", 1.2),
    ),
    "15.3 scheduler": (
        ("podInitialBackoffSeconds = 1", "control_plane.kube_scheduler.queue.FIRST_BACKOFF_MS", 1_000),
        ("podMaxBackoffSeconds = 10", "control_plane.kube_scheduler.queue.MAX_BACKOFF_MS", 10_000),
        ("unschedulable flush: >5m", "control_plane.kube_scheduler.queue.MAX_WAIT_MS", 300_000),
        ("unschedulable flush checked each 30s", "control_plane.kube_scheduler.queue.WAIT_CHECK_MS", 30_000),
        ("minFeasibleNodesToFind = 100", "control_plane.kube_scheduler.cycle.MIN_FEASIBLE_NODES", 100),
        ("adaptive % from 50", "control_plane.kube_scheduler.cycle.MOST_PERCENTAGE", 50),
        ("adaptive % less n/125", "control_plane.kube_scheduler.cycle.NODES_PER_PERCENT", 125),
        ("adaptive % min 5", "control_plane.kube_scheduler.cycle.MIN_PERCENTAGE", 5),
        (
            "weight: TaintToleration 3",
            "control_plane.kube_scheduler.plugins.taint_toleration.TaintToleration.weight",
            3,
        ),
        ("weight: NodeAffinity 2", "control_plane.kube_scheduler.plugins.node_affinity.NodeAffinity.weight", 2),
        (
            "weight: PodTopologySpread 2",
            "control_plane.kube_scheduler.plugins.pod_topology_spread.PodTopologySpread.weight",
            2,
        ),
        (
            "weight: InterPodAffinity 2",
            "control_plane.kube_scheduler.plugins.inter_pod_affinity.InterPodAffinity.weight",
            2,
        ),
        ("weight: Fit 1", "control_plane.kube_scheduler.plugins.node_resources_fit.NodeResourcesFit.weight", 1),
        (
            "weight: Balanced 1",
            "control_plane.kube_scheduler.plugins.node_resources_balanced_allocation.NodeResourcesBalancedAllocation.weight",
            1,
        ),
        ("weight: ImageLocality 1", "control_plane.kube_scheduler.plugins.image_locality.ImageLocality.weight", 1),
        (
            "weight: DynamicResources 2",
            "control_plane.kube_scheduler.plugins.dynamic_resources.DynamicResources.weight",
            2,
        ),
        ("non-zero request = 100m", "control_plane.kube_scheduler.pod_info.DEFAULT_CPU_MILLIS", 100),
        ("non-zero request = 200Mi", "control_plane.kube_scheduler.pod_info.DEFAULT_MEMORY_BYTES", 200 * MI),
        ("ImageLocality from 23Mi", "control_plane.kube_scheduler.plugins.image_locality.MIN_BYTES", 23 * MI),
        ("ImageLocality to 1000Mi", "control_plane.kube_scheduler.plugins.image_locality.MAX_BYTES", 1000 * MI),
        (
            "preemption candidates = 10%",
            "control_plane.kube_scheduler.plugins.default_preemption.CANDIDATES_PERCENT",
            10,
        ),
        ("preemption candidates >= 100", "control_plane.kube_scheduler.plugins.default_preemption.MIN_CANDIDATES", 100),
        (
            "default spread: hostname maxSkew 3",
            "control_plane.kube_scheduler.plugins.pod_topology_spread.DEFAULT_HOST_SKEW",
            3,
        ),
        (
            "default spread: zone maxSkew 5",
            "control_plane.kube_scheduler.plugins.pod_topology_spread.DEFAULT_ZONE_SKEW",
            5,
        ),
        ("volume bind timeout = 600s", "control_plane.kube_scheduler.prebinding.BIND_TIMEOUT_MS", 600_000),
        ("event note limit = 1024 bytes", "control_plane.kube_scheduler.scheduler.NOTE_LIMIT", 1024),
    ),
    "15.4 controller-manager": (
        ("--node-monitor-period = 5s", "{controllers}.node_lifecycle.controller.MONITOR_MS", 5_000),
        ("--node-monitor-grace-period = 50s", "{controllers}.node_lifecycle.health.GRACE_MS", 50_000),
        ("--node-startup-grace-period = 60s", "{controllers}.node_lifecycle.health.STARTUP_GRACE_MS", 60_000),
        ("--node-eviction-rate = 0.1", "{controllers}.node_lifecycle.zones.RATE_PER_S", 0.1),
        ("--secondary-node-eviction-rate = 0.01", "{controllers}.node_lifecycle.zones.SECONDARY_RATE_PER_S", 0.01),
        ("--large-cluster-size-threshold = 50", "{controllers}.node_lifecycle.zones.LARGE_CLUSTER", 50),
        ("--unhealthy-zone-threshold = 0.55", "{controllers}.node_lifecycle.zones.UNHEALTHY", 0.55),
        ("--terminated-pod-gc-threshold = 12500", "{controllers}.pod_gc.TERMINATED_KEPT", 12_500),
        ("podgc period 20s", "{controllers}.pod_gc.PERIOD_MS", 20_000),
        ("podgc quarantine 40s", "{controllers}.pod_gc.QUARANTINE_MS", 40_000),
        ("RS burst 500", "{controllers}.replicaset.controller.BURST", 500),
        ("DS burst 250", "{controllers}.daemonset.controller.BURST", 250),
        ("Job <= 500 per sync", "{controllers}.job.look.BURST", 500),
        ("Deployment: maxSurge, maxUnavailable 25%", "{registry}.workloads.ROLLING_SHARE", "25%"),
        ("Deployment, STS: revisionHistoryLimit 10", "{registry}.workloads.REVISIONS_KEPT", 10),
        ("Deployment: progressDeadlineSeconds 600", "{registry}.workloads.PROGRESS_DEADLINE_S", 600),
        ("DS failed-pod back-off = 1s", "{controllers}.daemonset.controller.FIRST_BACKOFF_MS", 1_000),
        ("DS failed-pod back-off <= 15m", "{controllers}.daemonset.controller.MAX_BACKOFF_MS", 900_000),
        ("DS maxUnavailable 1", "{registry}.workloads.DAEMONS_UNAVAILABLE", 1),
        ("DS maxSurge 0", "{registry}.workloads.DAEMONS_SURGE", 0),
        ("Job: backoffLimit 6", "machinery.defaults.JOB_BACKOFF_LIMIT", 6),
        ("Job: pod back-off 10s", "{controllers}.job.controller.FIRST_BACKOFF_MS", 10_000),
        ("Job: pod back-off <= 10m", "{controllers}.job.controller.MAX_BACKOFF_MS", 600_000),
        ("Job: sync batch 1s", "{controllers}.job.controller.BATCH_MS", 1_000),
        ("CronJob: history 3", "{registry}.batch.SUCCESSES_KEPT", 3),
        ("CronJob: history 1", "{registry}.batch.FAILURES_KEPT", 1),
        ("CronJob: >100 missed warning", "{controllers}.cronjob.TOO_MANY_MISSED", 100),
        ("CronJob: requeue +100ms", "{controllers}.cronjob.LATE_MS", 100),
        ("EndpointSlice: 100 per slice", "{controllers}.endpointslice.placement.MAX_ENDPOINTS", 100),
        ("EndpointSlice: retries 15", "{controllers}.controller.RETRIES", 15),
        ("Endpoints legacy: 1000 addresses", "{controllers}.endpoints.MAX_ADDRESSES", 1000),
        ("HPA: period 15s", "{controllers}.horizontal_pod_autoscaler.controller.PERIOD_MS", 15_000),
        ("HPA: tolerance 0.1", "{controllers}.horizontal_pod_autoscaler.replicas.TOLERANCE", 0.1),
        ("HPA: downscale window 5m", "{controllers}.horizontal_pod_autoscaler.limits.DOWNSCALE_WINDOW_S", 300),
        ("HPA: cpu init 5m", "{controllers}.horizontal_pod_autoscaler.replicas.CPU_INITIALIZATION_MS", 300_000),
        ("HPA: readiness delay 30s", "{controllers}.horizontal_pod_autoscaler.replicas.INITIAL_READINESS_MS", 30_000),
        ("HPA: up limit 2x", "{controllers}.horizontal_pod_autoscaler.limits.GROWTH", 2),
        ("HPA: up limit at least 4", "{controllers}.horizontal_pod_autoscaler.limits.GROWTH_AT_LEAST", 4),
        ("HPA behavior: up 4 pods", "{controllers}.horizontal_pod_autoscaler.limits.POLICY_PODS", 4),
        ("HPA behavior: up, down 100%", "{controllers}.horizontal_pod_autoscaler.limits.POLICY_PERCENT", 100),
        ("HPA behavior: per 15s", "{controllers}.horizontal_pod_autoscaler.limits.POLICY_PERIOD_S", 15),
        ("HPA behavior: up window 0", "{controllers}.horizontal_pod_autoscaler.limits.UPSCALE_WINDOW_S", 0),
        ("PDB: DeletionTimeout 2m", "{controllers}.disruption.GONE_WITHIN_MS", 120_000),
        ("namespace: 5s delay", "{controllers}.namespaces.DELAY_MS", 5_000),
        ("namespace: finalizer estimate 15s", "{controllers}.namespaces.FINALIZER_ESTIMATE_S", 15),
        ("resource quota resync 5m", "{controllers}.resource_quota.RESYNC_MS", 300_000),
        ("PV binder 15s", "{controllers}.volume_binder.controller.RESYNC_MS", 15_000),
    ),
    "15.5 kubelet": (
        ("--node-status-update-frequency = 10s", "{kubelet}.node_status.UPDATE_MS", 10_000),
        ("report 5m", "{kubelet}.node_status.REPORT_MS", 300_000),
        ("lease 40s", "{kubelet}.lease.DURATION_S", 40),
        ("lease renewed 10s", "{kubelet}.lease.RENEW_MS", 10_000),
        ("PLEG 1s", "{kubelet}.kubelet.PLEG_MS", 1_000),
        ("PLEG unhealthy 3m", "{kubelet}.kubelet.PLEG_THRESHOLD_MS", 180_000),
        ("housekeeping 2s", "{kubelet}.intake.HOUSEKEEPING_MS", 2_000),
        ("status batch 10s", "{kubelet}.status_manager.RETRY_MS", 10_000),
        ("kubeAPIQPS 50", "{kubelet}.kubelet.API_QPS", 50),
        ("kubeAPIBurst 100", "{kubelet}.kubelet.API_BURST", 100),
        ("eventRecordQPS 50", "{kubelet}.kubelet.EVENT_QPS", 50),
        ("eventBurst 100", "{kubelet}.kubelet.EVENT_BURST", 100),
        ("crash and image back-off 10s", "{kubelet}.back_off.FIRST_MS", 10_000),
        ("crash and image back-off <= 5m", "{kubelet}.back_off.MAX_MS", 300_000),
        ("crash back-off reset 10m", "{kubelet}.back_off.RESET_MS", 600_000),
        ("sync error back-off 10s", "{kubelet}.pod_worker.BACK_OFF_MS", 10_000),
        ("probe default initialDelaySeconds 0", "machinery.defaults.PROBE_DELAY_S", 0),
        ("probe default timeoutSeconds 1", "machinery.defaults.PROBE_TIMEOUT_S", 1),
        ("probe default periodSeconds 10", "machinery.defaults.PROBE_PERIOD_S", 10),
        ("probe default successThreshold 1", "machinery.defaults.PROBE_SUCCESSES", 1),
        ("probe default failureThreshold 3", "machinery.defaults.PROBE_FAILURES", 3),
        ("probe retries 3 on error", "{kubelet}.probes.TRIES", 3),
        ("terminationGracePeriodSeconds 30", "machinery.defaults.GRACE_S", 30),
        ("runtime minimum 2s", "{kubelet}.stopping.MINIMUM_GRACE_MS", 2_000),
        ("worker minimum 1s", "{kubelet}.stopping.LEAST_GRACE_S", 1),
        ("eviction: memory 100Mi", "{kubelet}.eviction.signals.EVICTION_HARD.0.quantity", 100 * MI),
        ("eviction: nodefs 10%", "{kubelet}.eviction.signals.EVICTION_HARD.1.percent", 10),
        ("eviction: imagefs 15%", "{kubelet}.eviction.signals.EVICTION_HARD.2.percent", 15),
        ("eviction: period 10s", "{kubelet}.eviction.manager.MONITORING_MS", 10_000),
        ("eviction: transition 5m", "{kubelet}.eviction.manager.PRESSURE_TRANSITION_MS", 300_000),
        ("image GC 85", "{kubelet}.eviction.image_gc.HIGH_PERCENT", 85),
        ("image GC 80", "{kubelet}.eviction.image_gc.LOW_PERCENT", 80),
        ("image GC min age 2m", "{kubelet}.eviction.image_gc.MINIMUM_AGE_MS", 120_000),
        ("image GC every 5m", "{kubelet}.eviction.image_gc.PERIOD_MS", 300_000),
        ("container GC 1 dead per container", "{kubelet}.starting.DEAD_KEPT", 1),
        ("maxPods 110", "{kubelet}.admission.MAX_PODS", 110),
        ("volume wait 2m3s", "{kubelet}.environment.MOUNT_TIMEOUT_MS", 123_000),
        ("mount retry 500ms", "{kubelet}.environment.MOUNT_RETRY_MS", 500),
        ("mount retry <= 2m2s", "{kubelet}.environment.MAX_MOUNT_RETRY_MS", 122_000),
        ("runtime down after 30s", "{kubelet}.kubelet.RUNTIME_DOWN_AFTER_MS", 30_000),
        ("oom_score_adj -997", "{kubelet}.quality.GUARANTEED_SCORE", -997),
        ("oom_score_adj 1000", "{kubelet}.quality.BEST_EFFORT_SCORE", 1000),
        ("oom_score_adj from 3", "{kubelet}.quality.LEAST_SCORE", 3),
        ("oom_score_adj to 999", "{kubelet}.quality.MOST_SCORE", 999),
    ),
    "15.6 proxy / DNS": (
        ("iptables sync min 1s", "worker_node.kube_proxy.kube_proxy.MIN_SYNC_MS", 1_000),
        ("iptables sync 30s", "worker_node.kube_proxy.kube_proxy.SYNC_PERIOD_MS", 30_000),
        ("healthz 10256", "machinery.ports.PROXY_HEALTH", 10_256),
        ("metrics 10249", "machinery.ports.PROXY_METRICS", 10_249),
        ("mark 0x4000", "machinery.nat_rules.MASQUERADE_MARK", "0x4000"),
        ("ndots 5", "machinery.dns.CLUSTER_NDOTS", 5),
        ("CoreDNS ttl 30", "machinery.dns.ANSWER_TTL_S", 30),
        ("clusterDNS x.x.x.10", "machinery.dns.CLUSTER_DNS", "10.96.0.10"),
    ),
}
NOT_HERE = {
    "15.1": {
        "--snapshot-count": "an etcd here keeps its log in memory and cuts it by CATCH_UP_ENTRIES",
        "--quota-backend-bytes, --max-request-bytes, --max-txn-ops": "sizes are estimates; the page's own limits come first",
        "event ring to 102400": "a cluster here is small: HISTORY changes of a kind are remembered",
        "event lease reuse: 1000 objects": "its minute is over first",
        "--request-timeout, --min-request-timeout": "clients give up before",
        "--max-requests-inflight": "priority and fairness do not queue here",
        "endpoint reconciler TTL": "there is one API server",
        "eviction API retry, DisruptedPods": "an eviction is one transaction here",
        "etcd health check timeout": "it is asked as everybody asks it",
        "request body limit": "a request carries an object here, not bytes",
        "apiserver identity GC": "there is one API server, and its Lease is its own",
    },
    "15.2": {"watch timeout 5-10m": "a watch ends when one side ends it"},
    "15.3": {
        "parallelism": "one cycle after the other",
        "backoffQ flush 1s": "each Pod has its own moment",
    },
    "15.4": {
        "node status update retries": "the work queue tries again",
        "--node-eviction-rate: burst 1": "one node after the other is what the rate says",
        "EndpointSlice: 1s·2ⁿ <= 1000s": "the work queue's own back-off serves",
        "namespace: requeue estimate/2+1": "a formula, no number",
        "STS OrderedReady, partition": "words, no numbers",
        "slow start 1": "a batch begins with one, and doubles",
        "Job: API back-off": "the work queue's own back-off serves",
        "EndpointSlice, Endpoints: batch 0": "nothing is waited for",
        "PDB: stale DisruptionTarget 2m": "nobody leaves that condition behind: the deletion follows at once",
        "namespace: resync 5m": "it looks again when its estimate says so",
        "attach-detach": "volumes here are attached nowhere",
        "GC workers, CSR duration, client QPS, min-resync": "one worker is enough; certificates do not expire; "
        "controllers are not throttled",
    },
    "15.5": {
        "container GC 1m": "dead containers are cleared away when the next one starts",
        "syncFrequency": "a Pod without news has nothing to be looked at for",
        "eviction: inodes 5%": "disks have bytes, no inodes",
        "fast ready update 120s": "the node is updated as soon as something changes",
        "registryPullQPS": "images are pulled one after the other, and each takes longer than a fifth of a second",
    },
    "15.6": {
        "CoreDNS cache": "answers are not cached",
    },
}
PLACES = {
    "controllers": "control_plane.kube_controller_manager.controllers",
    "registry": "control_plane.kube_apiserver.registry",
    "kubelet": "worker_node.kubelet",
}
ROWS = [(section, *row) for section, rows in HERE.items() for row in rows]


def module_of(place: str) -> tuple[ModuleType, list[str]]:
    """(the module of a dotted name below clusterviz.cluster, the words behind it: attributes, or places in a tuple)."""
    words = place.format(**PLACES).split(".")
    for length in range(len(words), 0, -1):
        try:
            return import_module(".".join(["clusterviz.cluster", *words[:length]])), words[length:]
        except ModuleNotFoundError:
            continue
    raise AssertionError(f"{place} is in no module")


def value_of(place: str) -> Any:
    """What it stands for."""
    found: Any
    found, words = module_of(place)
    for word in words:
        found = found[int(word)] if word.isdigit() else getattr(found, word)
    return found


def definitions() -> dict[str, list[str]]:
    """Name → the modules of the model that give it a value, one entry for each time; `Class.name` inside a class."""
    found: dict[str, list[str]] = {}
    for path in sorted(SOURCES.rglob("*.py")):
        module = ".".join(path.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__")
        tree = ast.parse(path.read_text())
        scopes = [("", tree.body)]
        scopes += [(f"{one.name}.", one.body) for one in tree.body if isinstance(one, ast.ClassDef)]
        for start, body in scopes:
            for statement in body:
                for target in assigned(statement):
                    found.setdefault(start + target, []).append(module)
    return found


def assigned(statement: ast.stmt) -> list[str]:
    """The names to which a statement gives a value."""
    if isinstance(statement, ast.AnnAssign):
        targets = [statement.target] if statement.value is not None else []
    else:
        targets = list(statement.targets) if isinstance(statement, ast.Assign) else []
    return [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]


@pytest.mark.parametrize(("section", "text", "place", "value"), ROWS, ids=[f"{row[0][:4]} {row[1]}" for row in ROWS])
def test_a_constant_has_the_value_of_the_fact_sheet(section: str, text: str, place: str, value: Any) -> None:
    assert value_of(place) == value, f"§{section}: {text}"


def test_each_constant_is_named_in_one_place() -> None:
    places = [row[2] for row in ROWS]
    assert sorted(set(places)) == sorted(places)


def test_each_constant_is_defined_where_the_table_says_and_nowhere_else() -> None:
    """Another one may be called the same: it is another constant if the table has it too, or if its value differs."""
    known, defined = {row[2].format(**PLACES) for row in ROWS}, definitions()
    for _, text, place, _ in ROWS:
        module, words = module_of(place)
        own = module.__name__.removeprefix("clusterviz.cluster.")
        name = ".".join(words[:2] if words[0][0].isupper() and not words[0].isupper() else words[:1])
        assert defined.get(name, []).count(own) == 1, f"{text}: {own} does not define {name}, or not once"
        for other in set(defined[name]) - {own}:
            same = value_of(f"{other}.{name}") == value_of(f"{own}.{name}")
            assert not same or f"{other}.{name}" in known, f"{text}: {name} stands in {own} and in {other}"


def test_every_section_says_what_is_not_here() -> None:
    assert [section[:4] for section in HERE] == list(NOT_HERE)
