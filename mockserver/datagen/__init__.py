"""Data: rows from a vendor's recipe, stored as JSON, and values from any schema."""

from mockserver.datagen.recipes.fixtures import DEFAULT_SEED, load, make, read, write
from mockserver.datagen.recipes.problems import RecipeError
from mockserver.datagen.recipes.recipe import Generated, generate
from mockserver.datagen.schemas.generator import Generator
from mockserver.datagen.schemas.reading import Unsatisfiable

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
