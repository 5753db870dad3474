"""`mockserver lint`."""

import click


@click.command(short_help="To come.")
def lint() -> None:
    """To come."""
    raise click.UsageError("lint is not there yet")
