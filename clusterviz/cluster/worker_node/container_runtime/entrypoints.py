"""What a container runs: its command and arguments, or those of its image."""

from __future__ import annotations

from ...machinery import cri
from . import commands
from .images import Image


def argv_of(config: cri.CreateContainer, image: Image) -> tuple[str, ...]:
    """What a container runs: its command or its image's entrypoint, and the arguments."""
    entrypoint = config.command or image.entrypoint
    return (*entrypoint, *(config.args or (() if config.command else image.command)))


def missing_program(config: cri.CreateContainer, image: Image) -> tuple[str, str] | None:
    """The program that the image has not, and what the kernel says of it."""
    argv = argv_of(config, image)
    if argv and commands.exists(image, argv[0]):
        return None
    program = argv[0] if argv else ""
    problem = f"stat {program}: no such file or directory" if "/" in program else "executable file not found in $PATH"
    return program, problem
