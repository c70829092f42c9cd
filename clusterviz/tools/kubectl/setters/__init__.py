"""`kubectl set …`: one file for each thing that is set."""

from .env import COMMAND as ENV
from .image import COMMAND as IMAGE
from .resources import COMMAND as RESOURCES
from .selector import COMMAND as SELECTOR
from .serviceaccount import COMMAND as SERVICEACCOUNT
from .subject import COMMAND as SUBJECT

SETTERS = (ENV, IMAGE, RESOURCES, SELECTOR, SERVICEACCOUNT, SUBJECT)
