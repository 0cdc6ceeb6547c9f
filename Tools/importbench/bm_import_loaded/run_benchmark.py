"""Plain imports of modules that are loaded."""

import sys
from pathlib import Path

import pyperf

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from suite import bench_loaded  # noqa: E402

if __name__ == "__main__":
    runner = pyperf.Runner()
    runner.metadata["description"] = "Plain imports of loaded modules"
    bench_loaded(runner, {
        "import_loaded": "import flat_module",
        "import_loaded_from": "from flat_module import x",
        "import_loaded_dotted": "import flat_package.sub",
    })
