"""All targets one after another, so many seconds in all: `python fuzz/run.py [SECONDS]`. Exits with 1 when one fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SHARES = {"quantities": 0.2, "forms": 0.4, "files": 0.4}


def main(seconds: int) -> int:
    """Run each target for its share; crashes are kept beside the corpus."""
    failed = False
    for name, share in SHARES.items():
        corpus = HERE / "corpus" / name
        corpus.mkdir(parents=True, exist_ok=True)
        seeds = [str(HERE.parent / "samples")] if name == "files" else []
        command = [
            sys.executable, str(HERE / f"{name}.py"), f"-max_total_time={round(seconds * share)}", "-timeout=20",
            "-rss_limit_mb=2048", "-max_len=300000" if seeds else "-max_len=4096", f"-artifact_prefix={HERE}/",
            "-verbosity=0", str(corpus), *seeds,
        ]  # fmt: skip
        failed |= subprocess.run(command, check=False).returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 120))
