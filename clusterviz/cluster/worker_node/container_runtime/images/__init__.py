"""Images: their names, the registry that serves them, and the programs inside."""

from .catalogue import Image, image_of
from .names import canonical, split
from .registry import Registry

__all__ = ["Image", "Registry", "canonical", "image_of", "split"]
