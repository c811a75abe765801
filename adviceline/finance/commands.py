"""`adviceline finance`: proving the claims from the command line."""

from __future__ import annotations

import sys

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
        amount = f" {money_words(each.amount)}" if each.amount is not None else ""
        click.echo(f"{each.where}: {each.words}{amount}{' It waits for the next claim.' if each.waits else ''}")
    if not found.agrees:
        sys.exit(1)
    click.echo("They agree to the penny.")
