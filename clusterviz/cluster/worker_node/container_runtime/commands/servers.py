"""An image's own server, and programs in languages that this model does not speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....machinery.times import klog_head
from ..images.catalogue import KLOG
from .flow import FOREVER

if TYPE_CHECKING:
    from ..process import Process


def serve(process: Process, argv: tuple[str, ...]) -> None:
    """The image's own server: it writes a few lines and listens until it is told to stop."""
    world = process.world
    image = world.image
    if len(argv) > 1 and argv[1] in ("-v", "--version", "-t", "-V"):
        process.write(f"{argv[0]} version: {argv[0]}/1.0\n")
        process.status = 0
        return
    if world.talkative:
        for line in image.log:
            process.write(line.replace(KLOG, klog_head(world.unix_ms(), 1)) + "\n")
    process.server = True
    process.frames.clear()
    world.listening(image.ports, world.now_ms() + image.start_ms)
    process.sleep(FOREVER)


def perl(process: Process, argv: tuple[str, ...]) -> int:
    # The Job of Kubernetes' documentation: pi to 2000 places.
    if any("bpi" in one for one in argv):
        process.write(
            "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798\n"
        )
        process.variables["_slept_ms"] = "4000"
        process.sleep(4000)
        return 0
    process.sleep(500)
    return 0


def interpreter(process: Process, argv: tuple[str, ...]) -> int:
    # A program in a language that this model does not speak: a server of some kind if it has no end of its own.
    if not argv or argv[0] in ("-c", "-e", "--version", "-V", "-v"):
        process.sleep(200)  # a line of code given on the command line
    else:
        process.server = True
        process.world.listening((), process.world.now_ms() + 500)
        process.sleep(FOREVER)
    return 0
