"""Findings as JSON Lines: one file a line, as it is audited; the contract's object of a file."""

from __future__ import annotations

import json
from typing import TextIO

from auditor.outcome import Audit, Tally
from auditor.output import Options
from auditor.output.json import file
from auditor.output.neutral import escaped_json


class Writer:
    """A line a file, written at once, so that a reader can begin before the run has ended."""

    def __init__(self, stream: TextIO, options: Options) -> None:
        self.stream, self.language = stream, options.language

    def feed(self, audit: Audit) -> None:
        """Write the file's line."""
        line = json.dumps(file(audit, self.language), ensure_ascii=False, separators=(",", ":"))
        self.stream.write(escaped_json(line) + "\n")
        # What is done is kept, whatever happens to the run.
        self.stream.flush()

    def end(self, tally: Tally) -> None:
        """Everything has been written."""
