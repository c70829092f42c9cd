#!/usr/bin/env python3
"""The one command of this project: `python3 manage.py up` starts it, `verify` checks it, `help` lists the rest.

Needs Python 3.11 and nothing else: what is missing is installed first (tutorial/setup).
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  an older Python must be able to read this file, and say so
    sys.exit("This project needs Python 3.11 or newer: start it with one. This is " + sys.version.split()[0] + ".")

from tutorial.setup.command_line import main

if __name__ == "__main__":
    sys.exit(main(sys.argv))
