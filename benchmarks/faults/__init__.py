"""Self-evaluation reports made up by seed, clean or with exactly one fault in them.

`generate` makes a clean `Form`, a planter spoils one thing in it, `draw` turns it into a sample, which the
writers of `samples/make.py` write in every format. Nothing here knows how a rule finds its fault.
"""

import sys
from pathlib import Path

# The model of a sample and its writers are scripts beside the samples, no package.
sys.path.append(str(Path(__file__).parents[2] / "samples"))
