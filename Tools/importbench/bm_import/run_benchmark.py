"""Entrance for pyperformance; suite.py has the benchmarks."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from suite import main  # noqa: E402

if __name__ == "__main__":
    main()
