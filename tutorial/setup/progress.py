"""One line per step: its name when it starts, its time when it is done."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(name: str) -> Iterator[None]:
    print(f"  {name} …", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print(" stopped", flush=True)
        raise
    print(f" {time.monotonic() - began:.1f} s", flush=True)
