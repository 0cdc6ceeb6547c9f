"""Imports with a version clause of modules that are loaded."""

import sys
from pathlib import Path

import pyperf

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from suite import bench_loaded  # noqa: E402

if __name__ == "__main__":
    runner = pyperf.Runner()
    runner.metadata["description"] = "Versioned imports of loaded modules"
    bench_loaded(runner, {
        "import_loaded_version": "import vers_module version 1.2",
        "import_loaded_from_version":
            "from vers_module version 1.2 import x",
        "import_loaded_dotted_version":
            "import vers_package.sub version 1.2",
    }, versioned=True)
