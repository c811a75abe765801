"""The group of commands, its options, and how each of them answers and refuses."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from adviceline.accounts.models import Person
    from adviceline.reporting.models import Return


FORM = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
BY = click.option("--by", "email", required=True, help="E-mail address of whoever does it. Their role must allow it.")


@click.group()
def returns() -> None:
    """Monitoring returns: prepared, protected, attacked, signed by a second person, released, and rebuilt.

    RETURN is a month (2022-02), a quarter (2022-Q1) or a revision (2022-02-r2).
    """


def in_short(report: Return) -> dict[str, Any]:
    return {
        "name": report.name, "period": report.period, "revision": report.revision, "state": report.state,
        "snapshot": report.snapshot, "document_hash": getattr(getattr(report, "release", None), "document_hash", ""),
    }  # fmt: skip


def say_where_it_stands(report: Return, form: str, words: str) -> None:
    if form == "json":
        print_json(in_short(report))
    else:
        click.echo(words)


def print_json(data: object) -> None:
    click.echo(json.dumps(data, indent=1, ensure_ascii=False))


def person_called(email: str) -> Person:
    from adviceline.accounts.models import Person

    found = Person.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if found is None:
        refuse(f"Nobody with the address {email} can sign in here. See them all: adviceline people list")
    return found


def now() -> Any:
    from django.utils import timezone

    return timezone.now()


@contextmanager
def refusals() -> Iterator[None]:
    """What cannot be done, in a sentence and with an exit code of 2."""
    from adviceline.disclosure.protection import UnableToProtect
    from adviceline.disclosure.system import UnusableSystem
    from adviceline.reporting.returns.actions import UnableToMoveReturn
    from adviceline.reporting.returns.queries import NoSuchReturn
    from adviceline.reporting.returns.rendering import UnableToMakePdf
    from adviceline.reporting.returns.snapshot import SnapshotUnusable

    try:
        yield
    except (
        UnableToMoveReturn,
        NoSuchReturn,
        SnapshotUnusable,
        UnableToProtect,
        UnusableSystem,
        UnableToMakePdf,
        ValueError,
    ) as problem:
        refuse(str(problem))


def refuse(words: str) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(2)
