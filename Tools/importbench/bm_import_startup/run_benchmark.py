"""The start of the interpreter, with and without the site module."""

import sys

import pyperf

if __name__ == "__main__":
    runner = pyperf.Runner(values=10)
    runner.metadata["description"] = "Start-up of the interpreter"
    start = [sys.executable, "-I", "-X", "frozen_modules=on"]
    runner.bench_command("import_startup", [*start, "-c", "pass"])
    runner.bench_command("import_startup_no_site",
                         [*start, "-S", "-c", "pass"])
