"""CRI-O: made for Kubernetes and for nothing else. One conmon per container keeps it and its log while crio is away."""

from __future__ import annotations

from ....machinery.cri import CriError
from ..images import canonical, split
from ..images.registry import ADDRESS, door
from ..runtime import ContainerRuntime


class Crio(ContainerRuntime):
    """The crio daemon."""

    kind = "cri-o"
    handed_on = "container create failed: ", ""
    finds_programs_at_create = (
        True  # conmon runs `runc create` when the container is made, and it looks for the program
    )

    def image_missing(self, name: str) -> CriError:
        """The words of containers/image, the library with which CRI-O pulls."""
        repository, tag = split(name)
        return CriError(
            f"initializing source docker://{canonical(name)}: reading manifest {tag or 'latest'} in {repository}: manifest unknown"
        )

    def registry_silent(self, name: str) -> CriError:
        """It asks for the registry's version before it asks for an image."""
        host = door(name)
        return CriError(
            f"initializing source docker://{canonical(name)}: pinging container registry {host}: "
            f'Get "https://{host}/v2/": dial tcp {ADDRESS}:443: i/o timeout'
        )

    def network_failed(self, identity: str, problem: str) -> CriError:
        """CRI-O names the sandbox by its Pod's infra container."""
        return CriError(
            f'failed to create pod network sandbox {identity}: error adding pod to CNI network "bridge": '
            f'plugin type="bridge" failed (add): {problem}'
        )
