"""What the guide beside the text shows to copy: checks for what is asked for most, and lines for scripts. A test proves each."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext_noop


class Recipe(NamedTuple):
    """What somebody wants, and how a check says it. `before` and `solution`: a step in which it is the right thing to ask."""

    wanted: str
    check: str
    solution: str
    before: str = "kubectl create deployment web --image=nginx --replicas=3"


CHECKS = (
    Recipe(
        gettext_noop("Three Pods run"),
        "running: {name: web, count: 3}",
        "kubectl create deployment web --image=nginx --replicas=3\nsettle",
        "",
    ),
    Recipe(
        gettext_noop("A deleted Pod is replaced"),
        'that: pods.exists(p, app(p) == "web" && running(p) && !start.pods.exists(o, o.metadata.uid == p.metadata.uid))\n'
        "say: The Pods are still those of before.",
        "kubectl delete $(kubectl get pods -l app=web -o name | head -1)\nsettle",
    ),
    Recipe(
        gettext_noop("An object is there"),
        'that: deployments.exists(d, d.metadata.name == "shop")\nsay: There is no Deployment `shop` yet.',
        "kubectl create deployment shop --image=nginx",
        "",
    ),
    Recipe(
        gettext_noop("An object is gone"),
        'mode: gone\nthat: deployments.exists(d, d.metadata.name == "web")\nsay: The Deployment `web` is still there.',
        "kubectl delete deployment web",
    ),
    Recipe(
        gettext_noop("A Deployment wants another number"),
        'that: deployments.exists(d, d.metadata.name == "web" && d.spec.replicas == 5)\nsay: It does not ask for five yet.',
        "kubectl scale deployment web --replicas=5",
    ),
    Recipe(
        gettext_noop("A node is lost"),
        'that: nodes.exists(n, n.metadata.name == "node-2" && !ready(n))\nsay: The control plane still waits for a sign of life.',
        "fault node-2 off\nrun 60s",
    ),
    Recipe(
        gettext_noop("Its Pods run elsewhere"),
        'that: pods.filter(p, app(p) == "web" && running(p) && node(p) != "node-2").size() == 3\n'
        "say: Not all three run elsewhere yet.",
        "fault node-2 off\nrun 6m",
    ),
    Recipe(
        gettext_noop("A Service has its Pods behind it"),
        'that: endpointslices.exists(e, label(e, "kubernetes.io/service-name") == "web" && has(e.endpoints) && e.endpoints.size() == 3)\n'
        "say: Not all three Pods are behind the Service `web` yet.",
        "kubectl expose deployment web --port=80\nsettle",
    ),
    Recipe(
        gettext_noop("A component has stopped"),
        'that: components.exists(c, c.name == "kube-scheduler" && !c.running)\nsay: The scheduler still runs.',
        "fault stop kube-scheduler",
    ),
    Recipe(
        gettext_noop("An Event was told"),
        "event: {reason: ScalingReplicaSet, about: deployment/web}",
        "kubectl scale deployment web --replicas=5\nsettle",
    ),
)

SCENE = """\
```scene
do:
  - kubectl create deployment web --image=nginx --replicas=3
  - settle
```"""

LINES = (
    (gettext_noop("what one types"), "kubectl create deployment web --image=nginx --replicas=3"),
    (gettext_noop("one Pod, whatever its name is"), "kubectl delete $(kubectl get pods -l app=web -o name | head -1)"),
    (gettext_noop("take the power from a node, and give it back"), "fault node-2 off\nfault node-2 on"),
    (gettext_noop("stop a component, and start it"), "fault stop kube-scheduler\nfault start kube-scheduler"),
    (
        gettext_noop("cut a node off, and mend it"),
        "fault cut control-plane node-2\nfault mend control-plane node-2",
    ),
    (gettext_noop("wait until the cluster is quiet"), "settle"),
    (gettext_noop("let time pass: a lost node’s Pods are replaced after 350 s"), "run 6m"),
    (gettext_noop("what must be refused"), "! kubectl delete pod no-such"),
)
