"""A bare cluster for the tests of controllers: people's requests, and what came of them."""

from __future__ import annotations

from typing import Any

from clusterviz.cluster import faults
from clusterviz.cluster.machinery.api import STRATEGIC_PATCH, Request, Response
from clusterviz.cluster.machinery.objects import Object, condition_of, name_of
from clusterviz.cluster.machinery.program import Ask, Code, Program
from clusterviz.cluster.machinery.resources import DEPLOYMENTS, EVENTS, PODS, REPLICASETS, Resource
from clusterviz.cluster.presets import make
from clusterviz.cluster.quiet import settle


def asks(answers: list[Response], request: Request) -> Code:
    """A program that makes one request."""
    answers.append((yield Ask(request)))
    return 0


class Bench:
    """A cluster with hollow nodes, and short words for what tests do with it."""

    def __init__(self, nodes: int = 2, seed: int = 1, preset: str = "bare") -> None:
        self.cluster = make(preset, seed=seed, nodes=nodes, debug=True)
        self.begun = self.cluster.trace.last_id

    # -- deeds ------------------------------------------------------------------------------------------------------

    def request(self, request: Request) -> Response:
        """Send a request as a person, and wait for the answer."""
        answers: list[Response] = []
        self.cluster.run_program(Program(asks, (answers, request)), request.verb)
        while not answers:
            self.cluster.clock.step()
        return answers[0]

    def ask(self, request: Request) -> Any:
        """Send a request that must be accepted."""
        response = self.request(request)
        assert response.ok, response.message
        return response.body

    def create(self, resource: Resource, obj: Object) -> Object:
        """Create an object in `default`."""
        namespace = obj["metadata"].get("namespace", "default") if resource.namespaced else ""
        created: Object = self.ask(Request("create", resource, namespace, body=obj))
        return created

    def patch(self, resource: Resource, name: str, patch: Object, namespace: str = "default") -> None:
        """Change an object."""
        namespace = namespace if resource.namespaced else ""
        self.ask(Request("patch", resource, namespace, name, body=patch, content_type=STRATEGIC_PATCH))

    def delete(self, resource: Resource, name: str, namespace: str = "default", **options: Any) -> None:
        """Delete an object."""
        self.ask(Request("delete", resource, namespace if resource.namespaced else "", name, body=options or None))

    def fault(self, verb: str, subject: str) -> None:
        """Break something, or mend it."""
        faults.apply(self.cluster, verb, subject)

    def settle(self) -> None:
        """Let time pass until nothing more follows."""
        assert settle(self.cluster), "the cluster does not come to rest"

    def run(self, seconds: float) -> None:
        """Let virtual time pass."""
        self.cluster.run_for(round(seconds * 1000))

    # -- what came of them --------------------------------------------------------------------------------------------

    def get(self, resource: Resource, name: str) -> Object:
        """The object of this name, in whatever namespace."""
        return next(obj for obj in self.cluster.objects(resource) if name_of(obj) == name)

    def all(self, resource: Resource, namespace: str = "default") -> list[Object]:
        """The objects of a namespace, the oldest first."""
        return [obj for obj in self.cluster.objects(resource) if obj["metadata"].get("namespace", "") == namespace]

    def names(self, resource: Resource, namespace: str = "default") -> list[str]:
        """Their names."""
        return [name_of(obj) for obj in self.all(resource, namespace)]

    def sizes(self) -> list[int]:
        """The sizes of all ReplicaSets in `default`, the oldest first."""
        return [obj["spec"]["replicas"] for obj in self.all(REPLICASETS)]

    def pods(self) -> list[Object]:
        """The Pods in `default` that nobody deletes."""
        return [pod for pod in self.all(PODS) if "deletionTimestamp" not in pod["metadata"]]

    def events_about(self, kind: str, name: str = "") -> list[tuple[str, str, str]]:
        """(type, reason, message) of what was told about objects of a kind, in the order in which it was told."""
        return [
            (event["type"], event["reason"], event["message"])
            for event in self.cluster.objects(EVENTS)
            if event["involvedObject"]["kind"] == kind and name in ("", event["involvedObject"]["name"])
        ]

    def condition(self, resource: Resource, name: str, kind: str) -> tuple[str, str, str]:
        """(status, reason, message) of a condition."""
        condition = condition_of(self.get(resource, name), kind)
        assert condition is not None, f"{name} has no condition {kind}"
        return condition["status"], condition["reason"], condition["message"]

    def decisions(self) -> list[str]:
        """What the controllers said since the cluster was made."""
        return [
            decision.sentence
            for decision in self.cluster.trace.decisions(self.begun)
            if decision.component == "kube-controller-manager"
        ]


def deployment(name: str = "web", replicas: int = 3, image: str = "nginx:1.27", **spec: Any) -> Object:
    """A Deployment as `kubectl create deployment` makes it."""
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "nginx", "image": image}]}}
    return {
        "apiVersion": DEPLOYMENTS.api_version,
        "kind": "Deployment",
        "metadata": {"name": name, "labels": labels},
        "spec": {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template, **spec},
    }


def image(name: str) -> Object:
    """A patch that sets the image."""
    return {"spec": {"template": {"spec": {"containers": [{"name": "nginx", "image": name}]}}}}


__all__ = ["Bench", "deployment", "image"]
