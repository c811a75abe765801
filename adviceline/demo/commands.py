"""`adviceline demo`: the simulated pilot, and bulk records to measure with."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import click

from adviceline.demo.progress import Progress


class Whole(click.ParamType):
    """A whole number within bounds, refused in plain words."""

    name = "number"

    def __init__(self, what: str, lowest: int, highest: int) -> None:
        self.what, self.lowest, self.highest = what, lowest, highest

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value).strip().replace(",", "").replace("_", "")
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            self.fail(f"'{str(value)[:40]}' is not a whole number.", param, ctx)
        if len(digits) > 18 or not self.lowest <= int(text) <= self.highest:
            self.fail(f"{self.what} must be from {self.lowest:,} to {self.highest:,}.", param, ctx)
        return int(text)


@click.group()
def demo() -> None:
    """Invented records: a simulated pilot to look at, or many to measure with. Refused where anything is real."""


@demo.command()
@click.option("--months", default=3, show_default=True, type=Whole("The number of months", 1, 12),
              help="How many months of the pilot, from January 2022.")  # fmt: skip
@click.option("--seed", default=7, show_default=True, type=Whole("The seed", 0, 2**31 - 1),
              help="The same seed makes the same pilot.")  # fmt: skip
def load(months: int, seed: int) -> None:
    """Simulate a pilot from January 2022 and record it, with a few enquiries of today. Run again, it changes nothing."""
    from django.conf import settings
    from django.utils import timezone

    from adviceline.audit.queries import append_anchor
    from adviceline.demo import actions

    with Progress("Recording the pilot") as shown:
        try:
            loaded = actions.load_pilot(months=months, seed=seed, at=timezone.now(), progress=shown.reach)
        except actions.UnableToLoadDemo as error:
            shown.refuse(str(error))
    if loaded.already:
        click.echo(
            f"The demo is loaded already ({_months(loaded.months)}, seed {loaded.seed}). Nothing was changed. "
            "To begin again: make demo-reset."
        )
        return
    actions.analyse()
    append_anchor(settings.AUDIT_ANCHOR_FILE, at=timezone.now())
    click.echo(
        f"Loaded a simulated pilot of {_months(loaded.months)} (seed {loaded.seed}): {loaded.enquiries:,} enquiries, "
        f"{loaded.contacts:,} contacts. All of it is invented, and marked fictional."
    )


@demo.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def addresses(port: int) -> None:
    """Say where the demonstration will be, and as whom one can sign in."""
    from adviceline.accounts.roles import ROLES
    from adviceline.demo.people import one_for_each_role

    site = f"http://127.0.0.1:{port}"
    click.echo(f"\n  The public site     {site}/")
    click.echo(f"  Sign in, one click  {site}/demo\n")
    for role, person in one_for_each_role().items():
        click.echo(f"    {ROLES[role].label:<18}  {person.name} <{person.email}>")
    click.echo("\n  Stop with Ctrl-C. The data is kept; make demo-reset begins again.\n")


@demo.command()
@click.option("--contacts", type=Whole("The number of contacts", 1, 50_000_000), help="How many contacts to add.")
@click.option(
    "--enquiries", type=Whole("The number of enquiries", 1, 30_000_000), help="How many enquiries to add instead."
)
@click.option("--seed", default=7, show_default=True, type=Whole("The seed", 0, 2**31 - 1),
              help="The same seed makes the same records; another one adds more.")  # fmt: skip
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day, such as 2022-03-31.  [default: today]")
@click.option("--days", default=1095, show_default=True, type=Whole("The number of days", 1, 20_000),
              help="Over how many days before that they are spread.")  # fmt: skip
def simulate(contacts: int | None, enquiries: int | None, seed: int, until: datetime | None, days: int) -> None:
    """Add invented contacts by the million, to measure with. No texts or contact details; the newest stay open."""
    from django.db import IntegrityError
    from django.utils import timezone

    from adviceline.demo import actions, bulk
    from adviceline.workforce.queries import opening_hours

    if (contacts is None) == (enquiries is None):
        raise click.UsageError("Say how many: --contacts N or --enquiries N, one of the two.")
    end = timezone.now()
    if until is not None:
        end = datetime.combine(until.date() + timedelta(days=1), time.min, tzinfo=opening_hours().zone)
    with Progress("Adding contacts" if contacts else "Adding enquiries") as shown:
        shown.total = contacts or enquiries or 0
        try:
            made = bulk.simulate(
                contacts=contacts, enquiries=enquiries, seed=seed, until=end, days=days, progress=shown.advance
            )
        except actions.UnableToLoadDemo as error:
            shown.refuse(str(error))
        except IntegrityError:
            shown.refuse(f"Records of seed {seed} are here already. Choose another: --seed {seed + 1}.")
    actions.analyse()
    click.echo(
        f"Added {made.enquiries:,} enquiries ({made.open_enquiries:,} of them open) with {made.contacts:,} contacts. "
        "All of it is invented, and marked fictional."
    )


def _months(number: int) -> str:
    return "1 month" if number == 1 else f"{number} months"
