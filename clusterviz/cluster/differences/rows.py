"""What a row of "Where we differ" says.

`modelled`: as Kubernetes does it, with the test that shows it. `simplified`: the effect is there, the mechanism is smaller.
`absent`: not here; whoever asks for it gets a sentence, never a wrong answer.
"""

from __future__ import annotations

from typing import NamedTuple

MODELLED, SIMPLIFIED, ABSENT = "modelled", "simplified", "absent"


class Difference(NamedTuple):
    """One behaviour. `why` names the reason, and `test` the test that shows it (for what is modelled)."""

    behaviour: str
    state: str
    why: str
    test: str = ""


class Area(NamedTuple):
    """The differences of one component."""

    name: str
    differences: tuple[Difference, ...]
