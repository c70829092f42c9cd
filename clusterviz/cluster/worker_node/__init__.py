"""A worker node: the machine on which Pods run, and the processes that make it part of the cluster."""

from .machine import Machine, assemble, assemble_worker

__all__ = ["Machine", "assemble", "assemble_worker"]
