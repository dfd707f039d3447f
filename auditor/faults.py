"""What may go wrong without a plan: a fault of one file is that file's outcome, told in one line."""

from __future__ import annotations

import os
import sys

from auditor.words import Words

FAULTS = (Exception, SystemExit)
"""What a file's content or a rule may raise; an interrupt is none of them."""

DEBUG = "AUDITOR_DEBUG"

_PROGRAM = Words(
    "程序内部错误：{what}（设置 {debug}=1 可显示详情）",
    "internal error: {what} ({debug}=1 prints the details)",
)
_LONGEST = 200


def told(fault: BaseException) -> str:
    """A fault in one line: its kind and what it says. With AUDITOR_DEBUG=1 its traceback goes to standard error."""
    if os.environ.get(DEBUG) == "1":
        from traceback import print_exception

        print_exception(fault, file=sys.stderr)
    said = " ".join(str(fault).split())
    said = said if len(said) <= _LONGEST else f"{said[:_LONGEST]}..."
    return f"{type(fault).__name__}: {said}" if said else type(fault).__name__


def of_file(fault: BaseException) -> str:
    """A file's fault in one line. Want of memory is raised on: whoever bounds the memory says so."""
    if isinstance(fault, MemoryError):
        raise fault
    return told(fault)


def of_program(fault: BaseException) -> Words:
    """What is said when the program itself fails."""
    return _PROGRAM.format(what=told(fault), debug=DEBUG)
