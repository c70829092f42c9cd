"""The EndpointSlice controller: which Pods stand behind a Service."""

from .controller import EndpointSliceController

__all__ = ["EndpointSliceController"]
