"""Seeded simulation: random pokes and faults, then quiet, then every invariant. A failure prints its seed and its pokes."""

from .mutants import MUTANTS
from .run import Result, simulate

__all__ = ["MUTANTS", "Result", "simulate"]
