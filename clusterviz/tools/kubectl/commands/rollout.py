"""kubectl rollout: how a change of a workload goes on, what there was before, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ....cluster.machinery.api import JSON_PATCH, STRATEGIC_PATCH, Request, WatchEvent
from ....cluster.machinery.objects import Object, annotations_of, name_of
from ....cluster.machinery.program import Next, Print
from ....cluster.machinery.times import timestamp
from ..describe.pod_template import pod_template
from ..errors import Failure, raise_all
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, out
from ..last_applied import LAST_APPLIED
from ..output import DRY_RUN, FORMATS, OUTPUT, as_text, dry_run, dry_run_query, show
from ..printers import columns
from ..replicasets import CHANGE_CAUSE, REVISION, owned_replicasets, revision_of, template_without_hash
from ..revisions import KINDS, before, revisions_of, template_of
from ..selection import FILES, SELECTING, Item, found

HELP = """Manage the rollout of one or many resources.
        
 Valid resource types include:

  *  deployments
  *  daemonsets
  *  statefulsets

Examples:
  # Rollback to the previous deployment
  kubectl rollout undo deployment/abc
  
  # Check the rollout status of a daemonset
  kubectl rollout status daemonset/foo
  
  # Restart a deployment
  kubectl rollout restart deployment/abc
  
  # Restart deployments with the 'app=nginx' label
  kubectl rollout restart deployment --selector=app=nginx

Available Commands:
  history       View rollout history
  pause         Mark the provided resource as paused
  restart       Restart a resource
  resume        Resume a paused resource
  status        Show the status of the rollout
  undo          Undo a previous rollout

Usage:
  kubectl rollout SUBCOMMAND [options]

Use "kubectl rollout <command> --help" for more information about a given command.
Use "kubectl options" for a list of global command-line options (applies to all commands).
"""  # noqa: W293 - as kubectl prints it
RESTARTED = "kubectl.kubernetes.io/restartedAt"
NOT_COPIED = (
    LAST_APPLIED,
    REVISION,
    "deployment.kubernetes.io/revision-history",
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
    "deprecated.deployment.rollback.to",
)


# -- status -------------------------------------------------------------------------------------------------------------


def _status(call: Invocation, item: Item) -> Steps[None]:
    viewer = VIEWERS.get(item.resource.kind)
    if viewer is None:
        raise Failure(f"no status viewer has been implemented for {item.resource.group_kind}")
    wanted, running = call.flags["revision"], annotations_of(item.object or {}).get(REVISION, "0")
    if wanted and item.resource.kind == "Deployment" and int(running) != wanted:
        raise Failure(f"desired revision ({wanted}) is different from the running revision ({running})")
    yield from _follow(call, item, viewer)


def _follow(call: Invocation, item: Item, viewer: Callable[[Object], tuple[str, bool]]) -> Steps[None]:
    started = yield from out("")
    query = {"fieldSelector": f"metadata.name={item.name}"}
    response = yield from ask(call, Request("list", item.resource, item.namespace, query=query))
    for obj in response.body["items"]:
        text, done = viewer(obj)
        yield from out(text)
        if done or not call.flags["watch"]:
            return
    watch = Request(
        "watch",
        item.resource,
        item.namespace,
        query={**query, "resourceVersion": response.body["metadata"]["resourceVersion"]},
    )
    while True:
        now = yield from out("")
        left = call.flags["timeout"] - (now - started) if call.flags["timeout"] else None
        event = (yield Next(watch, left)) if left is None or left > 0 else None
        if event is None:
            raise Failure("timed out waiting for the condition")
        if not isinstance(event, WatchEvent):
            raise Failure("watch closed before UntilWithSync timeout")
        if event.type == "DELETED":
            raise Failure("object has been deleted")
        if event.type in ("ADDED", "MODIFIED"):
            text, done = viewer(event.object)
            yield from out(text)
            if done:
                return


def deployment_status(obj: Object) -> tuple[str, bool]:
    """(what is being waited for, whether it is done)."""
    name, status = name_of(obj), obj.get("status") or {}
    if obj["metadata"].get("generation", 0) > status.get("observedGeneration", 0):
        return "Waiting for deployment spec update to be observed...\n", False
    for condition in status.get("conditions") or []:
        if condition["type"] == "Progressing" and condition.get("reason") == "ProgressDeadlineExceeded":
            raise Failure(f'deployment "{name}" exceeded its progress deadline')
    start = f'Waiting for deployment "{name}" rollout to finish: '
    wanted, updated = obj["spec"].get("replicas", 1), status.get("updatedReplicas", 0)
    there, available = status.get("replicas", 0), status.get("availableReplicas", 0)
    if updated < wanted:
        return f"{start}{updated} out of {wanted} new replicas have been updated...\n", False
    if there > updated:
        return f"{start}{there - updated} old replicas are pending termination...\n", False
    if available < updated:
        return f"{start}{available} of {updated} updated replicas are available...\n", False
    return f'deployment "{name}" successfully rolled out\n', True


def daemonset_status(obj: Object) -> tuple[str, bool]:
    """As `deployment_status`."""
    name, status = name_of(obj), obj.get("status") or {}
    if (obj["spec"].get("updateStrategy") or {}).get("type") == "OnDelete":
        raise Failure("rollout status is only available for RollingUpdate strategy type")
    if obj["metadata"].get("generation", 0) > status.get("observedGeneration", 0):
        return "Waiting for daemon set spec update to be observed...\n", False
    start = f'Waiting for daemon set "{name}" rollout to finish: '
    wanted, updated = status.get("desiredNumberScheduled", 0), status.get("updatedNumberScheduled", 0)
    if updated < wanted:
        return f"{start}{updated} out of {wanted} new pods have been updated...\n", False
    if status.get("numberAvailable", 0) < wanted:
        return f"{start}{status.get('numberAvailable', 0)} of {wanted} updated pods are available...\n", False
    return f'daemon set "{name}" successfully rolled out\n', True


def statefulset_status(obj: Object) -> tuple[str, bool]:
    """As `deployment_status`."""
    spec, status = obj["spec"], obj.get("status") or {}
    strategy = spec.get("updateStrategy") or {}
    if strategy.get("type") == "OnDelete":
        raise Failure("rollout status is only available for RollingUpdate strategy type")
    if obj["metadata"].get("generation", 0) > status.get("observedGeneration", 0):
        return "Waiting for statefulset spec update to be observed...\n", False
    wanted, ready, updated = spec.get("replicas", 1), status.get("readyReplicas", 0), status.get("updatedReplicas", 0)
    if ready < wanted:
        return f"Waiting for {wanted - ready} pods to be ready...\n", False
    if strategy.get("rollingUpdate"):
        moving = wanted - strategy["rollingUpdate"].get("partition", 0)
        if updated < moving:
            start = "Waiting for partitioned roll out to finish: "
            return f"{start}{updated} out of {moving} new pods have been updated...\n", False
        return f"partitioned roll out complete: {updated} new pods have been updated...\n", True
    if status.get("updateRevision") != status.get("currentRevision"):
        revision = status.get("updateRevision", "")
        return f"waiting for statefulset rolling update to complete {updated} pods at revision {revision}...\n", False
    done = f"{status.get('currentReplicas', 0)} pods at revision {status.get('currentRevision', '')}"
    return f"statefulset rolling update complete {done}...\n", True


VIEWERS: dict[str, Callable[[Object], tuple[str, bool]]] = {
    "Deployment": deployment_status,
    "DaemonSet": daemonset_status,
    "StatefulSet": statefulset_status,
}


# -- history and undo ---------------------------------------------------------------------------------------------------


_KNOWN_WITHOUT = ("Job", "Pod", "ReplicaSet", "ReplicationController", "CronJob")


def _deployment(item: Item, what: str, retrieving: str) -> Object:
    kind, group = item.resource.kind, item.resource.group
    if kind in _KNOWN_WITHOUT:
        raise Failure(f'no {what} has been implemented for "{item.resource.group_kind}"')
    if kind != "Deployment":
        raise Failure(f'error retrieving {retrieving} for "{kind}", no visitor method exists for {{{group} {kind}}}')
    return item.object or {}


def _history(call: Invocation, item: Item) -> Steps[None]:
    template: Callable[[Object], str]
    if item.resource.kind in KINDS:
        revisions = yield from revisions_of(call, item)
        template = _revision_text
    else:
        replicasets = yield from owned_replicasets(call, _deployment(item, "history viewer", "history"))
        revisions, template = {revision_of(one): one for one in replicasets}, _template_text
    wanted = call.flags["revision"]
    if wanted and wanted not in revisions:
        raise Failure("unable to find the specified revision")
    if call.flags["output"]:
        chosen = [revisions[number] for number in ([wanted] if wanted else sorted(revisions))]
        texts = [as_text(call, one, call.flags["output"], FORMATS) for one in chosen]
        yield from out(("---\n" if call.flags["output"] == "yaml" else "").join(texts))
    elif wanted:
        yield from out(f"{item.shown} with revision #{wanted}\n{template(revisions[wanted])}\n")
    else:
        yield from out(_history_table(item, revisions))


def _revision_text(revision: Object) -> str:
    return pod_template(template_of(revision))


def _history_table(item: Item, revisions: dict[int, Object]) -> str:
    rows = [["REVISION", "CHANGE-CAUSE"]]
    for number in sorted(revisions):
        rows.append([str(number), annotations_of(revisions[number]).get(CHANGE_CAUSE) or "<none>"])
    table = columns.aligned("".join("\t".join(row) + "\n" for row in rows), 0, 2)
    return f"{item.shown} \n{table}\n"


def _undo_revision(call: Invocation, item: Item) -> Steps[None]:
    """A DaemonSet or StatefulSet becomes again what a revision says."""
    revisions = yield from revisions_of(call, item)
    number = before(revisions, call.flags["to-revision"])
    template = template_of(revisions[number])
    if dry_run(call) == "client":
        yield from out(f"{item.shown} {pod_template(template)} (dry run)\n")
        return
    if template == (item.object or {})["spec"]["template"]:
        yield from _undone(call, item, f"skipped rollback (current template already matches revision {number})")
        return
    query = dry_run_query(call)
    body = {"spec": {"template": {**template, "$patch": "replace"}}}
    yield from ask(
        call,
        Request(
            "patch", item.resource, item.namespace, item.name, body=body, query=query, content_type=STRATEGIC_PATCH
        ),
    )
    yield from _undone(call, item, f"rolled back{' (server dry run)' if query else ''}")


def _template_text(replicaset: Object) -> str:
    template: Object = replicaset["spec"]["template"]
    cause = annotations_of(replicaset).get(CHANGE_CAUSE)
    if cause:
        metadata = template.get("metadata") or {}
        own = {**(metadata.get("annotations") or {}), CHANGE_CAUSE: cause}
        template = {**template, "metadata": {**metadata, "annotations": own}}
    return pod_template(template)


def _undo(call: Invocation, item: Item) -> Steps[None]:
    if item.resource.kind in KINDS:
        yield from _undo_revision(call, item)
        return
    deployment = _deployment(item, "rollbacker", "rollbacker")
    replicasets = yield from owned_replicasets(call, deployment)
    earlier = _revision(replicasets, call.flags["to-revision"], name_of(deployment))
    if dry_run(call) == "client":
        yield from out(f"{item.shown} {pod_template(earlier['spec']['template'])} (dry run)\n")
        return
    if deployment["spec"].get("paused"):
        raise Failure(
            "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again"
        )
    template = template_without_hash(earlier["spec"]["template"])
    if template == template_without_hash(deployment["spec"]["template"]):
        revision = revision_of(earlier)
        yield from _undone(call, item, f"skipped rollback (current template already matches revision {revision})")
        return
    kept = {key: value for key, value in annotations_of(deployment).items() if key in NOT_COPIED}
    copied = {key: value for key, value in annotations_of(earlier).items() if key not in NOT_COPIED}
    body = [
        {"op": "replace", "path": "/spec/template", "value": template},
        {"op": "replace", "path": "/metadata/annotations", "value": {**kept, **copied}},
    ]
    query = dry_run_query(call)
    yield from ask(
        call,
        Request("patch", item.resource, item.namespace, item.name, body=body, query=query, content_type=JSON_PATCH),
    )
    yield from _undone(call, item, f"rolled back{' (server dry run)' if query else ''}")


def _undone(call: Invocation, item: Item, done: str) -> Steps[None]:
    output = call.flags["output"]
    text = as_text(call, item.object or {}, output, FORMATS) if output else f"{item.shown} {done}\n"
    yield from out(text)


def _revision(replicasets: list[Object], wanted: int, name: str) -> Object:
    """The ReplicaSet of a revision; 0 is the one before the newest."""
    by_revision = {revision_of(one): one for one in replicasets}
    if wanted < 0:
        raise Failure(f"unable to find specified revision {wanted} in history")
    if wanted:
        if wanted not in by_revision:
            raise Failure(f"unable to find specified revision {wanted} in history")
        return by_revision[wanted]
    if len(by_revision) < 2:
        raise Failure(f'no rollout history found for deployment "{name}"')
    return by_revision[sorted(by_revision)[-2]]


# -- restart, pause, resume ---------------------------------------------------------------------------------------------


def _patch(call: Invocation, item: Item, body: Any, done: str) -> Steps[None]:
    query = {"fieldManager": call.flags["field-manager"]}
    request = Request(
        "patch", item.resource, item.namespace, item.name, body=body, query=query, content_type=STRATEGIC_PATCH
    )
    yield from show(call, item.resource, (yield from ask(call, request)).body, done)


def _restart(call: Invocation, item: Item) -> Steps[None]:
    now: int = yield Print("")
    name = f'{item.resource.group_resource} "{item.name}"'
    if item.resource.kind not in ("Deployment", "DaemonSet", "StatefulSet"):
        raise Failure(f"error: {name} restarting is not supported")
    if (item.object or {})["spec"].get("paused"):
        raise Failure(f"error: {name} can't restart paused deployment (run rollout resume first)")
    metadata = (item.object or {})["spec"]["template"].get("metadata") or {}
    if (metadata.get("annotations") or {}).get(RESTARTED) == timestamp(now):
        why = "if restart has already been triggered within the past second, please wait before attempting to trigger another"
        raise Failure(f"failed to create patch for {item.name}: {why}")
    annotation = {RESTARTED: timestamp(now)}
    yield from _patch(call, item, {"spec": {"template": {"metadata": {"annotations": annotation}}}}, "restarted")


def _pause(call: Invocation, item: Item) -> Steps[None]:
    if item.resource.kind != "Deployment":
        raise Failure(f'error: {item.resource.group_resource} "{item.name}" pausing is not supported')
    if (item.object or {})["spec"].get("paused"):
        raise Failure(f'error: {item.resource.group_resource} "{item.name}" is already paused')
    yield from _patch(call, item, {"spec": {"paused": True}}, "paused")


def _resume(call: Invocation, item: Item) -> Steps[None]:
    if item.resource.kind != "Deployment":
        raise Failure(f'error: {item.resource.group_resource} "{item.name}" resuming is not supported')
    if not (item.object or {})["spec"].get("paused"):
        raise Failure(f'error: {item.resource.group_resource} "{item.name}" is not paused')
    yield from _patch(call, item, {"spec": {"paused": None}}, "resumed")


def _each(one: Callable[[Invocation, Item], Steps[None]], call: Invocation) -> Steps[int]:
    """Deal with one object after the other; what goes wrong is told at the end."""
    if not call.arguments and not call.flags["filename"]:
        raise Failure("required resource not specified")
    if call.flags.get("revision", 0) < 0:
        raise Failure(f"revision must be a positive integer: {call.flags['revision']}")
    items, failures = yield from found(call, call.arguments, need_name=False)
    for item in items:
        try:
            yield from one(call, item)
        except Failure as failure:
            failures.append(failure)
    raise_all(failures)
    return 0


_FLAGS = (*FILES, *SELECTING[:1], *OUTPUT)
_CHANGING = (*_FLAGS, Flag("field-manager", default="kubectl-rollout"))
COMMAND = Command(
    "rollout",
    None,
    subcommands=(
        Command(
            "history",
            partial(_each, _history),
            (*_FLAGS, Flag("revision", kind="int", default=0)),
            summary="View rollout history",
        ),
        Command("pause", partial(_each, _pause), _CHANGING, summary="Mark the provided resource as paused"),
        Command("restart", partial(_each, _restart), _CHANGING, summary="Restart a resource"),
        Command("resume", partial(_each, _resume), _CHANGING, summary="Resume a paused resource"),
        Command(
            "status",
            partial(_each, _status),
            (
                *_FLAGS,
                Flag("watch", kind="bool", short="w", default=True),
                Flag("timeout", kind="duration", default=0),
                Flag("revision", kind="int", default=0),
            ),
            summary="Show the status of the rollout",
        ),
        Command(
            "undo",
            partial(_each, _undo),
            (*_FLAGS, *DRY_RUN, Flag("to-revision", kind="int", default=0)),
            summary="Undo a previous rollout",
        ),
    ),
    summary="Manage the rollout of a resource",
    help=HELP,
)
