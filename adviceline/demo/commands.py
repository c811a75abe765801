"""`adviceline demo`: the simulated pilot, and bulk records to measure with."""

from __future__ import annotations

import sys
from typing import Any

import click

BAR = {"file": sys.stderr, "show_eta": True, "show_percent": True}


class Whole(click.ParamType):
    """A whole number within bounds, refused in plain words."""

    name = "number"

    def __init__(self, what: str, lowest: int, highest: int) -> None:
        self.what, self.lowest, self.highest = what, lowest, highest

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value).strip().replace(",", "").replace("_", "")
        negative = text.startswith("-")
        if text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() and len(text) < 20:
            number = int(text)
            if self.lowest <= number <= self.highest:
                return number
        elif not negative:
            self.fail(f"'{str(value)[:40]}' is not a whole number.", param, ctx)
        self.fail(f"{self.what} must be from {self.lowest:,} to {self.highest:,}.", param, ctx)


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
    from django.utils import timezone

    from adviceline.demo import actions

    shown = 0

    def advance(total: int, done: int) -> None:
        nonlocal shown
        bar.length = total
        if done == total or done - shown >= 20:
            bar.update(done - shown)
            shown = done

    try:
        with click.progressbar(length=1, label="Recording the pilot", **BAR) as bar:
            loaded = actions.load_pilot(months=months, seed=seed, at=timezone.now(), progress=advance)
    except actions.UnableToLoadDemo as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    if loaded.already:
        click.echo(
            f"The demo is loaded already ({loaded.months} months, seed {loaded.seed}). Nothing was changed. "
            "To begin again: make demo-reset."
        )
        return
    actions.analyse()
    click.echo(
        f"Loaded a simulated pilot of {loaded.months} months (seed {loaded.seed}): {loaded.enquiries:,} enquiries, "
        f"{loaded.contacts:,} contacts. All of it is invented, and marked fictional."
    )
