"""Pages of the clusters: read, decide, render. htmx gets the part, everyone else the page.

A cluster is always looked up together with who asks: a stranger gets 404.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .cluster import faults
from .live import counters, limits, ownership, registry, visitor
from .live.host import Host
from .live.journal import UnwrittenError
from .live.pace import PACES, STEPS
from .models import ClusterRecord
from .picture.insides import insides
from .picture.inspect import events_of, inspect
from .picture.objects import objects
from .picture.overlays import overlay
from .picture.plain_words import plain_words
from .picture.tree import tree
from .picture.walking import walks
from .tools import creating, shell

View = Callable[..., HttpResponse]
_commands = limits.Buckets()
_of_strangers = limits.Buckets(per_s=30, at_once=600)  # from one address without a cookie: a class behind one router


def limited(view: View) -> View:
    """Answer a breach of a limit with its sentence, 429 and Retry-After."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.method == "POST":
                key = visitor.key_of(request.session)
                if key:
                    _commands.take(key)
                else:
                    _of_strangers.take(visitor.address_of(request))
            return view(request, *args, **kwargs)
        except ownership.NotHere:
            raise
        except limits.LimitError as error:
            counters.count("limits_total")
            status = _status(error)
            # A part for htmx; and while the database is away no page can be made.
            part = getattr(request, "htmx", False) or status == 503
            template = "clusterviz/_sentence.html" if part else "clusterviz/refused.html"
            told = {"sentence": error.sentence, "language": error.language}
            answer = render(request, template, told, status=status)
            answer["Retry-After"] = str(error.retry_after_s)
            return answer

    return guarded


def _status(error: limits.LimitError) -> int:
    """Too much was asked, or the server cannot do it now: another process has the cluster, or nothing can be written."""
    if isinstance(error, ownership.HeldElsewhere | ownership.Lost | UnwrittenError):
        return 503
    return 429


SUGGESTIONS = (  # at the prompt: on the button, and what it types
    ("create deployment web", "kubectl create deployment web --image=nginx --replicas=3"),
    ("get pods", "kubectl get pods -o wide"),
    ("get events", "kubectl get events"),
    ("fault node-2 off", "fault node-2 off"),
)


def stage_context(request: HttpRequest, record: ClusterRecord) -> dict[str, Any]:
    """What clusterviz/_stage.html needs to show this cluster living: sandbox, hero and lessons alike."""
    host = registry.host_of(record)
    with host.lock:
        if not host.viewers:
            host.collect_unseen()
        snapshot = host.picture()
        return {
            "cluster": record,
            "suggestions": [one for one in SUGGESTIONS if host.refuse is None or not host.refuse(one[1])],
            "base_path": reverse("cluster", args=[record.pk]),
            "stage": snapshot,
            "story": snapshot["story"],
            "headline": snapshot["headline"],
            "tree": tree(host.cluster, host.frames.scene),
            "prompt_text": "".join(
                f"$ {program['line']}\n" + "".join(text for _, text in program["pieces"])
                for program in snapshot["programs"]
            ),
        }


# -- pages ----------------------------------------------------------------------------------------------------------------


@limited
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose a preset; make a cluster of it."""
    preset = request.POST.get("preset", request.GET.get("preset", ""))
    if request.method == "POST" and preset in visitor.PRESETS:
        record = visitor.create(visitor.ensure_key(request), "sandbox", preset)
        return redirect("cluster", record.pk)
    own = ClusterRecord.objects.filter(owner=visitor.key_of(request.session), purpose="sandbox").order_by("-seen")
    context = {"presets": visitor.PRESETS, "chosen": preset, "clusters": own if visitor.key_of(request.session) else []}
    if request.method == "POST":
        context["sentence"] = gettext("There is no preset “%(preset)s”. Choose one of these.") % {"preset": preset}
        return render(request, "clusterviz/new.html", context, status=422)
    return render(request, "clusterviz/new.html", context)


@limited
@require_GET
def cluster(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """The sandbox: one cluster, full size."""
    record = visitor.record_of(request, cluster_id)
    visitor.seen(record)
    context = stage_context(request, record) | {"presets": visitor.PRESETS, "preset": record.preset}
    context["guest"] = getattr(request, "guest", None)
    return render(request, "clusterviz/sandbox.html", context)


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process answers, and its database too."""
    ClusterRecord.objects.exists()
    return JsonResponse({"ok": True})


# -- parts of the page ----------------------------------------------------------------------------------------------------


@limited
@require_GET
def part(request: HttpRequest, cluster_id: str, name: str) -> HttpResponse:
    """One part of the page: htmx gets it alone, everyone else inside a page."""
    record = visitor.record_of(request, cluster_id)
    host = registry.host_of(record)
    with host.lock:
        context = PARTS[name](request, host)
    return _part(request, cluster_id, f"_{name}.html", context)


def _part(
    request: HttpRequest, cluster_id: str, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    context |= {"base_path": reverse("cluster", args=[cluster_id]), "part": f"clusterviz/{template}"}
    alone = getattr(request, "htmx", False) or request.headers.get("X-Requested-With") == "fetch"
    return render(request, context["part"] if alone else "clusterviz/part.html", context, status=status)


def _refused(request: HttpRequest, cluster_id: str, sentence: str) -> HttpResponse:
    return _part(request, cluster_id, "_sentence.html", {"sentence": sentence}, status=422)


def _tree(request: HttpRequest, host: Host) -> dict[str, Any]:
    return {"tree": tree(host.cluster)}


def _inspector(request: HttpRequest, host: Host) -> dict[str, Any]:
    element = request.GET.get("element", "")
    return {"element": element, "it": inspect(host.cluster, element)}


def _story(request: HttpRequest, host: Host) -> dict[str, Any]:
    return {"story": list(host.frames.story)}


def _objects(request: HttpRequest, host: Host) -> dict[str, Any]:
    return {"groups": objects(host.cluster, system="system" in request.GET)}


def _yaml(request: HttpRequest, host: Host) -> dict[str, Any]:
    element = request.GET.get("element", "")
    return {"element": element, "it": inspect(host.cluster, element) if element else None}


def _events(request: HttpRequest, host: Host) -> dict[str, Any]:
    return {"events": events_of(host.cluster)}


def _walks(request: HttpRequest, host: Host) -> dict[str, Any]:
    return {"walks": walks(host.cluster)}


PARTS: dict[str, Callable[[HttpRequest, Host], dict[str, Any]]] = {
    "tree": _tree,
    "inspector": _inspector,
    "story": _story,
    "objects": _objects,
    "yaml": _yaml,
    "events": _events,
    "walks": _walks,
}


@limited
@require_GET
def complete(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """How the line at the prompt could go on."""
    host = registry.host_of(visitor.record_of(request, cluster_id))
    line = request.GET.get("line", "")[: limits.LINE_CHARACTERS]
    with host.lock:
        return JsonResponse({"line": line, "words": shell.complete(host.cluster, line, len(line))})


@limited
@require_GET
def overlay_of(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """What lies over the nodes in one of the diagram's views."""
    host = registry.host_of(visitor.record_of(request, cluster_id))
    with host.lock:
        found = overlay(host.cluster, request.GET.get("view", ""))
    if found is None:
        return _refused(request, cluster_id, f"There is no view {request.GET.get('view')!r} with an overlay.")
    return JsonResponse(found)


@limited
@require_GET
def inside_of(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """What is inside the things that the viewer has come near to: `?of=pod/default/web&of=kubelet/node-1`."""
    host = registry.host_of(visitor.record_of(request, cluster_id))
    with host.lock:
        return JsonResponse(insides(host.cluster, request.GET.getlist("of")))


# -- deeds ----------------------------------------------------------------------------------------------------------------


@limited
@require_POST
def run(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """A command line, from a page without JavaScript: time passes until it has its answer."""
    host = registry.host_of(visitor.record_of(request, cluster_id))
    line = request.POST.get("line", "").strip()
    if line:
        done = host.run(line, request.POST.get("stdin", ""), who=visitor.who(request))
        host.run_until_answered(done)
        host.save(done.id, None)  # without JavaScript there is no editor to wait for
    return _back(request, cluster_id)


@limited
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """A form for a new Pod or Deployment. What it asks for is typed at the prompt, once Kubernetes has no objection."""
    host = registry.host_of(visitor.record_of(request, cluster_id))
    asked = request.POST if request.method == "POST" else request.GET
    kind, _, node = asked.get("subject", "pod").partition("/")
    if kind not in creating.FORMS or (node and f"kubelet/{node}" not in host.cluster.components):
        return _refused(request, cluster_id, f"There is no form for {asked.get('subject')!r}.")
    form = {"subject": asked.get("subject", "pod"), "title": creating.FORMS[kind].title, "node": node}
    if request.method == "GET":
        with host.lock:
            values = creating.proposal(host.cluster, kind)
        return _part(request, cluster_id, "_create.html", form | {"fields": _fields(kind, values, {})})
    values = {
        field.name: request.POST.get(field.name, "")[: limits.FIELD_CHARACTERS] for field in creating.fields_of(kind)
    }
    with host.lock:
        wrong = creating.errors(host.cluster, kind, values, node)
    alone = getattr(request, "htmx", False)
    if wrong:  # to a script that asked, this is an answer, not a failure
        fields = _fields(kind, values, wrong)
        return _part(request, cluster_id, "_create.html", form | {"fields": fields}, status=200 if alone else 422)
    line = creating.command_line(kind, values, node)
    if alone:
        return JsonResponse({"line": line})
    host.run_until_answered(host.run(line, who=visitor.who(request)))
    return _back(request, cluster_id)


def _fields(kind: str, values: dict[str, str], wrong: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"name": field.name, "label": field.label, "value": values[field.name], "error": wrong.get(field.name, "")}
        for field in creating.fields_of(kind)
    ]


@limited
@require_POST
def apply(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """A manifest, as text or as a file: `kubectl apply -f -`."""
    host = registry.host_of(visitor.record_of(request, cluster_id))
    text = _manifest(request)
    done = host.run("kubectl apply -f -", text, who=visitor.who(request))
    host.run_until_answered(done)
    return _part(request, cluster_id, "_applied.html", _applied(done.text, done.status != 0))


def _applied(text: str, failed: bool) -> dict[str, Any]:
    return {"text": text, "failed": failed, "plainly": plain_words(text) if failed else ""}


@limited
@require_POST
def poke(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Break or mend something."""
    host = registry.host_of(visitor.record_of(request, cluster_id))
    try:
        host.poke(request.POST.get("verb", ""), request.POST.get("subject", ""), who=visitor.who(request))
    except faults.FaultError as error:
        return _refused(request, cluster_id, str(error))
    return _back(request, cluster_id)


@limited
@require_POST
def pace(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Let time pass otherwise."""
    record = visitor.record_of(request, cluster_id)
    wanted = request.POST.get("pace", "")
    if wanted not in PACES:
        return _refused(request, cluster_id, f"There is no pace {wanted!r}. There are: {', '.join(PACES)}.")
    registry.host_of(record).set_pace(wanted)
    ClusterRecord.objects.filter(pk=record.pk).update(pace=wanted)
    return _back(request, cluster_id)


@limited
@require_POST
def step(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """Let time pass to the next hop, the next decision, or until it is quiet."""
    host = registry.host_of(visitor.record_of(request, cluster_id))
    by = request.POST.get("by", "")
    if by not in STEPS:
        return _refused(request, cluster_id, f"There is no step {by!r}. There are: {', '.join(STEPS)}.")
    host.take_step(by)
    if not host.viewers:
        host.finish_step()
    return _back(request, cluster_id)


def _back(request: HttpRequest, cluster_id: str) -> HttpResponse:
    """htmx needs nothing, as the socket tells; everyone else goes back to the page."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=204)
    return redirect("cluster", cluster_id)


def _manifest(request: HttpRequest) -> str:
    file = request.FILES.get("file")
    if file is None:
        return str(request.POST.get("manifest", ""))
    if file.size > limits.MANIFEST_BYTES:
        raise limits.LimitError(
            f"The manifest has {file.size} bytes; {limits.MANIFEST_BYTES} (256 KiB) are the most it may have.", 1
        )
    return str(file.read().decode("utf-8", "replace"))
