"""The StatefulSet controller: Pods with names that stay, made and replaced one after the other."""

from .controller import StatefulSetController

__all__ = ["StatefulSetController"]
