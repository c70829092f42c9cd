"""What all tests share."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The machine may be busy: a slow example is no failure, and the same examples come on every run.
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

MODEL = tuple(Path(__file__).parent / folder for folder in ("model", "scheduler"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in the folders of the model are marked so; what they cover is measured."""
    for item in items:
        if item.path.is_relative_to(MODEL[0]) or item.path.is_relative_to(MODEL[1]):
            item.add_marker("model")
