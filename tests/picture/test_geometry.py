"""Where things stand: nothing overlaps, everything is on the canvas, and nobody moves when a node joins."""

import itertools

import pytest

from clusterviz.picture.geometry import LAYOUTS, REFERENCE_WIDTHS, Box, Crowd, Layout, columns_for

INSIDE = ("plane", "node/", "waiting")  # planes hold others


def crowd(nodes: int, pods: int, waiting: int = 0, system: int = 0) -> Crowd:
    """`nodes` nodes with `pods` Pods each."""
    names = [f"node-{number + 1}" for number in range(nodes)]
    return Crowd(
        {name: [f"pod/default/{name}-{number}" for number in range(pods)] for name in names},
        dict.fromkeys(names, system) if system else {},
        [f"pod/default/waiting-{number}" for number in range(waiting)],
    )


def drawn(mode: str, given: Crowd, width: float | None = None) -> Layout:
    return LAYOUTS[mode](width or REFERENCE_WIDTHS[mode], given, columns_for(mode, given))


def overlap(one: Box, other: Box) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


CROWDS = [(1, 1), (1, 8), (2, 3), (3, 0), (3, 2), (3, 5), (4, 4), (5, 3), (8, 12), (8, 40), (30, 6)]


@pytest.mark.parametrize("mode", LAYOUTS)
@pytest.mark.parametrize(("nodes", "pods"), CROWDS)
@pytest.mark.parametrize("waiting", [0, 2, 9])
def test_nothing_overlaps_and_everything_is_on_the_canvas(mode: str, nodes: int, pods: int, waiting: int) -> None:
    layout = drawn(mode, crowd(nodes, pods, waiting, system=1))
    things = {name: box for name, box in layout.boxes.items() if not name.startswith((*INSIDE, "system/"))}
    planes = {name: box for name, box in layout.boxes.items() if name.startswith(("plane", "node/"))}
    for group in (things, planes):
        for (name, one), (other_name, other) in itertools.combinations(group.items(), 2):
            assert not overlap(one, other), f"{name} {one} lies on {other_name} {other}"
    for name, (x, y, width, height) in layout.boxes.items():
        assert x >= 0, name
        assert y >= 0, name
        assert width > 0, name
        assert x + width <= REFERENCE_WIDTHS[mode] + 0.01, name
        assert y + height <= layout.height, name


@pytest.mark.parametrize("mode", LAYOUTS)
def test_pods_stand_inside_their_node(mode: str) -> None:
    given = crowd(4, 7)
    boxes = drawn(mode, given).boxes
    for node, pods in given.pods.items():
        x, y, width, height = boxes[f"node/{node}"]
        for pod in pods:
            left, top, pod_width, pod_height = boxes[pod]
            assert x <= left
            assert y <= top
            assert left + pod_width <= x + width
            assert top + pod_height <= y + height


def test_the_wide_layout_is_that_of_the_mock() -> None:
    layout = drawn("wide", crowd(3, 2))
    assert layout.boxes["plane"] == (106, 6, 914, 182)
    assert layout.boxes["etcd"] == (118, 32, 226, 48)
    assert layout.boxes["kube-scheduler"] == (450, 32, 226, 48)
    assert layout.boxes["kube-controller-manager"] == (782, 32, 226, 48)
    assert layout.boxes["kube-apiserver"] == (118, 134, 890, 42)
    assert layout.boxes["you"] == (20, 134, 64, 42)
    assert layout.boxes["node/node-1"] == (20, 260, 320, 224)
    assert layout.boxes["kubelet/node-1"] == (186, 294, 142, 40)
    assert layout.boxes["container-runtime/node-1"] == (32, 376, 296, 28)
    assert layout.boxes["pod/default/node-1-1"] == (186, 414, 142, 58)
    assert layout.lines["kube-apiserver|kubelet/node-3"] == (937, 176, 937, 294)
    assert layout.height == 508


def test_a_third_pod_starts_a_new_row_and_all_nodes_grow_together() -> None:
    given = Crowd({"node-1": ["pod/a/1", "pod/a/2", "pod/a/3"], "node-2": []}, {}, [])
    boxes = drawn("wide", given).boxes
    assert boxes["pod/a/3"][1] - boxes["pod/a/1"][1] == 70
    assert boxes["node/node-1"][3] == boxes["node/node-2"][3] == 294


@pytest.mark.parametrize("mode", LAYOUTS)
def test_a_second_and_a_third_node_move_nobody(mode: str) -> None:
    before, after = drawn(mode, crowd(1, 2)).boxes, drawn(mode, crowd(3, 2)).boxes
    assert {name: after[name] for name in before} == before


def test_a_pod_that_waits_moves_nobody() -> None:
    before, after = drawn("wide", crowd(3, 2)), drawn("wide", crowd(3, 2, waiting=5))
    assert {name: after.boxes[name] for name in before.boxes} == before.boxes
    assert after.height == before.height


@pytest.mark.parametrize("mode", LAYOUTS)
@pytest.mark.parametrize(("nodes", "pods"), CROWDS)
def test_every_x_is_linear_in_the_width(mode: str, nodes: int, pods: int) -> None:
    given, reference = crowd(nodes, pods, waiting=4), REFERENCE_WIDTHS[mode]
    first, second, third = (drawn(mode, given, reference + extra) for extra in (0, 100, 240))
    for name, (x, _, width, _) in third.boxes.items():
        a, b = first.boxes[name], second.boxes[name]
        assert x == pytest.approx(a[0] + (b[0] - a[0]) * 2.4)
        assert width == pytest.approx(a[2] + (b[2] - a[2]) * 2.4)


def test_a_fifth_node_switches_to_tiles() -> None:
    assert crowd(4, 2).near("wide")
    assert not crowd(5, 2).near("wide")
    assert drawn("wide", crowd(5, 1)).boxes["pod/default/node-1-0"][2:] == (26, 26)
