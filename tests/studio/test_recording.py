"""Recording: what an author does in the preview becomes the solution, and what has changed becomes checks that hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from clusterviz.cluster.machinery.resources import PODS
from clusterviz.live import registry
from clusterviz.models import ClusterRecord
from lessons.course import starting
from lessons.course.format import parse
from lessons.course.proof import prove
from lessons.deeds import Deed, only_looks
from lessons.studio import inserting
from lessons.studio.models import Draft, Recording
from lessons.studio.recording import by_label, solution
from lessons.watching import refusal

from .conftest import rehearsed

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"hx-request": "true"}


def test_a_line_waits_for_what_comes_of_it_and_no_longer() -> None:
    done = [
        Deed(0, "kubectl create deployment web --image=nginx"),
        Deed(500, "kubectl scale deployment web --replicas=3"),
        Deed(15_000, "kubectl get pods"),
        Deed(18_000, "kubectl creat nothing", failed=True),
        Deed(90_000, "fault node-2 off"),
        Deed(170_100, "kubectl annotate node node-1 seen=yes"),
        Deed(180_000, "kubectl drain node-1 --ignore-daemonsets"),
    ]
    changed_ms = [10, 510, 520, 12_000, 138_100, 138_200, 180_010]
    assert solution(done, 900_000, {}, changed_ms) == [
        "kubectl create deployment web --image=nginx",
        "kubectl scale deployment web --replicas=3",
        "settle",
        "fault node-2 off",
        "run 60s",
        "kubectl annotate node node-1 seen=yes",
        "kubectl drain node-1 --ignore-daemonsets",
        "settle",
    ]
    assert (
        solution([Deed(0, "kubectl run web-1 --image=web")], 0, {"POD": "web"}, [])[0]
        == "kubectl run web-1 --image=${POD}"
    )


def test_what_only_looks_is_told_from_what_changes() -> None:
    looks = [
        "kubectl get pods -o wide",
        "k describe pod web",
        "kubectl rollout status deployment/web",
        "crictl ps",
        "ls -l",
    ]
    changes = [
        "kubectl run web --image=nginx",
        "kubectl get pods > pods.txt",
        "kubectl rollout undo deployment/web",
        "fault node-2 off",
    ]
    assert [only_looks(line) for line in looks] == [True] * len(looks)
    assert [only_looks(line) for line in changes] == [False] * len(changes)


def test_a_pod_whose_name_was_made_up_is_found_by_its_label() -> None:
    made = {"metadata": {"name": "web-7b659cbff-8vpsv", "labels": {"app": "web"},
                         "ownerReferences": [{"kind": "ReplicaSet", "name": "web-7b659cbff", "controller": True}]}}  # fmt: skip
    mine = {"metadata": {"name": "db-1", "labels": {"app": "db"}}}
    one = "$(kubectl get pods -l app=web -o name | head -1)"
    for typed, kept in (
        ("kubectl delete pod web-7b659cbff-8vpsv", f"kubectl delete {one}"),
        ("kubectl delete pod/web-7b659cbff-8vpsv --now", f"kubectl delete {one} --now"),
        ("kubectl exec web-7b659cbff-8vpsv -- ls", f"kubectl exec {one} -- ls"),
        ("kubectl delete pod db-1", "kubectl delete pod db-1"),
        ("kubectl delete rs web-7b659cbff", "kubectl delete rs web-7b659cbff"),
    ):
        assert by_label(typed, [made, mine]) == kept


def test_a_later_step_is_recorded_from_where_it_begins(signed_in: Callable[[str], Client]) -> None:
    anna = signed_in("anna")
    anna.post(reverse("studio-begin"), {"title": "Later", "id": "later"})
    draft = Draft.objects.get()
    text = starting.new("later", "Later").replace("running: web", "running: {name: web, count: 2}")
    text = text.replace(
        "kubectl run web --image=nginx\nsettle", "kubectl create deployment web --image=nginx --replicas=2\nsettle"
    )
    text += "\n## A second step {#second}\n\nMore.\n\n```check\nid: other\nrunning: other\n```\n\n"
    text += "```solution\nkubectl run other --image=nginx\nsettle\n```\n\n:::hint\nThink.\n:::\n"
    anna.post(reverse("draft-save", args=[draft.pk]), {"text": text, "seen": "1"})
    rehearsed(draft)
    second = f"/learn/_draft-{draft.pk}/second/"
    assert "not there yet" in anna.get(second).content.decode()
    answer = anna.post(reverse("draft-arrive", args=[draft.pk, "second"]))
    assert (answer.status_code, answer["location"]) == (302, second)
    assert "not there yet" not in anna.get(second).content.decode()
    told = anna.post(reverse("draft-record", args=[draft.pk]), {"step": "second"}, headers=HTMX).content.decode()
    assert "Recording <strong>A second step</strong>" in told
    host = registry.host_of(ClusterRecord.objects.get())
    host.set_pace("paused")
    pod = next(
        one["metadata"]["name"] for one in host.cluster.objects(PODS) if one["metadata"]["name"].startswith("web-")
    )
    host.run_until_answered(host.run(f"kubectl delete pod {pod}"))
    host.skip(40_000)
    anna.post(reverse("draft-record-stop", args=[draft.pk]), headers=HTMX)
    taken = Recording.objects.get()
    assert taken.lines == ["kubectl delete $(kubectl get pods -l app=web -o name | head -1)", "settle"]
    assert [one["id"] for one in taken.proposals] == ["web-again"]
    accepted = {"solution": "\n".join(taken.lines), "check": "web-again", "afresh": "on", "text": text, "seen": "2"}
    anna.post(reverse("draft-record-accept", args=[draft.pk]), accepted, headers=HTMX)
    lesson = parse(Draft.objects.get().newest.text, "later/lesson.md")
    assert [str(failure) for failure in prove(lesson).failures if failure.place.line > lesson.steps[1].place.line] == []


def test_a_draft_says_what_to_add_where_a_learner_is_told_to_take_a_sandbox() -> None:
    assert refusal(("kubectl",), "fault node-2 off").startswith("This lesson does without fault node. ")
    told = refusal(("kubectl",), "fault node-2 off", author=True)
    assert (
        told == "`allow` in your lesson does without fault.node. Add it there, or take the line `allow` out, and save."
    )
    assert refusal(("kubectl", "fault"), "fault node-2 off", author=True) == ""


def test_blocks_go_where_the_old_ones_stood_and_nothing_else_moves() -> None:
    text = starting.new("here", "Here") + "\n## Another step {#second}\n\nMore.\n\n:::hint\nThink.\n:::\n"
    block = "```check\nid: there\nmode: edge\ntask: It is there\nrunning: db\n```"
    fresh = inserting.written(text, "first", ["kubectl run db --image=redis", "settle"], [block], afresh=True)
    lesson = parse(fresh, "here/lesson.md")
    assert [check.id for check in lesson.steps[0].checks] == ["there"]
    assert lesson.steps[0].solution == ("kubectl run db --image=redis", "settle")
    assert fresh.partition("## Another step")[2] == text.partition("## Another step")[2]
    more = inserting.written(text, "first", ["kubectl run db --image=redis"], [block], afresh=False)
    assert [check.id for check in parse(more, "here/lesson.md").steps[0].checks] == ["runs", "there"]
    second = inserting.written(text, "second", ["kubectl run db --image=redis"], [block], afresh=True)
    assert parse(second, "here/lesson.md").steps[1].solution == ("kubectl run db --image=redis",)
    assert second.index("id: there") < second.index("Think.")
    with pytest.raises(ValueError, match=r"has no step \{#third\}"):
        inserting.written(text, "third", ["x"], [], afresh=True)


def test_a_step_that_is_played_in_the_preview_becomes_text(signed_in: Callable[[str], Client]) -> None:
    anna = signed_in("anna")
    anna.post(reverse("studio-begin"), {"title": "Recorded", "id": "recorded"})
    draft = Draft.objects.get()
    told = anna.post(reverse("draft-record", args=[draft.pk]), {"step": "first"}, headers=HTMX).content.decode()
    assert "wait until it shows there" in told
    rehearsed(draft)
    step = f"/learn/_draft-{draft.pk}/first/"
    anna.get(step)
    host = registry.host_of(ClusterRecord.objects.get())
    host.run_until_answered(host.run("kubectl create namespace before"))
    told = anna.post(reverse("draft-record", args=[draft.pk]), {"step": "first"}, headers=HTMX).content.decode()
    assert "Recording <strong>A first step</strong>" in told
    anna.post(f"{step}bet/", {"id": "who", "answer": "kubelet"})
    host = registry.host_of(ClusterRecord.objects.get())
    host.set_pace("paused")
    for line in (
        "kubectl get nodes",
        "kubectl create deployment shop --image=nginx --replicas=2",
        "kubectl cordon node-3",
    ):
        host.run_until_answered(host.run(line))
        host.skip(9_000)
    host.run_until_answered(host.run("kubectl create deployment late --image=nginx"))
    told = anna.post(reverse("draft-record-stop", args=[draft.pk]), headers=HTMX).content.decode()
    taken = Recording.objects.get()
    assert taken.lines == [
        "kubectl create deployment shop --image=nginx --replicas=2", "settle",
        "kubectl cordon node-3",
        "kubectl create deployment late --image=nginx", "settle",
    ]  # fmt: skip
    proposed = {one["id"]: one["block"] for one in taken.proposals}
    assert list(proposed) == [
        "shop-runs", "late-runs", "node-3-cordoned", "shop-deployments-is-there", "late-deployments-is-there"
    ], "what had only begun when it was stopped has come to rest"  # fmt: skip
    assert "running: {name: shop, count: 2}" in proposed["shop-runs"]
    assert "before" not in "".join(proposed.values()), "the recording began where the step begins"
    fields = {
        "solution": "\r\n".join(taken.lines),
        "check": list(proposed),
        "afresh": "on",
        "text": draft.newest.text.replace("One idea a step.", "Typed, and not saved."),
        "seen": "1",
    }
    answer = anna.post(reverse("draft-record-accept", args=[draft.pk]), fields, headers=HTMX)
    assert answer.headers["HX-Redirect"] == reverse("draft", args=[draft.pk]) + "?step=first"
    draft.refresh_from_db()
    assert (draft.head, draft.newest.note) == (2, "step first recorded")
    assert "Typed, and not saved." in draft.newest.text
    (step_read,) = parse(draft.newest.text, "recorded/lesson.md").steps
    assert [check.id for check in step_read.checks] == list(proposed)
    assert not Recording.objects.exists()
    assert anna.post(reverse("draft-record-stop", args=[draft.pk])).status_code == 404
