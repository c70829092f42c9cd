"""The horizontal Pod autoscaler: as many Pods as their load asks for."""

from .controller import HorizontalPodAutoscaler

__all__ = ["HorizontalPodAutoscaler"]
