"""From the facts of a period to its release, and to a correction of it."""

from __future__ import annotations

import sys

import click

from adviceline.disclosure.quiet import prints_to_errors
from adviceline.reporting.returns.commands.common import (
    BY,
    FORM,
    in_short,
    now,
    person_called,
    print_json,
    refusals,
    refuse,
    returns,
    say_where_it_stands,
)


@returns.command()
@click.argument("name", metavar="RETURN")
@BY
@FORM
def prepare(name: str, email: str, form: str) -> None:
    """Freeze the facts of RETURN. Prepared again, what was frozen before is replaced, and so is its protection."""
    from adviceline.reporting.returns import actions
    from adviceline.reporting.returns.naming import parse_name

    with refusals():
        asked = parse_name(name)
        report = actions.prepare_return(period=asked.period, by=person_called(email), at=now())
    say_where_it_stands(report, form, f"The facts of {report.name} are frozen: {report.snapshot}.")


@returns.command()
@click.argument("name", metavar="RETURN")
@click.argument("section")
@click.option("--text", help="What it says; read from standard input when not given.")
@BY
@FORM
def write(name: str, section: str, text: str | None, email: str, form: str) -> None:
    """Write a SECTION of the commentary of RETURN: emerging, expenditure or feedback."""
    from adviceline.privacy.screening import GuardUnavailable, IdentifyingDetailsFound, screen_text
    from adviceline.reporting.returns import actions, queries

    said = text if text is not None else sys.stdin.read()
    with refusals():
        report = queries.return_by_name(name)
        try:
            screened = screen_text(said)
        except IdentifyingDetailsFound as problem:
            words = "; ".join(f"'{one.excerpt}': {one.reason}" for one in problem.findings)
            refuse(f"This text could identify somebody, so it was not saved. {words}")
        except GuardUnavailable as problem:
            refuse(str(problem))
        held = queries.commentary(report).get(section)
        actions.write_commentary(
            report=report, section=section, text=screened, version=held.version if held else 0, by=person_called(email),
            at=now(),
        )  # fmt: skip
    say_where_it_stands(
        report, form, f"Section '{section}' of {report.name} is written. Another person has to read it."
    )


@returns.command()
@click.argument("name", metavar="RETURN")
@BY
@FORM
def read(name: str, email: str, form: str) -> None:
    """Show the commentary of RETURN, and say that one has read it. Never by whoever wrote it."""
    from adviceline.reporting.returns import actions, queries

    with refusals():
        report = queries.return_by_name(name)
        for section in queries.commentary(report).values():
            if form == "text":
                click.echo(f"{queries.SECTIONS[section.section][0]}\n\n{section.text}\n")
            if section.reviewed_by_id is None:
                actions.review_commentary(
                    commentary=section, version=section.version, by=person_called(email), at=now()
                )  # fmt: skip
        report = queries.return_by_name(name)
    say_where_it_stands(report, form, f"The commentary of {report.name} has been read by a second person.")


@returns.command()
@click.argument("name", metavar="RETURN")
@BY
@FORM
def protect(name: str, email: str, form: str) -> None:
    """Protect the tables of RETURN together with everything released that is tied to them. Nothing is chosen by hand."""
    from adviceline.reporting.returns import actions, queries

    with refusals(), prints_to_errors():
        report = actions.protect_return(report=queries.return_by_name(name), by=person_called(email), at=now())
    if form == "json":
        print_json(in_short(report) | {"protection": report.inside})
        return
    loss = report.inside["loss"]
    click.echo(
        f"{report.name} is protected ({report.inside['method']}): {loss['hidden']} of {loss['cells']} counts hidden."
    )
    for table, words in report.inside["fell_back"].items():
        click.echo(f"  {table}: {words}")


@returns.command()
@click.argument("name", metavar="RETURN")
@BY
@FORM
def sign(name: str, email: str, form: str) -> None:
    """Sign RETURN as it stands. Never by anybody who made it."""
    from adviceline.reporting.returns import actions, queries

    with refusals():
        report = actions.sign_return(report=queries.return_by_name(name), by=person_called(email), at=now())
    say_where_it_stands(report, form, f"{report.name} is signed: {report.signed_hash}.")


@returns.command()
@click.argument("name", metavar="RETURN")
@BY
@FORM
def release(name: str, email: str, form: str) -> None:
    """Attack RETURN once more and release it. Refused, naming what leaks, while anything gives people away."""
    from adviceline.reporting.returns import actions, queries

    with refusals(), prints_to_errors():
        made = actions.release_return(report=queries.return_by_name(name), by=person_called(email), at=now())
    say_where_it_stands(made.report, form, f"{made.report.name} is released: {made.document_hash}.")


@returns.command()
@click.argument("name", metavar="RETURN")
@click.option("--reason", required=True, help="Why it is corrected: printed in the revision.")
@BY
@FORM
def revise(name: str, reason: str, email: str, form: str) -> None:
    """Begin a correction of a RETURN that was released, with the facts as they are now."""
    from adviceline.privacy.screening import GuardUnavailable, IdentifyingDetailsFound, screen_text
    from adviceline.reporting.returns import actions, queries

    with refusals():
        try:
            said = screen_text(reason)
        except (IdentifyingDetailsFound, GuardUnavailable) as problem:
            refuse(f"The reason cannot be kept: {problem}")
        report = actions.revise_return(
            report=queries.return_by_name(name), reason=said, by=person_called(email), at=now()
        )  # fmt: skip
    say_where_it_stands(report, form, f"{report.name} is begun: it corrects {name}.")
