"""`python -m tests.forty FOLDER` writes the forty articles."""

from __future__ import annotations

import sys
from pathlib import Path

from tests import forty

forty.write(Path(sys.argv[1]))
