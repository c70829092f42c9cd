"""Playing recorded sessions of kubectl and the project's own stories against the model."""

from .format import Session, Step, read
from .judging import Verdict, judge
from .player import play

__all__ = ["Session", "Step", "Verdict", "judge", "play", "read"]
