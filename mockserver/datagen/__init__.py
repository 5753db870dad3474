"""Data: rows from a vendor's recipe, stored as JSON, and values from any schema."""

from mockserver.datagen.fixtures import DEFAULT_SEED, load, make, read, write
from mockserver.datagen.generator import Generator
from mockserver.datagen.merging import Unsatisfiable
from mockserver.datagen.problems import RecipeError
from mockserver.datagen.recipe import Generated, generate

__all__ = [
    "DEFAULT_SEED",
    "Generated",
    "Generator",
    "RecipeError",
    "Unsatisfiable",
    "generate",
    "load",
    "make",
    "read",
    "write",
]
