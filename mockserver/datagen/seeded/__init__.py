"""Rows that a resource begins with, made from the schemas that show them when they are first asked for."""

from mockserver.datagen.seeded.plans import RowLink, RowPlan
from mockserver.datagen.seeded.row_maker import RowMaker
from mockserver.datagen.seeded.rows import SeededRows

__all__ = ["RowLink", "RowMaker", "RowPlan", "SeededRows"]
