"""Results as one HTML page that opens from disk, with tables and plots."""

from pathlib import Path

from process import call, make_environment

HERE = Path(__file__).resolve().parent
REQUIREMENTS = "matplotlib==3.10.9"


def plotter(python, folder):
    """The interpreter of an environment that holds matplotlib.

    Raises SystemExit where pip cannot install it.
    """
    return make_environment(python, folder / "plots", REQUIREMENTS)


def make(python, folder, result):
    """Write the page of *result*, a JSON file, beside it; say where it is."""
    target = result.with_suffix(".html")
    try:
        call(plotter(python, folder), HERE / "plots.py", result, target)
    except SystemExit as error:
        print(f"No page was made of {result}: {error}")
    else:
        print(f"Page: {target}")
