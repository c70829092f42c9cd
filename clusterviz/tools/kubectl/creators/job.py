"""kubectl create job and cronjob: from an image, or a job now from what a cronjob would make later."""

from __future__ import annotations

from ....cluster.machinery.objects import Object, name_of, uid_of
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps
from ..resource_names import resource_called
from ..selection import Item, selection
from .making import FLAGS, make, metadata, name_and_command, required

BY_HAND = {"cronjob.kubernetes.io/instantiate": "manual"}


def _job(call: Invocation) -> Steps[int]:
    name, command = name_and_command(call)
    image, source = call.flags["image"], call.flags["from"]
    if bool(image) == bool(source):
        raise Failure("either --image or --from must be specified")
    if source and command:
        raise Failure("cannot specify --from and command")
    if source:
        items = yield from selection(call, [source])
        obj = _from_cronjob(call, name, items)
    else:
        spec: Object = {"template": _template(name, image, command, "Never")}
        obj = {"kind": "Job", "apiVersion": "batch/v1", "metadata": metadata(call, name), "spec": spec, "status": {}}
    return (yield from make(call, resource_called("jobs.batch"), obj, "failed to create job: "))


def _from_cronjob(call: Invocation, name: str, items: list[Item]) -> Object:
    if len(items) != 1:
        raise Failure("from must be an existing cronjob")
    cronjob = items[0].object or {}
    if cronjob["kind"] != "CronJob":
        raise Failure(f"unknown object type *v1.{cronjob['kind']}")
    template = cronjob["spec"]["jobTemplate"]
    planned = template.get("metadata") or {}
    made = metadata(call, name, planned.get("labels"))
    made["annotations"] = {**BY_HAND, **(planned.get("annotations") or {})}
    owner = {"apiVersion": "batch/v1", "kind": "CronJob", "name": name_of(cronjob), "uid": uid_of(cronjob)}
    made["ownerReferences"] = [{**owner, "controller": True}]
    return {"kind": "Job", "apiVersion": "batch/v1", "metadata": made, "spec": template["spec"], "status": {}}


def _cronjob(call: Invocation) -> Steps[int]:
    required(call, "image", "schedule")
    name, command = name_and_command(call)
    template = _template(name, call.flags["image"], command, call.flags["restart"])
    job: Object = {"metadata": {"name": name, "creationTimestamp": None}, "spec": {"template": template}}
    obj = {
        "kind": "CronJob",
        "apiVersion": "batch/v1",
        "metadata": metadata(call, name),
        "spec": {"schedule": call.flags["schedule"], "jobTemplate": job},
        "status": {},
    }
    return (yield from make(call, resource_called("cronjobs.batch"), obj, "failed to create cronjob: "))


def _template(name: str, image: str, command: list[str], restart: str) -> Object:
    container: Object = {"name": name, "image": image}
    if command:
        container["command"] = command
    spec = {"containers": [{**container, "resources": {}}], "restartPolicy": restart}
    return {"metadata": {"creationTimestamp": None}, "spec": spec}


JOB = Command(
    "job",
    _job,
    (*FLAGS, Flag("image", default=""), Flag("from", default="")),
    summary="Create a job with the specified name",
)
CRONJOB = Command(
    "cronjob",
    _cronjob,
    (*FLAGS, Flag("image", default=""), Flag("schedule", default=""), Flag("restart", default="OnFailure")),
    aliases=("cj",),
    summary="Create a cron job with the specified name",
)
