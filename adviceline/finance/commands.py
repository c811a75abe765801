"""`adviceline finance`: proving the claims, and taking over spending, from the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click


@click.group()
def finance() -> None:
    """The claims and the ledger."""


@finance.command()
def reconcile() -> None:
    """Prove that claims, ledger and facts say the same, to the penny.

    Every difference is named, and any makes the exit code 1: also one that only waits for the next claim.
    """
    from adviceline.finance.queries.reconcile import NO_CLAIM
    from adviceline.finance.queries.reconcile import reconcile as compare
    from adviceline.finance.rules.money import money_words

    found = compare()
    if not found.claims and found.agrees:
        click.echo(NO_CLAIM)
        return
    click.echo(
        f"{found.claims} claims: {money_words(found.claimed)}. Ledger: {money_words(found.posted)}. "
        f"Facts: {money_words(found.due)}, {found.contacts} contacts charged for."
    )
    for each in found.differences:
        amount = f" {money_words(each.amount)}." if each.amount is not None else ""
        click.echo(f"{each.where}: {each.words}{amount}{' It waits for the next claim.' if each.waits else ''}")
    if not found.agrees:
        sys.exit(1)
    click.echo("They agree to the penny.")


@finance.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", "email", required=True, help="E-mail address of whoever does it. Their role must allow it.")
@click.option("--take", is_flag=True, help="Add the rows to the ledger. Without it, they are only shown.")
def take_over(file: Path, email: str, take: bool) -> None:
    """Take over spending from the CSV of accounting software.

    Every row is shown with what becomes of it. The same row is added once, however often it comes.
    """
    from django.core.exceptions import PermissionDenied
    from django.utils import timezone

    from adviceline.accounts.models import Person
    from adviceline.finance.actions.imports import read_import, take_import
    from adviceline.finance.errors import UnableToImport
    from adviceline.finance.queries.imports import rows_of
    from adviceline.finance.rules.csv_rows import LARGEST
    from adviceline.finance.rules.money import money_words

    by = Person.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if by is None:
        _refuse(f"Nobody with the address {email} can sign in here. See them all: adviceline people list")
    try:
        with file.open("rb") as opened:
            found = read_import(name=file.name, content=opened.read(LARGEST + 1), by=by, at=timezone.now())
        for row in rows_of(found):
            said = (
                row.problem
                or f"{row.on_date}  {row.cost_line}  {money_words(row.net)}  VAT {money_words(row.vat)}  {row.words}"
            )
            click.echo(f"line {row.line}: {row.fate}: {said}")
        if take:
            made = take_import(found=found, by=by, at=timezone.now())
            click.echo(f"{len(made)} entries were added to the ledger.")
        else:
            click.echo("Nothing was added. To add what is new: --take")
    except (UnableToImport, PermissionDenied) as problem:
        _refuse(str(problem))


def _refuse(words: str) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(2)
