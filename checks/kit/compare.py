"""A stated figure against the recomputed one: the verdict, or the finding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from auditor.check import found, verified, within_rounding
from auditor.finding import Checked, Draft
from auditor.model.place import Field


def compare(
    stated: Field,
    working: str,
    operands: Iterable[Field | None],
    *,
    exact: bool,
    near: bool = False,
    printed: str = "",
    **said: Any,
) -> Draft | Checked:
    """Verified when `exact`, within rounding when `near`, else the finding with what is `said` of it.

    `working` is the arithmetic with its result (3 + 4 = 7), `printed` the stated figure as the working shows it.
    """
    fields = tuple(f for f in operands if f is not None)
    if exact:
        return verified(stated.place, working, fields)
    if near:
        return within_rounding(stated.place, working, fields)
    told = {"found": stated.text, "related": [f.place for f in fields], **said}
    return found(
        stated.place,
        working=f"{working} ≠ {printed or stated.name}",
        operands=fields,
        figure=True,
        **told,
    )
