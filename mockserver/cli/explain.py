"""`mockserver explain`."""

import click


@click.command(short_help="To come.")
def explain() -> None:
    """To come."""
    raise click.UsageError("explain is not there yet")
