"""Two commands started at once must not install into the same folders: the second waits for the first."""

from collections.abc import Iterator
from contextlib import contextmanager

from tutorial.setup import places

try:
    import fcntl
except ImportError:  # Windows: nobody waits there
    fcntl = None  # type: ignore[assignment]


@contextmanager
def alone() -> Iterator[None]:
    places.VAR.mkdir(exist_ok=True)
    with (places.VAR / "set-up.lock").open("w") as lock:
        if fcntl is not None:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                print("  Another set-up is at work here; waiting for it …", flush=True)
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield
