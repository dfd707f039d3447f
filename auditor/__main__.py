"""`auditor` and `python -m auditor`."""

from __future__ import annotations

import gc
import os
import sys

from auditor import __version__


def main() -> int:
    """Run the command line; the exit code. `--version` alone is answered before anything is imported."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"auditor {__version__}\n")
        return 0
    # Little of what starting makes is ever garbage; looking for it as often as usual costs a tenth of a short run.
    gc.set_threshold(20_000)
    try:
        from auditor.cli import cli

        if os.environ.get("_AUDITOR_COMPLETE", "").startswith("powershell"):
            from auditor.cli.powershell import offer

            offer()
        cli(prog_name="auditor")
    except KeyboardInterrupt:
        sys.stderr.write("auditor: interrupted\n")
        return 130
    except Exception as fault:  # noqa: BLE001 — what is left is a fault of the program, and an exit code tells it
        from auditor.faults import of_program

        sys.stderr.write(f"auditor: {of_program(fault).en}\n")
        return 3
    finally:
        # Nor does the interpreter look through all that was loaded once more before it ends.
        gc.freeze()
    return 0


if __name__ == "__main__":
    sys.exit(main())
