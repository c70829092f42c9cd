"""Validation: what may not be stored, in Kubernetes' own words. Fact sheet §4.4."""

from .metadata import validate_metadata, validate_metadata_update

__all__ = ["validate_metadata", "validate_metadata_update"]
