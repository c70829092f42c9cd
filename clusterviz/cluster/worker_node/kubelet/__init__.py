"""kubelet: runs the Pods bound to its node, and reports how they do."""

from .kubelet import Kubelet

__all__ = ["Kubelet"]
