"""`adviceline report` and `adviceline measures`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click


@click.group()
def report() -> None:
    """The figures of a month."""


@report.command()
@click.argument("month")
@click.option("--format", "form", type=click.Choice(["html", "csv", "json"]), default="json", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file instead of the terminal.")
def monthly(month: str, form: str, out: Path | None) -> None:
    """The figures of MONTH (such as 2022-02), protected, from the facts as they are now."""
    from django.db import OperationalError, ProgrammingError

    from adviceline.measures.calendar import parse_month
    from adviceline.reporting import exports, pages
    from adviceline.reporting.queries import monthly_figures

    try:
        wanted = parse_month(month)
    except ValueError as error:
        _refuse(str(error))
    try:
        figures = monthly_figures(wanted)
    except (OperationalError, ProgrammingError) as error:
        words = str(error).strip().splitlines()[0]
        _refuse(
            f"The facts cannot be read: {words}. If the service is new here, run ‘adviceline migrate’ first.", code=1
        )
    written = {"html": pages.standalone, "csv": exports.as_csv, "json": exports.as_json}[form](figures)
    # Bytes, so that the lines of a CSV file end as written, and £ and ‘ survive whatever the terminal's encoding.
    try:
        if out is None:
            click.echo(written.encode(), nl=False)
        else:
            out.write_bytes(written.encode())
    except OSError as error:
        _refuse(f"The file {out} cannot be written: {error.strerror}.")


@click.group()
def measures() -> None:
    """The definitions of every figure."""


@measures.command()
@click.option(
    "--write",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to a file, such as docs/reference/measures.md.",
)
def doc(out: Path | None) -> None:
    """The reference page of measures, made from their definitions."""
    from adviceline.measures.document import reference

    if out is None:
        click.echo(reference(), nl=False)
        return
    try:
        out.write_text(reference(), encoding="utf-8")
    except OSError as error:
        _refuse(f"The file {out} cannot be written: {error.strerror}.")


def _refuse(words: str, *, code: int = 2) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(code)
