"""`mockserver seed`."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from mockserver.cli.options import examples, from_here
from mockserver.errors import SpecError, UsageError
from mockserver.settings import from_environment
from mockserver.written_files import write_file


@click.command(
    short_help="Write the generated fixtures again.",
    epilog=examples("seed", "seed petstore", "seed --check     in CI: are the files what the recipes make?"),
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--check", is_flag=True, help="Change nothing; exit 1 when a file would change.")
def seed(names: Sequence[str], *, check: bool) -> None:
    """Write fixtures/NAME/*.json again from the recipes beside them, for all vendors or the named ones.

    The same recipe gives the same bytes.
    """
    root = from_environment().fixtures
    changed, wrong = 0, []
    for folder in recipes(root, names):
        try:
            for word, path in changed_files(folder, write=not check):
                changed += 1
                click.echo(f"{'would be ' if check else ''}{word}: {from_here(str(path))}")
        except SpecError as error:
            wrong += [replace(problem, file=from_here(problem.file)) for problem in error.problems]
    if wrong:
        raise SpecError(wrong)
    if not changed:
        click.echo("every file is what its recipe makes")
    elif check:
        click.echo("run `mockserver seed` and commit what it changes", err=True)
        raise click.exceptions.Exit(1)


def recipes(root: Path, names: Sequence[str]) -> list[Path]:
    """The folders with a recipe, all or the named ones.

    Raises:
        UsageError: For a name without one.
    """
    known = {path.parent.name: path.parent for path in sorted(root.glob("*/recipe.yaml"))}
    for name in names:
        if name not in known:
            raise UsageError(
                f"there is no recipe for {name!r} in {root}; known: {', '.join(known) or 'none'}"
            )
    return [known[name] for name in names or known]


def changed_files(folder: Path, *, write: bool) -> Iterator[tuple[str, Path]]:
    """What differs between a folder and its recipe: `added`, `changed` or `removed`, and the file.

    Args:
        folder: Of one vendor.
        write: Whether to put it right.

    Raises:
        SpecError: When the recipe cannot be followed, with all that is wrong with it.
        UsageError: When a file cannot be written.
    """
    from mockserver.datagen.recipes import fixtures

    generated = fixtures.make(folder, name=folder.name)
    with TemporaryDirectory() as scratch:
        made = {path.name: path.read_bytes() for path in fixtures.write_rows(Path(scratch), generated)}
    made[fixtures.DIGEST] = fixtures.digest_of(folder).encode()
    there = {path.name: path.read_bytes() for path in folder.iterdir() if _is_made(path)}
    for name in sorted(made.keys() | there.keys()):
        path = folder / name
        if name not in made:
            yield "removed", path
            if write:
                path.unlink()
        elif made[name] != there.get(name):
            yield "changed" if name in there else "added", path
            if write:
                write_file(path, made[name])


def _is_made(path: Path) -> bool:
    """Whether a file of a folder of fixtures is made of the recipe."""
    return path.name.endswith((".json", ".sha256"))
