"""`mockserver list`."""

import click


@click.command("list", short_help="To come.")
def listing() -> None:
    """To come."""
    raise click.UsageError("list is not there yet")
