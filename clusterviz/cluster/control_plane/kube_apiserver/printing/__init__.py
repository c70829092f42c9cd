"""Server-side printing: the Table that `kubectl get` shows. Fact sheet §3."""

from .tables import table, warnings

__all__ = ["table", "warnings"]
