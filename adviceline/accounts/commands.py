"""`adviceline people`: who may sign in, from the command line. The first service manager is added here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adviceline.accounts.roles import ROLES

if TYPE_CHECKING:
    from adviceline.accounts.models import Person

ROLE = click.Choice(list(ROLES))


@click.group()
def people() -> None:
    """Add people, list them, change their roles, end their access."""


@people.command()
@click.argument("email")
@click.option("--name", prompt="Name", help="What colleagues see.")
@click.option("--role", "roles", type=ROLE, multiple=True, required=True, help="Repeat it for several roles.")
@click.option("--partner", default="", help="Code of the partner whom the person works for.")
@click.option("--password", "ask", is_flag=True, help="Ask for a password now, instead of printing a link to set one.")
@click.option("--site", default="", help="The site's address for the link, such as https://advice.example.org.")
def add(email: str, name: str, roles: tuple[str, ...], partner: str, ask: bool, site: str) -> None:
    """Add somebody. Prints a link with which they choose their password (it works once, for a few days)."""
    from django.db import transaction
    from django.utils import timezone

    from adviceline.accounts import actions, queries
    from adviceline.accounts.models import Partner
    from adviceline.audit.actors import SYSTEM

    at = timezone.now()
    body = Partner.objects.filter(code=partner).first() if partner else None
    if partner and body is None:
        known = ", ".join(one.code for one in queries.partners()) or "none: run `adviceline content load` first"
        raise click.ClickException(f"There is no partner '{partner}'. Partners: {known}.")
    try:
        with transaction.atomic():
            person = actions.add_person(email=email, name=name, roles=roles, partner=body, by=SYSTEM, at=at)
            if ask:
                actions.set_password(person=person, password=_asked(person), at=at)
    except actions.UnableToAddPerson as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"Added {person.name} ({person.email}): {', '.join(person.roles)}.")
    if not ask:
        click.echo("To choose a password, they open this link:")
        click.echo(queries.set_password_link(person, origin=site or queries.site_origin()))
        click.echo(f"It works once, within {queries.link_life().days} days. Whoever has it can sign in as them.")


def _asked(person: Person) -> str:
    """A password typed twice and not shown, good enough for the validators."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    while True:
        password: str = click.prompt("Password", hide_input=True, confirmation_prompt="The same again")
        try:
            validate_password(password, person)
        except ValidationError as problem:
            click.echo(" ".join(problem.messages), err=True)
        else:
            return password


@people.command("list")
@click.option("--all", "everybody", is_flag=True, help="Also those whose access has ended.")
def list_people(everybody: bool) -> None:
    """List people: e-mail address, name, roles, partner."""
    from adviceline.accounts import queries

    for person in queries.people(with_inactive=everybody):
        ended = "" if person.is_active else "\tended"
        click.echo(f"{person.email}\t{person.name}\t{','.join(person.roles)}\t{person.partner_id or '-'}{ended}")


@people.command()
@click.argument("email")
@click.argument("roles", nargs=-1, required=True, type=ROLE)
def roles(email: str, roles: tuple[str, ...]) -> None:
    """Give EMAIL these ROLES and no others."""
    from django.utils import timezone

    from adviceline.accounts import actions
    from adviceline.audit.actors import SYSTEM

    try:
        person = actions.change_roles(person=_find(email), roles=roles, by=SYSTEM, at=timezone.now())
    except actions.UnableToChangeRoles as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"{person.name}: {', '.join(person.roles)}.")


@people.command()
@click.argument("email")
def deactivate(email: str) -> None:
    """End the access of EMAIL at once, in every browser."""
    from django.utils import timezone

    from adviceline.accounts import actions
    from adviceline.audit.actors import SYSTEM

    try:
        person = actions.deactivate(person=_find(email), by=SYSTEM, at=timezone.now())
    except actions.UnableToDeactivate as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"The access of {person.name} has ended.")


@people.command("reset-sign-in")
@click.argument("email")
@click.option("--site", default="", help="The site's address for the link, such as https://advice.example.org.")
def reset_sign_in(email: str, site: str) -> None:
    """Forget the password and second factors of EMAIL, and print a link with which they start again."""
    from django.utils import timezone

    from adviceline.accounts import actions, queries
    from adviceline.audit.actors import SYSTEM

    person = actions.reset_sign_in(person=_find(email), by=SYSTEM, at=timezone.now())
    click.echo(queries.set_password_link(person, origin=site or queries.site_origin()))


@people.command("reseal")
def reseal() -> None:
    """Seal the secrets of authenticator apps anew after the master key was changed; then the old key may go."""
    from django.utils import timezone

    from adviceline.accounts import actions
    from adviceline.audit.actors import SYSTEM

    resealed = actions.reseal_second_factors(by=SYSTEM, at=timezone.now())
    click.echo(f"{resealed} secrets sealed under the current master key.")


def _find(email: str) -> Person:
    from adviceline.accounts.models import Person
    from adviceline.accounts.rules import clean_email

    person = Person.objects.filter(email=clean_email(email)).first()
    if person is None:
        raise click.ClickException(f"Nobody here has the address {email}.")
    return person
