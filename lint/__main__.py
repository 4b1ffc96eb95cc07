"""`python -m lint` is `copydesk`."""

import sys

from lint.cli import command

sys.exit(command())
