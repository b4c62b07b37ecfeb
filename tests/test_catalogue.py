"""The rule catalogue of the documentation is what the rules say today."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_rule_catalogue_is_current() -> None:
    command = [sys.executable, "scripts/build_catalogue", "--check"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stdout + shown.stderr
