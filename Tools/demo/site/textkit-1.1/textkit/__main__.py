"""python -m textkit: wrap what the arguments say."""

import sys

from textkit import wrap

print(f"textkit at work: {wrap(' '.join(sys.argv[1:]), 12)}")
