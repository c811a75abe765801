"""`adviceline returns`: a return from its frozen facts to its release, and again."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
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


@returns.command("list")
@FORM
def list_returns(form: str) -> None:
    """Every return with its state."""
    from adviceline.reporting.returns import queries

    found = [_in_short(report) for report in queries.returns()]
    if form == "json":
        _json(found)
        return
    for each in found:
        click.echo("  ".join(str(each[key]) for key in ("name", "state", "snapshot")))
    if not found:
        click.echo("There is no return yet. To begin one: adviceline returns prepare 2022-02 --by EMAIL")


@returns.command()
@click.argument("name", metavar="RETURN")
@BY
@FORM
def prepare(name: str, email: str, form: str) -> None:
    """Freeze the facts of RETURN. Prepared again, what was frozen before is replaced, and so is its protection."""
    from adviceline.reporting.returns import actions
    from adviceline.reporting.returns.naming import parse_name

    with _refusals():
        asked = parse_name(name)
        report = actions.prepare_return(period=asked.period, by=_person(email), at=_now())
    _said(report, form, f"The facts of {report.name} are frozen: {report.snapshot}.")


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
    with _refusals():
        report = queries.return_by_name(name)
        try:
            screened = screen_text(said)
        except IdentifyingDetailsFound as problem:
            words = "; ".join(f"'{one.excerpt}': {one.reason}" for one in problem.findings)
            _refuse(f"This text could identify somebody, so it was not saved. {words}")
        except GuardUnavailable as problem:
            _refuse(str(problem))
        held = queries.commentary(report).get(section)
        actions.write_commentary(
            report=report, section=section, text=screened, version=held.version if held else 0, by=_person(email),
            at=_now(),
        )  # fmt: skip
    _said(report, form, f"Section '{section}' of {report.name} is written. Another person has to read it.")


@returns.command()
@click.argument("name", metavar="RETURN")
@BY
@FORM
def read(name: str, email: str, form: str) -> None:
    """Show the commentary of RETURN, and say that one has read it. Never by whoever wrote it."""
    from adviceline.reporting.returns import actions, queries

    with _refusals():
        report = queries.return_by_name(name)
        for section in queries.commentary(report).values():
            if form == "text":
                click.echo(f"{queries.SECTIONS[section.section][0]}\n\n{section.text}\n")
            if section.reviewed_by_id is None:
                actions.review_commentary(
                    commentary=section, version=section.version, by=_person(email), at=_now()
                )  # fmt: skip
        report = queries.return_by_name(name)
    _said(report, form, f"The commentary of {report.name} has been read by a second person.")


@returns.command()
@click.argument("name", metavar="RETURN")
@BY
@FORM
def protect(name: str, email: str, form: str) -> None:
    """Protect the tables of RETURN together with everything released that is tied to them. Nothing is chosen by hand."""
    from adviceline.reporting.returns import actions, queries

    with _refusals():
        report = actions.protect_return(report=queries.return_by_name(name), by=_person(email), at=_now())
    if form == "json":
        _json(_in_short(report) | {"protection": report.inside})
        return
    loss = report.inside["loss"]
    click.echo(
        f"{report.name} is protected ({report.inside['method']}): {loss['hidden']} of {loss['cells']} counts hidden."
    )
    for table, words in report.inside["fell_back"].items():
        click.echo(f"  {table}: {words}")


@returns.command()
@click.argument("name", metavar="RETURN")
@click.option("--by", "email", help="Keep the certificate with the return, in the name of whoever attacks it.")
@FORM
def attack(name: str, email: str | None, form: str) -> None:
    """Work out what an outsider can deduce of RETURN from everything released. Ends with 1 when something leaks."""
    from adviceline.reporting.returns import actions, queries
    from adviceline.reporting.returns.actions.protecting import certificate_of

    with _refusals():
        report = queries.return_by_name(name)
        if not report.document:
            _refuse(f"Return {report.name} is not protected yet, so there is nothing to attack.")
        if email is None:
            certificate = certificate_of(report)
        else:
            certificate = actions.attack_return(report=report, by=_person(email), at=_now())
    if form == "json":
        _json({"name": report.name, "certificate": certificate})
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
@BY
@FORM
def sign(name: str, email: str, form: str) -> None:
    """Sign RETURN as it stands. Never by anybody who made it."""
    from adviceline.reporting.returns import actions, queries

    with _refusals():
        report = actions.sign_return(report=queries.return_by_name(name), by=_person(email), at=_now())
    _said(report, form, f"{report.name} is signed: {report.signed_hash}.")


@returns.command()
@click.argument("name", metavar="RETURN")
@BY
@FORM
def release(name: str, email: str, form: str) -> None:
    """Attack RETURN once more and release it. Refused, naming what leaks, while anything gives people away."""
    from adviceline.reporting.returns import actions, queries

    with _refusals():
        made = actions.release_return(report=queries.return_by_name(name), by=_person(email), at=_now())
    _said(made.report, form, f"{made.report.name} is released: {made.document_hash}.")


@returns.command()
@click.argument("name", metavar="RETURN")
@click.option("--reason", required=True, help="Why it is corrected: printed in the revision.")
@BY
@FORM
def revise(name: str, reason: str, email: str, form: str) -> None:
    """Begin a correction of a RETURN that was released, with the facts as they are now."""
    from adviceline.privacy.screening import GuardUnavailable, IdentifyingDetailsFound, screen_text
    from adviceline.reporting.returns import actions, queries

    with _refusals():
        try:
            said = screen_text(reason)
        except (IdentifyingDetailsFound, GuardUnavailable) as problem:
            _refuse(f"The reason cannot be kept: {problem}")
        report = actions.revise_return(
            report=queries.return_by_name(name), reason=said, by=_person(email), at=_now()
        )  # fmt: skip
    _said(report, form, f"{report.name} is begun: it corrects {name}.")


@returns.command()
@click.argument("name", metavar="RETURN")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write the files into this folder.")
@FORM
def rebuild(name: str, out: Path | None, form: str) -> None:
    """Make RETURN again from its frozen facts, and compare every byte. Ends with 1 when a file is not the same."""
    from adviceline.reporting.returns import queries, verifying

    with _refusals():
        made = verifying.rebuild(queries.return_by_name(name))
    if out is not None:
        try:
            out.mkdir(parents=True, exist_ok=True)
            for file, content in made.files.items():
                (out / file).write_bytes(content)
        except OSError as error:
            _refuse(f"The files cannot be written to {out}: {error.strerror}.")
    if form == "json":
        _json({
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

    with _refusals():
        problems = verifying.verify(queries.return_by_name(name))
    if form == "json":
        _json({"name": name, "sound": not problems, "problems": problems})
    else:
        click.echo("\n".join(problems) or f"Everything that was kept of {name} is as it was.")
    sys.exit(1 if problems else 0)


def _in_short(report: Return) -> dict[str, Any]:
    return {
        "name": report.name, "period": report.period, "revision": report.revision, "state": report.state,
        "snapshot": report.snapshot, "document_hash": getattr(getattr(report, "release", None), "document_hash", ""),
    }  # fmt: skip


def _said(report: Return, form: str, words: str) -> None:
    if form == "json":
        _json(_in_short(report))
    else:
        click.echo(words)


def _json(data: object) -> None:
    click.echo(json.dumps(data, indent=1, ensure_ascii=False))


def _person(email: str) -> Person:
    from adviceline.accounts.models import Person

    found = Person.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if found is None:
        _refuse(f"Nobody with the address {email} can sign in here. See them all: adviceline people list")
    return found


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()


@contextmanager
def _refusals() -> Iterator[None]:
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
        _refuse(str(problem))


def _refuse(words: str) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(2)
