"""`mockserver fuzz`."""

import click


@click.command(short_help="To come.")
def fuzz() -> None:
    """To come."""
    raise click.UsageError("fuzz is not there yet")
