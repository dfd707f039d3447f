"""The list of findings as CSV: UTF-8 with a byte order mark, by which Excel knows the encoding."""

from __future__ import annotations

import csv
from typing import TextIO

from auditor.outcome import Audit, Tally
from auditor.output import Options
from auditor.output.listing import COLUMNS, rows
from auditor.output.neutral import inert


class Writer:
    """The rows of every audit as it comes."""

    def __init__(self, stream: TextIO, options: Options) -> None:
        self.language = options.language
        stream.write("\ufeff")
        self.sheet = csv.writer(stream, lineterminator="\n")
        self.sheet.writerow(column.title.of(self.language) for column in COLUMNS)

    def feed(self, audit: Audit) -> None:
        """Write a row a finding."""
        self.sheet.writerows(map(inert, row) for row in rows(audit, self.language))

    def end(self, tally: Tally) -> None:
        """Everything has been written."""
