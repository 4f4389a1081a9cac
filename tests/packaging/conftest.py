"""The set-up scripts import one another from their own folder, as they do when they are run."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "packaging"))
