"""What there is, whether it keeps its secrets, what a revision changed, and whether it can be made again."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from adviceline.disclosure.quiet import prints_to_errors
from adviceline.reporting.returns.commands.common import (
    FORM,
    in_short,
    now,
    person_called,
    print_json,
    refusals,
    refuse,
    returns,
)


@returns.command("list")
@FORM
def list_returns(form: str) -> None:
    """Every return with its state."""
    from adviceline.reporting.returns import queries

    found = [in_short(report) for report in queries.returns()]
    if form == "json":
        print_json(found)
        return
    for each in found:
        click.echo("  ".join(str(each[key]) for key in ("name", "state", "snapshot")))
    if not found:
        click.echo("There is no return yet. To begin one: adviceline returns prepare 2022-02 --by EMAIL")


@returns.command()
@click.argument("name", metavar="RETURN")
@click.option("--by", "email", help="Keep the certificate with the return, in the name of whoever attacks it.")
@FORM
def attack(name: str, email: str | None, form: str) -> None:
    """Work out what an outsider can deduce of RETURN from everything released. Ends with 1 when something leaks."""
    from adviceline.reporting.returns import actions, queries
    from adviceline.reporting.returns.actions.protecting import certificate_of

    with refusals():
        report = queries.return_by_name(name)
        if not report.document:
            refuse(f"Return {report.name} is not protected yet, so there is nothing to attack.")
        with prints_to_errors():
            if email is None:
                certificate = certificate_of(report)
            else:
                certificate = actions.attack_return(report=report, by=person_called(email), at=now())
    if form == "json":
        print_json({"name": report.name, "certificate": certificate})
    else:
        for leak in certificate["leaks"]:
            click.echo(f"{leak['cell']}: {leak['words']}")
        click.echo(
            f"{len(certificate['leaks'])} leaks." if certificate["leaks"] else
            f"Nothing leaks: {certificate['sensitive']} sensitive cells, among {certificate['cells']} cells of "
            f"{1 + len(certificate['linked'])} returns."
        )  # fmt: skip
    sys.exit(0 if certificate["safe"] else 1)


@returns.command()
@click.argument("name", metavar="RETURN")
@FORM
def changes(name: str, form: str) -> None:
    """Show what the revision RETURN changes of the return that it corrects, as both are published."""
    from dataclasses import asdict

    from adviceline.reporting.returns import queries
    from adviceline.reporting.returns.comparing import NOTHING, compare

    with refusals():
        report = queries.return_by_name(name)
        if report.corrects is None:
            refuse(
                f"Return {report.name} corrects nothing: only a revision, such as {report.period}-r2, can be compared."
            )
        if not report.document:
            refuse(f"Return {report.name} is not protected yet, so there is nothing to compare.")
        found = compare(queries.released_document(report.corrects), queries.document_now(report))
    if form == "json":
        print_json(asdict(found))
        return
    for each in found.figures:
        click.echo(f"{each.place}: {each.before} -> {each.after}")
    for table in found.tables:
        click.echo(f"{table.title}{': ' + table.note if table.note else ''}")
        for each in table.cells:
            click.echo(f"  {each.place}: {each.before} -> {each.after}")
    for each in found.texts:
        click.echo(f"{each.place}: {'not in it any more' if each.after == NOTHING else 'written anew'}")
    if found.nothing:
        click.echo(f"{found.after} says the same as {found.before}.")


@returns.command()
@click.argument("name", metavar="RETURN")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write the files into this folder.")
@FORM
def rebuild(name: str, out: Path | None, form: str) -> None:
    """Make RETURN again from its frozen facts, and compare every byte. Ends with 1 when a file is not the same."""
    from adviceline.reporting.returns import queries, verifying

    with refusals(), prints_to_errors():
        made = verifying.rebuild(queries.return_by_name(name))
    if out is not None:
        try:
            out.mkdir(parents=True, exist_ok=True)
            for file, content in made.files.items():
                (out / file).write_bytes(content)
        except OSError as error:
            refuse(f"The files cannot be written to {out}: {error.strerror}.")
    if form == "json":
        print_json({
            "name": name, "same": made.same, "made_by": made.made_by, "made_now_by": made.made_now_by,
            "files": [{"name": one.name, "sha256": one.sha256, "same": one.same, "kept": one.kept} for one in made.checks],
        })  # fmt: skip
    else:
        for one in made.checks:
            word = "same" if one.same else "not kept before" if not one.kept else "NOT the same"
            click.echo(f"{word:16}{one.name}  {one.sha256}")
        if made.made_by != made.made_now_by:
            click.echo(f"It was made by version {made.made_by}; this is version {made.made_now_by}.")
    sys.exit(0 if made.same else 1)


@returns.command()
@click.argument("name", metavar="RETURN")
@FORM
def verify(name: str, form: str) -> None:
    """Check every byte that was kept of RETURN against its hash. Ends with 1 when something is wrong."""
    from adviceline.reporting.returns import queries, verifying

    with refusals():
        problems = verifying.verify(queries.return_by_name(name))
    if form == "json":
        print_json({"name": name, "sound": not problems, "problems": problems})
    else:
        click.echo("\n".join(problems) or f"Everything that was kept of {name} is as it was.")
    sys.exit(1 if problems else 0)
