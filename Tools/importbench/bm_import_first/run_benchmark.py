"""First plain imports from flat directories, each in a new process."""

import sys
from pathlib import Path

import pyperf

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from suite import FIRST_IMPORTS, bench_first  # noqa: E402

if __name__ == "__main__":
    runner = pyperf.Runner(**FIRST_IMPORTS)
    runner.metadata["description"] = "First plain import in a new process"
    bench_first(runner, {
        "import_first_1": "cold-flat-1",
        "import_first_100": "cold-flat-100",
        "import_first_1000": "cold-flat-1000",
    })
