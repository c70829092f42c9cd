"""What goes wrong in set-up is told in one sentence that holds the way out."""


class Trouble(Exception):
    """Ends the command. Its text is all that the reader sees, so it says what is wrong and what to do."""
