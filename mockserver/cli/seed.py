"""`mockserver seed`."""

import click


@click.command(short_help="To come.")
def seed() -> None:
    """To come."""
    raise click.UsageError("seed is not there yet")
