"""kube-controller-manager: the loops that bring what is closer to what is wanted."""

from .controller_manager import ControllerManager

__all__ = ["ControllerManager"]
