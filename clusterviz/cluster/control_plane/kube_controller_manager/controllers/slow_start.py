"""Slow start: create one object, then two, then four; if one fails, leave the rest. Fact sheet §7.2.

So a quota that is used up costs one refused request and not five hundred.
"""

from __future__ import annotations

from collections.abc import Callable

from ....machinery.api import Response
from ....machinery.client import Client
from ....machinery.objects import Object
from ....machinery.resources import Resource


class SlowStart:
    """Calls `on_answer(response)` for each object tried, and `on_done(skipped)` at the end."""

    def __init__(
        self,
        client: Client,
        resource: Resource,
        objects: list[Object],
        on_answer: Callable[[Response], None],
        on_done: Callable[[int], None],
    ) -> None:
        self.client = client
        self.resource = resource
        self.left = objects
        self.on_answer = on_answer
        self.on_done = on_done
        self.batch = 1
        self.in_flight = 0
        self.failed = False

    def next_batch(self) -> None:
        """Send the next batch, all at once."""
        batch, self.left = self.left[: self.batch], self.left[self.batch :]
        self.in_flight = len(batch)
        self.batch *= 2
        for obj in batch:
            self.client.create(self.resource, obj, self._answered)

    def _answered(self, response: Response) -> None:
        self.in_flight -= 1
        self.failed = self.failed or not response.ok
        self.on_answer(response)
        if self.in_flight:
            return
        if self.left and not self.failed:
            self.next_batch()
        else:
            self.on_done(len(self.left))
