"""Jobs, CronJobs, StatefulSets, autoscalers, Ingresses, budgets, claims: what is filled in, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from clusterviz.cluster.machinery.resources import (
    CRONJOBS,
    EVENTS,
    EVENTS_V1,
    HORIZONTALPODAUTOSCALERS,
    HORIZONTALPODAUTOSCALERS_V1,
    INGRESSES,
    JOBS,
    LIMITRANGES,
    PERSISTENTVOLUMECLAIMS,
    PODDISRUPTIONBUDGETS,
    PODS,
    REPLICATIONCONTROLLERS,
    STATEFULSETS,
    Resource,
)

from .conftest import Kube

ENDING = {"spec": {"restartPolicy": "Never", "containers": [{"name": "c", "image": "busybox"}]}}
LABELLED = {"metadata": {"labels": {"app": "db"}}, "spec": {"containers": [{"name": "c", "image": "postgres"}]}}
CLAIM = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}


def job(**spec: Any) -> dict[str, Any]:
    return {"metadata": {"name": "sums"}, "spec": {"template": ENDING, **spec}}


def cronjob(**spec: Any) -> dict[str, Any]:
    template = {"spec": {"template": ENDING}}
    return {"metadata": {"name": "tick"}, "spec": {"schedule": "0 3 * * *", "jobTemplate": template, **spec}}


def statefulset(**spec: Any) -> dict[str, Any]:
    selector = {"matchLabels": {"app": "db"}}
    wanted = {"serviceName": "db", "selector": selector, "template": LABELLED, **spec}
    return {"metadata": {"name": "db"}, "spec": wanted}


def test_a_job_gets_a_selector_that_only_its_own_pods_match(kube: Kube) -> None:
    made = kube.create(JOBS, job()).body
    uid = made["metadata"]["uid"]
    own = {
        "batch.kubernetes.io/controller-uid": uid,
        "batch.kubernetes.io/job-name": "sums",
        "controller-uid": uid,
        "job-name": "sums",
    }
    assert made["spec"]["selector"] == {"matchLabels": {"batch.kubernetes.io/controller-uid": uid}}
    assert made["spec"]["template"]["metadata"]["labels"] == own
    assert made["metadata"]["labels"] == own


def test_a_job_is_one_piece_of_work_unless_it_says_more(kube: Kube) -> None:
    spec = kube.create(JOBS, job()).body["spec"]
    filled = ("parallelism", "completions", "backoffLimit", "completionMode", "suspend", "podReplacementPolicy")
    assert [spec[field] for field in filled] == [1, 1, 6, "NonIndexed", False, "TerminatingOrFailed"]
    queue = kube.create(JOBS, {**job(parallelism=3), "metadata": {"name": "queue"}}).body["spec"]
    assert "completions" not in queue
    indexed = job(completionMode="Indexed", completions=2, backoffLimitPerIndex=1)
    assert kube.create(JOBS, {**indexed, "metadata": {"name": "parts"}}).body["spec"]["backoffLimit"] == 2_147_483_647


def test_a_cronjob_keeps_three_that_went_well_and_one_that_did_not(kube: Kube) -> None:
    spec = kube.create(CRONJOBS, cronjob()).body["spec"]
    assert (spec["concurrencyPolicy"], spec["suspend"]) == ("Allow", False)
    assert (spec["successfulJobsHistoryLimit"], spec["failedJobsHistoryLimit"]) == (3, 1)


def test_a_statefulset_is_ordered_and_keeps_its_claims(kube: Kube) -> None:
    claims = [{"metadata": {"name": "data"}, "spec": CLAIM}]
    made = kube.create(STATEFULSETS, statefulset(volumeClaimTemplates=claims)).body["spec"]
    assert made["podManagementPolicy"] == "OrderedReady"
    assert made["updateStrategy"] == {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}}
    assert made["persistentVolumeClaimRetentionPolicy"] == {"whenDeleted": "Retain", "whenScaled": "Retain"}
    assert made["volumeClaimTemplates"][0]["kind"] == "PersistentVolumeClaim"
    assert made["volumeClaimTemplates"][0]["spec"]["volumeMode"] == "Filesystem"


def test_a_statefulset_and_a_replication_controller_can_be_scaled(kube: Kube) -> None:
    kube.create(STATEFULSETS, statefulset(replicas=2))
    kube.create(REPLICATIONCONTROLLERS, {"metadata": {"name": "old"}, "spec": {"replicas": 2, "template": LABELLED}})
    for resource, name in ((STATEFULSETS, "db"), (REPLICATIONCONTROLLERS, "old")):
        scale = kube.patch(resource, name, {"spec": {"replicas": 5}}, subresource="scale").body
        assert scale["spec"] == {"replicas": 5}
        assert scale["status"]["selector"] == "app=db"
        assert kube.get(resource, name).body["spec"]["replicas"] == 5


def test_an_autoscaler_without_a_metric_looks_at_cpu(kube: Kube) -> None:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    body = {"metadata": {"name": "web"}, "spec": {"scaleTargetRef": target, "maxReplicas": 3}}
    spec = kube.create(HORIZONTALPODAUTOSCALERS, body).body["spec"]
    assert spec["minReplicas"] == 1
    assert spec["metrics"] == [
        {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}}
    ]


def path_rule(**path: Any) -> dict[str, Any]:
    backend = {"service": {"name": "blog", "port": {"number": 80}}}
    one = {"path": "/", "pathType": "Prefix", "backend": backend, **path}
    return {"metadata": {"name": "site"}, "spec": {"rules": [{"http": {"paths": [one]}}]}}


@pytest.mark.parametrize(
    ("resource", "body", "message"),
    [
        (
            JOBS,
            job(template={"spec": {"containers": [{"name": "c", "image": "busybox"}]}}),
            'Job.batch "sums" is invalid: spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
        ),
        (
            JOBS,
            job(completionMode="Indexed", parallelism=1),
            'Job.batch "sums" is invalid: spec.completions: Required value: when completion mode is Indexed',
        ),
        (
            CRONJOBS,
            cronjob(schedule="61 * * * *"),
            'CronJob.batch "tick" is invalid: spec.schedule: Invalid value: "61 * * * *": '
            "end of range (61) above maximum (59): 61",
        ),
        (
            CRONJOBS,
            cronjob(timeZone="Mars/Base"),
            'CronJob.batch "tick" is invalid: spec.timeZone: Invalid value: "Mars/Base": unknown time zone Mars/Base',
        ),
        (
            STATEFULSETS,
            statefulset(selector={"matchLabels": {"app": "other"}}),
            'StatefulSet.apps "db" is invalid: spec.template.metadata.labels: Invalid value: {"app":"db"}: '
            "`selector` does not match template `labels`",
        ),
        (
            INGRESSES,
            path_rule(path="cart"),
            'Ingress.networking.k8s.io "site" is invalid: spec.rules[0].http.paths[0].path: Invalid value: "cart": '
            "must be an absolute path",
        ),
        (
            INGRESSES,
            path_rule(backend={"service": {"name": "blog"}}),
            'Ingress.networking.k8s.io "site" is invalid: spec.rules[0].http.paths[0].backend: Required value: '
            "port name or number is required",
        ),
        (
            PERSISTENTVOLUMECLAIMS,
            {"metadata": {"name": "want"}, "spec": {"accessModes": ["ReadWriteOnce"]}},
            'PersistentVolumeClaim "want" is invalid: spec.resources[storage]: Required value',
        ),
        (
            PODDISRUPTIONBUDGETS,
            {"metadata": {"name": "web"}, "spec": {"minAvailable": "lots"}},
            'PodDisruptionBudget.policy "web" is invalid: spec.minAvailable: Invalid value: "lots": a valid percent string '
            "must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(kube: Kube, resource: Resource, body: Any, message: str) -> None:
    answer = kube.create(resource, body)
    assert (answer.code, answer.message) == (422, message)


def test_a_job_cannot_become_another(kube: Kube) -> None:
    kube.create(JOBS, job())
    answer = kube.patch(JOBS, "sums", {"spec": {"completions": 5}})
    assert answer.message == 'Job.batch "sums" is invalid: spec.completions: Invalid value: 5: field is immutable'
    assert kube.patch(JOBS, "sums", {"spec": {"parallelism": 2}}).code == 200


def test_a_statefulset_keeps_the_identity_of_its_pods(kube: Kube) -> None:
    kube.create(STATEFULSETS, statefulset())
    answer = kube.patch(STATEFULSETS, "db", {"spec": {"serviceName": "other"}})
    assert answer.message == (
        'StatefulSet.apps "db" is invalid: spec: Forbidden: updates to statefulset spec for fields other than '
        "'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', "
        "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
    )
    assert kube.patch(STATEFULSETS, "db", {"spec": {"replicas": 3}}).code == 200


def limits(kube: Kube, **limit: Any) -> None:
    """A LimitRange for containers."""
    assert (
        kube.create(LIMITRANGES, {"metadata": {"name": "l"}, "spec": {"limits": [{"type": "Container", **limit}]}}).code
        == 201
    )


def asking(**resources: Any) -> dict[str, Any]:
    return {
        "metadata": {"name": "p"},
        "spec": {"containers": [{"name": "c", "image": "nginx", "resources": resources}]},
    }


def test_a_limit_range_fills_in_and_says_so(kube: Kube) -> None:
    limits(kube, default={"cpu": "500m"}, defaultRequest={"cpu": "100m", "memory": "64Mi"})
    pod = kube.create(PODS, asking()).body
    assert pod["spec"]["containers"][0]["resources"] == {
        "requests": {"cpu": "100m", "memory": "64Mi"},
        "limits": {"cpu": "500m"},
    }
    said = "LimitRanger plugin set: cpu, memory request for container c; cpu limit for container c"
    assert pod["metadata"]["annotations"]["kubernetes.io/limit-ranger"] == said


def test_a_largest_size_is_the_size_of_who_says_nothing(kube: Kube) -> None:
    limits(kube, max={"cpu": "1"})
    (limit,) = kube.get(LIMITRANGES, "l").body["spec"]["limits"]
    assert (limit["default"], limit["defaultRequest"]) == ({"cpu": "1"}, {"cpu": "1"})


@pytest.mark.parametrize(
    ("limit", "resources", "told"),
    [
        ({"max": {"cpu": "1"}}, {"limits": {"cpu": "2"}}, "maximum cpu usage per Container is 1, but limit is 2"),
        (
            {"min": {"memory": "64Mi"}},
            {"requests": {"memory": "32Mi"}},
            "minimum memory usage per Container is 64Mi, but request is 32Mi",
        ),
        (
            {"max": {"cpu": "1", "memory": "1Gi"}},
            {"limits": {"cpu": "2", "memory": "2Gi"}},
            "[maximum cpu usage per Container is 1, but limit is 2, "
            "maximum memory usage per Container is 1Gi, but limit is 2Gi]",
        ),
    ],
)
def test_who_asks_for_too_much_or_too_little_is_refused(kube: Kube, limit: Any, resources: Any, told: str) -> None:
    limits(kube, **limit)
    answer = kube.create(PODS, asking(**resources))
    assert (answer.code, answer.message) == (403, f'pods "p" is forbidden: {told}')


def test_an_older_version_is_the_same_object_in_other_words(kube: Kube) -> None:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    spec = {"scaleTargetRef": target, "maxReplicas": 5, "targetCPUUtilizationPercentage": 60}
    made = kube.create(HORIZONTALPODAUTOSCALERS_V1, {"metadata": {"name": "old"}, "spec": spec})
    assert (made.code, made.body["apiVersion"], made.body["spec"]) == (
        201,
        "autoscaling/v1",
        {**spec, "minReplicas": 1},
    )
    stored = kube.get(HORIZONTALPODAUTOSCALERS, "old").body
    assert stored["apiVersion"] == "autoscaling/v2"
    assert stored["spec"]["metrics"][0]["resource"]["target"] == {"type": "Utilization", "averageUtilization": 60}
    changed = kube.patch(HORIZONTALPODAUTOSCALERS_V1, "old", {"spec": {"targetCPUUtilizationPercentage": 70}})
    assert changed.body["spec"]["targetCPUUtilizationPercentage"] == 70
    assert kube.get(HORIZONTALPODAUTOSCALERS_V1, "old").body["spec"] == changed.body["spec"]
    assert kube.delete(HORIZONTALPODAUTOSCALERS_V1, "old").code == 200
    assert kube.get(HORIZONTALPODAUTOSCALERS, "old").code == 404


EVENT: dict[str, Any] = {
    "metadata": {"name": "note", "namespace": "default"},
    "eventTime": "2026-01-01T00:00:00.000000Z",
    "reportingController": "example.com/watcher",
    "reportingInstance": "watcher-1",
    "action": "Looking",
    "reason": "Seen",
    "regarding": {"kind": "Pod", "name": "web", "namespace": "default"},
    "note": "It is there.",
    "type": "Normal",
}


def test_an_event_of_the_newer_api_is_the_same_event(kube: Kube) -> None:
    made = kube.create(EVENTS_V1, EVENT)
    assert (made.code, made.body["apiVersion"], made.body["note"]) == (201, "events.k8s.io/v1", "It is there.")
    stored = kube.get(EVENTS, "note").body
    assert (stored["apiVersion"], stored["message"]) == ("v1", "It is there.")
    assert (stored["involvedObject"]["name"], stored["reportingComponent"]) == ("web", "example.com/watcher")
    assert kube.get(EVENTS_V1, "note").body == made.body
    (listed,) = kube.list(EVENTS_V1, fieldSelector="involvedObject.name=web").body["items"]
    assert listed == made.body
    watch = kube.watch(EVENTS_V1, resourceVersion="0")
    assert watch.events[0].object == made.body
    series = {"series": {"count": 2, "lastObservedTime": "2026-01-01T00:00:09.000000Z"}}
    assert kube.patch(EVENTS_V1, "note", series).body["series"] == series["series"]
    kube.run(20)
    assert watch.events[1].object["series"] == series["series"]
    assert kube.get(EVENTS, "note").body["series"] == series["series"]
    assert kube.delete(EVENTS_V1, "note").code == 200
    assert kube.get(EVENTS, "note").code == 404


def test_the_newer_events_api_insists_on_more(kube: Kube) -> None:
    bare = {"metadata": {"name": "bare"}, "regarding": {"namespace": "other"}, "deprecatedCount": 1, "type": "Odd"}
    assert kube.create(EVENTS_V1, bare).message == (
        'Event.events.k8s.io "bare" is invalid: ['
        'involvedObject.namespace: Invalid value: "other": does not match event.namespace, eventTime: Required value, '
        'type: Invalid value: "": has invalid value: Odd, count: Invalid value: "": needs to be unset]'
    )
    assert kube.create(EVENTS_V1, EVENT).code == 201
    refused = kube.patch(EVENTS_V1, "note", {"note": "Nothing is there."})
    assert refused.message == (
        'Event.events.k8s.io "note" is invalid: message: Invalid value: "Nothing is there.": field is immutable'
    )
    assert kube.patch(EVENTS, "note", {"message": "Nothing is there."}).code == 200


def test_an_event_is_about_something_in_its_namespace(kube: Kube) -> None:
    stray = {"metadata": {"name": "stray"}, "involvedObject": {"namespace": "other"}}
    assert kube.create(EVENTS, stray).message == (
        'Event "stray" is invalid: involvedObject.namespace: Invalid value: "other": does not match event.namespace'
    )
