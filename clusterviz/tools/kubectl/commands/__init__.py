"""kubectl's commands, in kubectl's order. To add one: one file, one line here."""

from .apply import COMMAND as APPLY
from .create import COMMAND as CREATE
from .delete import COMMAND as DELETE
from .get import COMMAND as GET
from .run import COMMAND as RUN
from .scale import COMMAND as SCALE

COMMANDS = (CREATE, RUN, GET, DELETE, SCALE, APPLY)
