"""The ways in which units lay out a form: each changes one thing of a sheet, or says that it cannot."""

from . import blocks, columns
from .way import WAYS, Way

__all__ = ["WAYS", "Way", "blocks", "columns"]
