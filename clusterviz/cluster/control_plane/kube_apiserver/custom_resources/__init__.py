"""Custom resources: a CustomResourceDefinition becomes a kind that is served like Kubernetes' own. Fact sheet §14; golden crds-basic."""

from .serving import CustomResources

__all__ = ["CustomResources"]
