"""First imports with a version clause, each in a new process."""

import sys
from pathlib import Path

import pyperf

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from suite import FIRST_IMPORTS, bench_first  # noqa: E402

if __name__ == "__main__":
    runner = pyperf.Runner(**FIRST_IMPORTS)
    runner.metadata["description"] = "First versioned import in a new process"
    bench_first(runner, {
        f"import_first_version_{count}_{form}": f"cold-{count}-{form}"
        for count in (1, 100, 1000) for form in ("exact", "prefix", "range")
    })
