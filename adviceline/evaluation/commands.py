"""`adviceline evaluation`: the light-touch evaluation as files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click


@click.group()
def evaluation() -> None:
    """The light-touch evaluation."""


@evaluation.command()
@click.option(
    "--from", "first", metavar="MONTH", help="The first month, such as 2022-01.  [default: the first with enquiries]"
)
@click.option("--to", "last", metavar="MONTH", help="The last month.  [default: the latest that is over]")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder to write to.")
def build(first: str | None, last: str | None, out: Path) -> None:
    """Write the evaluation of a period: HTML, tagged PDF, Word, and the protected data set with its dictionary.

    The same facts give the same bytes. Recommendations are part of it once they are approved.
    """
    from django.utils import timezone

    from adviceline.evaluation.periods import period_of
    from adviceline.evaluation.report.making import FILES, make

    at = timezone.now()
    try:
        period = period_of(first or "", last or "", at=at)
    except ValueError as error:
        _refuse(str(error))
    document = make(*period, at=at)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for file in FILES.values():
            (out / file.name).write_bytes(file.write(document))
    except OSError as error:
        _refuse(f"The folder {out} cannot be written to: {error.strerror}.")
    click.echo(
        f"Wrote the evaluation of {document.period} to {out}: {', '.join(file.name for file in FILES.values())}."
    )


def _refuse(words: str) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(2)
