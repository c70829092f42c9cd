"""The node lifecycle controller: notices when a node falls silent, and tells everyone by conditions and taints."""

from .controller import NodeLifecycleController

__all__ = ["NodeLifecycleController"]
