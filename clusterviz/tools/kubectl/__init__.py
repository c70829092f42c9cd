"""kubectl v1.33: the program. It speaks to the API server and to nobody else, and prints what kubectl prints.

One command, one file in `commands/`; one way to print, one file in `printers/`; one kind, one file in `describe/`.
"""

from .program import code

__all__ = ["code"]
