"""Planters: each makes exactly one fault in a clean report, of the kind that one rule is to find.

A planter changes its own copy and returns words that the finding must quote (empty when the whole report is
meant), or None when the report has nothing to spoil in this way. None of them knows how a rule works.
"""

from . import claims, judgements, money, points, rows, texts
from .common import PLANTERS, Planter

__all__ = ["PLANTERS", "Planter", "claims", "judgements", "money", "points", "rows", "texts"]
