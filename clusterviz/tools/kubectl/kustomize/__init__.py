"""Kustomize: a folder with a kustomization.yaml becomes objects: gathered, generated, patched and renamed. What `-k` reads."""

from __future__ import annotations

from .building import build

__all__ = ["build"]
