"""What an image holds: when that changes, older images cannot be followed, and the model's version has to grow with it.

`python -m tests.model.test_image_shape` writes down what one of this version holds, once the version has grown.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from clusterviz.cluster import presets
from clusterviz.cluster.checkpoint import MODEL_VERSION, _Pickler
from clusterviz.tools import shell

SHAPE = Path(__file__).parent / "image-shape.json"
WAY_OUT = (
    "An image holds something else than before. Let MODEL_VERSION (cluster/checkpoint.py) grow, and then run "
    "`python -m tests.model.test_image_shape`."
)
LINES = (
    "kubectl create deployment web --image=nginx --replicas=2",
    "kubectl expose deployment web --port=80",
    "kubectl run ask --image=busybox -- sh -c 'wget -qO- http://web; sleep 999'",
    "kubectl run crash --image=busybox -- sh -c 'exit 1'",
    "kubectl create job sum --image=busybox -- sh -c 'echo 3'",
    "kubectl autoscale deployment web --max=3",
    "kubectl get pods --watch",
)


class Looking(_Pickler):
    """A pickler that notes of which of our classes it writes which attributes."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, protocol=5)
        self.found: dict[str, set[str]] = {}

    def persistent_id(self, obj: Any) -> None:
        """Everything that is written passes here."""
        kind = type(obj)
        if kind.__module__.startswith("clusterviz."):
            names = self.found.setdefault(f"{kind.__module__.removeprefix('clusterviz.')}.{kind.__qualname__}", set())
            names.update(getattr(obj, "__dict__", ()), getattr(obj, "_fields", ()))
            for base in kind.__mro__:
                slots = base.__dict__.get("__slots__", ())
                names.update((slots,) if isinstance(slots, str) else slots)


def shape() -> dict[str, Any]:
    """Class → its attributes, of all that is in the image of a cluster in which a little of everything goes on."""
    cluster = presets.make("three-nodes", seed=1)
    for line in LINES:
        shell.start(cluster, line)
        cluster.run_for(2_000)
    cluster.network.lose_power("node-2")
    cluster.run_for(30_000)
    looking = Looking(io.BytesIO())
    looking.dump(cluster)
    return {"version": MODEL_VERSION, "classes": {name: sorted(names) for name, names in sorted(looking.found.items())}}


def test_the_version_grows_when_an_image_holds_something_else() -> None:
    known, now = json.loads(SHAPE.read_text()), shape()
    classes = known["classes"].keys() | now["classes"].keys()
    changed = sorted(name for name in classes if known["classes"].get(name) != now["classes"].get(name))
    assert changed == [], WAY_OUT
    assert known["version"] == now["version"], WAY_OUT


if __name__ == "__main__":
    SHAPE.write_text(json.dumps(shape(), indent=1) + "\n")
