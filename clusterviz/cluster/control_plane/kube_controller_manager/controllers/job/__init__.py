"""The Job controller: Pods that run until enough of them have ended well."""

from .controller import JobController

__all__ = ["JobController"]
