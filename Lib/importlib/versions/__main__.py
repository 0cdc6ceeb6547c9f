"""The command line: python -m importlib.versions."""

import sys

if __name__ == '__main__':
    # The folder that -m puts first on sys.path is a program's.  None of its
    # modules is to be taken for one that the commands need.
    folder = None if sys.flags.safe_path else sys.path.pop(0)
    from importlib.versions import _command
    sys.exit(_command.main(folder=folder))
