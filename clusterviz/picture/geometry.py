"""Where everything stands: boxes computed, never simulated, so that each thing keeps its place and tests can say it.

A layout is a function of the canvas width and every x in it is linear in that width. The page gets each box at a
reference width together with how it moves and grows per pixel more, and can fill any canvas without asking again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Box = tuple[float, float, float, float]  # x, y, width, height
Boxes = dict[str, Box]
Line = tuple[float, float, float, float]  # x1, y1, x2, y2

REFERENCE_WIDTHS = {"wide": 1040, "narrow": 628, "far": 390}
MOST_NODES_NEAR = {"wide": 4, "narrow": 3}  # one node more switches to tiles
MOST_PODS_NEAR = 8  # and so does a ninth Pod on one node
POD_PITCH = 70
TILE_PITCH = 36
SYSTEM_WIDTH = {"wide": 92, "narrow": 44}
MEMBERS_WIDE = 310  # px that three members of etcd take where one takes 226
ABOVE = ("etcd", "kube-scheduler", "kube-controller-manager")


@dataclass(frozen=True)
class Crowd:
    """What must find room: nodes in order, with the ids of their Pods; which nodes have system Pods; Pods without a node."""

    pods: Mapping[str, list[str]]
    system: Mapping[str, int]
    waiting: list[str]
    members: tuple[str, ...] = (ABOVE[0],)  # of etcd: they share its place

    @property
    def above(self) -> tuple[str, ...]:
        """The components above the API server, from left to right."""
        return (*self.members, *ABOVE[1:])

    def near(self, mode: str) -> bool:
        """Whether Pods can be drawn with their names."""
        most = max((len(pods) for pods in self.pods.values()), default=0)
        return mode != "far" and len(self.pods) <= MOST_NODES_NEAR[mode] and most <= MOST_PODS_NEAR


@dataclass(frozen=True)
class Layout:
    """Boxes and lines by element id, at one width."""

    boxes: Boxes
    lines: dict[str, Line]
    height: float


def edge_id(one: str, other: str) -> str:
    """The id of the line between two components: the API server first, else the kubelet."""
    if one.startswith(ABOVE[0]) and other.startswith(ABOVE[0]):
        one, other = sorted((one, other))
    elif other == "kube-apiserver" or (other.startswith("kubelet/") and one != "kube-apiserver"):
        one, other = other, one
    return f"{one}|{other}"


def wide(width: float, crowd: Crowd, columns: int = 0) -> Layout:
    """1040 × 508 and more: names beside their icons."""
    boxes: Boxes = {"you": (20, 134, 64, 42), "plane": (106, 6, width - 126, 182)}
    left, right = 118.0, width - 32
    middle = (left + right) / 2
    for name, x in zip(ABOVE, (left, middle - 113, right - 226), strict=True):
        boxes[name] = (x, 32, 226, 48)
    _share_among_members(boxes, crowd)
    boxes["kube-apiserver"] = (left, 134, right - left, 42)
    return _below(boxes, width, crowd, margin=20, gap=20, pad=12, columns=columns)


def narrow(width: float, crowd: Crowd, columns: int = 0) -> Layout:
    """560 to 900 px: the same map with icons over names."""
    boxes: Boxes = {"you": (12, 134, 50, 42), "plane": (78, 6, width - 90, 182)}
    left, right = 90.0, width - 24
    third = (right - left - 28) / 3
    for number, name in enumerate(ABOVE):
        boxes[name] = (left + number * (third + 14), 32, third, 48)
    _share_among_members(boxes, crowd)
    boxes["kube-apiserver"] = (left, 134, right - left, 42)
    return _below(boxes, width, crowd, margin=12, gap=10, pad=9, columns=columns)


def far(width: float, crowd: Crowd, columns: int = 0) -> Layout:
    """Less than 560 px: the same map, names only, Pods as tiles."""
    boxes: Boxes = {"plane": (10, 6, width - 20, 92)}
    left, right = 20.0, width - 20
    third = (right - left - 16) / 3
    for number, name in enumerate(ABOVE):
        boxes[name] = (left + number * (third + 8), 30, third, 26)
    _share_among_members(boxes, crowd)
    boxes["kube-apiserver"] = (left, 64, right - left, 26)
    return _tiles(boxes, width, crowd, top=132, margin=10, gap=8, columns=columns)


LAYOUTS: dict[str, Callable[[float, Crowd, int], Layout]] = {"wide": wide, "narrow": narrow, "far": far}


def columns_for(mode: str, crowd: Crowd) -> int:
    """How many nodes stand side by side. Up to three keep three places, so that a new one moves nobody."""
    count = len(crowd.pods)
    if mode == "far" or count <= 3:
        return 3
    if count == 4:
        return 4
    return min(8 if mode == "wide" else 5, max(4, -(-count // -(-count // 8))))


def _below(boxes: Boxes, width: float, crowd: Crowd, *, margin: float, gap: float, pad: float, columns: int) -> Layout:
    """Nodes under the control plane: with their processes and named Pods when there is room, else with tiles."""
    mode = "wide" if margin == 20 else "narrow"
    if not crowd.near(mode):
        return _tiles(boxes, width, crowd, top=260, margin=margin, gap=gap * 0.6, columns=columns)
    node_width = (width - 2 * margin - (columns - 1) * gap) / columns
    half = (node_width - 3 * pad) / 2
    rows = max(1, max((-(-len(pods) // 2) for pods in crowd.pods.values()), default=1))
    height = 224 + (rows - 1) * POD_PITCH
    lines = _lines_above(boxes, crowd)
    for number, (node, pods) in enumerate(crowd.pods.items()):
        x, y = margin + number * (node_width + gap), 260.0
        inner = x + pad
        right = inner + half + pad
        boxes[f"node/{node}"] = (x, y, node_width, height)
        boxes[f"kube-proxy/{node}"] = (inner, y + 34, half, 40)
        boxes[f"kubelet/{node}"] = (right, y + 34, half, 40)
        boxes[f"container-runtime/{node}"] = (inner, y + 116, node_width - 2 * pad, 28)
        for place, pod in enumerate(pods):
            row, column = divmod(place, 2)
            boxes[pod] = (right if column else inner, y + 154 + row * POD_PITCH, half, 58)
        if crowd.system.get(node):
            chip = SYSTEM_WIDTH[mode]
            boxes[f"system/{node}"] = (x + node_width - pad - chip - 4, y + 119, chip, 22)
        # The API server's bar begins right of the first node's middle: the line meets it at its end.
        over, under = right + half / 2, boxes["kube-apiserver"][0] + 8 if number == 0 else inner + half / 2
        lines[f"kube-apiserver|kubelet/{node}"] = (over, 176, over, y + 34)
        lines[f"kube-apiserver|kube-proxy/{node}"] = (under, 176, under, y + 34)
        lines[f"kubelet/{node}|container-runtime/{node}"] = (over, y + 74, over, y + 116)
    # Pods without a node hang between the control plane and the nodes, clear of the kubelets' lines.
    shown = crowd.waiting if len(crowd.waiting) <= columns else crowd.waiting[: columns - 1]
    for place, pod in enumerate(shown):
        boxes[pod] = (margin + place * (node_width + gap) + pad, 195, half, 58)
    if len(shown) < len(crowd.waiting):
        boxes["waiting"] = (margin + (columns - 1) * (node_width + gap) + pad, 195, half, 58)
    return Layout(boxes, lines, 260.0 + height + 24)


def _tiles(boxes: Boxes, width: float, crowd: Crowd, *, top: float, margin: float, gap: float, columns: int) -> Layout:
    """Nodes as planes with a tile for each Pod; processes are not drawn."""
    reference = REFERENCE_WIDTHS["far" if margin < 12 else "narrow" if margin < 20 else "wide"]
    node_width = (width - 2 * margin - (columns - 1) * gap) / columns
    # Tiles in a row are counted at the reference width: a tile never changes its place while the window does.
    in_row = max(1, int(((reference - 2 * margin - (columns - 1) * gap) / columns - 24 + 10) // TILE_PITCH))
    rows = max(1, max((-(-len(pods) // in_row) for pods in crowd.pods.values()), default=1))
    height = 74 + rows * TILE_PITCH
    lines = _lines_above(boxes, crowd)
    bar = boxes["kube-apiserver"][1] + boxes["kube-apiserver"][3]
    bottom = top + height
    for number, (node, pods) in enumerate(crowd.pods.items()):
        row, column = divmod(number, columns)
        x, y = margin + column * (node_width + gap), top + float(row * (height + 14))
        boxes[f"node/{node}"] = (x, y, node_width, height)
        for place, pod in enumerate(pods):
            tile_row, tile_column = divmod(place, in_row)
            boxes[pod] = (x + 12 + tile_column * TILE_PITCH, y + 32 + tile_row * TILE_PITCH, 26, 26)
        if row == 0:  # the lines of later rows would run through the first: their hops glow on the node
            over = boxes["kube-apiserver"][0] + 8 if column == 0 and margin >= 12 else x + node_width / 2
            lines[f"kube-apiserver|kubelet/{node}"] = (over, bar, over, y)
        bottom = max(bottom, y + height)
    # Pods without a node hang in the gap over the nodes, left of the lines.
    hang = bar + (top - bar - 26) / 2
    shown = crowd.waiting if len(crowd.waiting) <= columns else crowd.waiting[: columns - 1]
    for place, pod in enumerate(shown):
        boxes[pod] = (margin + place * (node_width + gap) + 8, hang, 26, 26)
    if len(shown) < len(crowd.waiting):
        boxes["waiting"] = (margin + (columns - 1) * (node_width + gap) + 4, hang, 46, 26)
    return Layout(boxes, lines, bottom + 24)


def _share_among_members(boxes: Boxes, crowd: Crowd) -> None:
    """Three members of etcd stand side by side where one would stand."""
    if len(crowd.members) > 1:
        x, y, width, height = boxes.pop(ABOVE[0])
        width = MEMBERS_WIDE if width == 226 else width
        gap = 22 if width == MEMBERS_WIDE else 6
        share = (width - gap * (len(crowd.members) - 1)) / len(crowd.members)
        for number, name in enumerate(crowd.members):
            boxes[name] = (x + number * (share + gap), y, share, height)


def _lines_above(boxes: Boxes, crowd: Crowd) -> dict[str, Line]:
    """Lines from the API server's bar to those beside and above it: each from its source to its target."""
    lines: dict[str, Line] = {}
    bar = boxes["kube-apiserver"]
    for name in crowd.above:
        x, y, width, height = boxes[name]
        lines[f"kube-apiserver|{name}"] = (x + width / 2, bar[1], x + width / 2, y + height)
    for number, one in enumerate(crowd.members):
        for other in crowd.members[number + 1 :]:
            x, y, width, height = boxes[one]
            lines[f"{one}|{other}"] = (x + width, y + height / 2, boxes[other][0], y + height / 2)
    if "you" in boxes:
        x, y, width, height = boxes["you"]
        lines["kube-apiserver|you"] = (bar[0], y + height / 2, x + width, y + height / 2)
    return lines
