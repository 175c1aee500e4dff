"""The weeks of the ledgers' tests, and the histories of the facts', serve here too."""

import sys
from pathlib import Path

for folder in ("facts", "reasoning", "ledgers", "referrals"):
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / folder))
