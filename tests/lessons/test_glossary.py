"""The glossary leads somewhere: to a lesson, to a box of the diagram, to the source; and only the model's source is shown."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from clusterviz.cluster import checkpoint
from clusterviz.picture.scene import scene
from lessons.course import track
from lessons.course.claims import ROOT
from lessons.course.glossary import TERMS

pytestmark = pytest.mark.django_db(transaction=True)

OWN = {
    "API server": "the-api-server",
    "Scheduler": "the-scheduler",
    "Controller manager": "the-controller-manager",
    "etcd": "etcd-the-memory",
    "kubelet": "the-kubelet",
    "kube-proxy": "kube-proxy",
    "Pod": "pods",
    "Container": "containers",
    "Container runtime": "the-container-runtime",
    "Docker": "docker",
    "rkt": "rkt",
    "Virtual machine": "virtual-machines",
    "Node port": "to-the-outside",
    "Load balancer": "to-the-outside",
}


@pytest.fixture
def reader() -> Client:
    return Client(headers={"host": "localhost"})


def test_every_term_has_its_box_in_the_diagram() -> None:
    boxes = set(scene(checkpoint.fork("three-nodes")))
    assert {term.name: term.box for term in TERMS if term.box not in boxes} == {}


def test_every_term_has_its_lesson() -> None:
    course = track.load().lessons
    lessons = {term.name: term.lesson(course) for term in TERMS}
    assert [name for name, lesson in lessons.items() if lesson is None] == []
    told = {name: lesson.id for name, lesson in lessons.items() if lesson}
    assert told | OWN == told


def test_every_link_of_the_glossary_leads_to_the_source(reader: Client) -> None:
    html = reader.get("/glossary/").content.decode()
    links = sorted(set(re.findall(r'href="(/source/[^"]+)"', html)))
    assert len(links) == len({term.folder for term in TERMS}) > 20
    for link in links:
        shown = reader.get(link)
        assert shown.status_code == 200, link
    code = unescape(reader.get("/source/clusterviz/cluster/machinery/informer.py").content.decode())
    assert (ROOT / "clusterviz/cluster/machinery/informer.py").read_text("utf-8") in code
    folder = reader.get("/source/clusterviz/cluster/control_plane").content.decode()
    assert "/source/clusterviz/cluster/control_plane/etcd" in folder


@pytest.mark.parametrize(
    "path",
    [
        "tutorial/settings.py",
        "clusterviz/cluster/../../tutorial/secret.py",
        "clusterviz/cluster/%2e%2e/%2e%2e/manage.py",
        "clusterviz/cluster//etc/passwd",
        "clusterviz/cluster/README.md",
        "clusterviz/cluster/no_such.py",
        "clusterviz/cluster/cluster.py/x",
        "clusterviz/cluster\x00",
        "clusterviz/live/host.py",
        "var/secret-key",
    ],
)
def test_nothing_but_the_model_is_shown(reader: Client, path: str) -> None:
    assert reader.get(f"/source/{path}").status_code == 404


def test_the_box_is_in_the_cluster_that_a_reader_has(reader: Client) -> None:
    assert "/c/new" in reader.get("/glossary/").content.decode()
    reader.get("/learn/a-node-dies/")
    assert "/learn/a-node-dies/?box=kube-scheduler" in reader.get("/glossary/").content.decode()
    made = reader.post("/c/new/", {"preset": "three-nodes"})["location"]
    assert f"{made}?box=kubelet/node-1" in reader.get("/glossary/").content.decode()
