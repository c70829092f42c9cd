"""The Deployment controller: moves Pods from one template to the next by scaling ReplicaSets."""

from .controller import DeploymentController

__all__ = ["DeploymentController"]
