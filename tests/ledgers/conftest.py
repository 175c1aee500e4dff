"""The histories of the facts' tests, and what fails on purpose in those of the reasoning, serve here too."""

import sys
from pathlib import Path

for folder in ("facts", "reasoning", "rules"):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / folder))
