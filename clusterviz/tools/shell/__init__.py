"""The prompt: one line, or a few with a here-document, in the words of a shell. kubectl and what people put around it."""

from .completion import complete
from .prompt import help_text, start

__all__ = ["complete", "help_text", "start"]
