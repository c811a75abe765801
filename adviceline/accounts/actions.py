"""Adding people, changing what they may do, ending their access; and what is recorded of signing in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.crypto import get_random_string

from adviceline.accounts import rules
from adviceline.accounts.models import Partner, Person
from adviceline.accounts.secrets import is_current, open_secret, seal_secret
from adviceline.audit.actions import record
from adviceline.audit.actors import PUBLIC, Actor
from adviceline.jobs.actions import send
from adviceline.privacy.crypto import blind_index

SET_PASSWORD = "accounts.set_password"  # noqa: S105 - the name of a message
INVITATION, RESET = "invitation", "reset"


class UnableToAddPerson(Exception):
    """The person cannot be added; `field` names what to change."""

    def __init__(self, words: str, *, field: str = "") -> None:
        super().__init__(words)
        self.field = field


class UnableToChangeRoles(Exception):
    """The roles cannot be changed so; the words say why."""


class UnableToDeactivate(Exception):
    """The person's access cannot be ended; the words say why."""


class UnableToInvite(Exception):
    """No link can be sent; the words say why."""


class PartnerBody(Protocol):
    """A partner as the content tells of it."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def lead(self) -> bool: ...


def add_person(
    *, email: str, name: str, roles: Iterable[str], partner: Partner | None, by: Actor, at: datetime,
    is_fictional: bool = False,
) -> Person:  # fmt: skip
    """Add somebody who may sign in once they have set a password (`invite`). Raises `UnableToAddPerson`."""
    email, name, codes = rules.clean_email(email), rules.clean_name(name), list(roles)
    if not name:
        raise UnableToAddPerson("Enter the person's name.", field="name")
    try:
        validate_email(email)
    except ValidationError:
        words = "Enter an e-mail address in the correct format, like name@example.org."
        raise UnableToAddPerson(words, field="email") from None
    _check_roles(codes, UnableToAddPerson)
    with transaction.atomic():
        person = Person(
            email=email, name=name, roles=rules.in_order(codes), partner=partner, is_fictional=is_fictional,
            date_joined=at,
        )  # fmt: skip
        person.set_unusable_password()
        if Person.objects.filter(email__iexact=email).exists():
            raise UnableToAddPerson("Somebody with that e-mail address is already here.", field="email")
        person.save(force_insert=True)
        record(
            action="person.added",
            by=by,
            at=at,
            subject=person.actor_key,
            data={"roles": person.roles, "partner": partner.code if partner else ""},
        )
    return person


def change_roles(*, person: Person, roles: Iterable[str], by: Actor, at: datetime) -> Person:
    """Give a person these roles and no others, from their next request on. Raises `UnableToChangeRoles`.

    Nobody changes their own roles, and somebody who can manage people always remains.
    """
    codes = rules.in_order(given := list(roles))
    _check_roles(given, UnableToChangeRoles)
    with transaction.atomic():
        person, others = _locked(person)
        if codes == person.roles:
            return person
        if by.actor_key == person.actor_key:
            raise UnableToChangeRoles("You cannot change your own roles. Ask another service manager.")
        if _is_manager(person) and not rules.manages_people(codes) and not others:
            raise UnableToChangeRoles("Nobody else can manage people. Give somebody else that role first.")
        before, person.roles = person.roles, codes
        person.save(update_fields=["roles"])
        record(
            action="person.roles_changed",
            by=by,
            at=at,
            subject=person.actor_key,
            data={"from": before, "to": codes},
        )
    return person


def deactivate(*, person: Person, by: Actor, at: datetime) -> Person:
    """End a person's access at once, in every browser. Their name stays in the records. Raises `UnableToDeactivate`.

    The password goes too: sessions hang on it, so none of them comes back if the person is made active again.
    """
    with transaction.atomic():
        person, others = _locked(person)
        if not person.is_active:
            return person
        if by.actor_key == person.actor_key:
            raise UnableToDeactivate("You cannot end your own access. Ask another service manager.")
        if _is_manager(person) and not others:
            raise UnableToDeactivate("Nobody else can manage people. Give somebody else that role first.")
        person.is_active = False
        _end_sessions(person)
        person.save(update_fields=["is_active", "password"])
        record(action="person.deactivated", by=by, at=at, subject=person.actor_key)
    return person


def reactivate(*, person: Person, by: Actor, at: datetime) -> Person:
    """Let a person sign in again, once they have set a new password (`invite`)."""
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        if not person.is_active:
            person.is_active = True
            person.save(update_fields=["is_active"])
            record(action="person.reactivated", by=by, at=at, subject=person.actor_key)
    return person


def reset_sign_in(*, person: Person, by: Actor, at: datetime) -> Person:
    """Forget a person's password and second factors and end their sessions: for a lost telephone, or a doubt.

    They start again from a link (`invite`).
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        removed, _ = Authenticator.objects.filter(user_id=person.pk).delete()
        _end_sessions(person)
        person.save(update_fields=["password"])
        record(action="person.sign_in_reset", by=by, at=at, subject=person.actor_key, data={"removed": removed})
    return person


def invite(*, person: Person, origin: str, occasion: str = INVITATION, by: Actor, at: datetime) -> None:
    """Send a link to set a password, by the outbox. `origin` is the site's address, `https://host`.

    Only ids wait in the outbox: the link itself is made when it is sent. Raises `UnableToInvite`.
    """
    if not person.is_active:
        raise UnableToInvite("This person's access has ended. Make them active first.")
    with transaction.atomic():
        send(
            SET_PASSWORD,
            args={"person": person.pk, "origin": origin.rstrip("/"), "occasion": occasion},
            key=f"set-password:{person.pk}:{get_random_string(16)}",
            at=at,
        )
        record(action="person.link_sent", by=by, at=at, subject=person.actor_key, data={"occasion": occasion})


def sync_partners(*, partners: Iterable[PartnerBody], by: Actor, at: datetime) -> list[Partner]:
    """Make the partners as the content says; answers those it names. One that it names no more stays, not as lead."""
    wanted = {partner.code: partner for partner in partners}
    with transaction.atomic():
        held = {partner.code: partner for partner in Partner.objects.select_for_update()}
        leads = {code for code, partner in wanted.items() if partner.lead}
        # The one lead steps down before the next steps up: the database allows no two.
        Partner.objects.filter(is_lead=True).exclude(code__in=leads).update(is_lead=False)
        changed = [
            code for code, partner in wanted.items()
            if code not in held or (held[code].name, held[code].is_lead) != (partner.name, partner.lead)
        ]  # fmt: skip
        for code in sorted(changed, key=lambda code: wanted[code].lead):
            Partner.objects.update_or_create(
                code=code, defaults={"name": wanted[code].name, "is_lead": wanted[code].lead}
            )
        if changed:
            record(action="partners.changed", by=by, at=at, data={"codes": sorted(changed)})
    return list(Partner.objects.filter(code__in=wanted).order_by("-is_lead", "name"))


def record_sign_in(*, person: Person, methods: list[str], at: datetime) -> None:
    """Record that a person signed in, and how: `password`, `mfa:totp`, `mfa:webauthn`, `socialaccount`, `demo`."""
    with transaction.atomic():
        record(action="person.signed_in", by=person, at=at, subject=person.actor_key, data={"methods": methods})


def record_failed_sign_in(*, email: str, reason: str, at: datetime) -> None:
    """Record that somebody could not sign in. The address itself is not written: it may be a stranger's."""
    with transaction.atomic():
        person = Person.objects.filter(email=rules.clean_email(email)).first()
        data = {"reason": reason}
        if person is None:
            data["address_index"] = blind_index(rules.clean_email(email), purpose="sign-in")
        record(action="person.sign_in_failed", by=PUBLIC, at=at, subject=person.actor_key if person else "", data=data)


def record_sign_out(*, person: Person, at: datetime) -> None:
    with transaction.atomic():
        record(action="person.signed_out", by=person, at=at, subject=person.actor_key)


def record_second_factor(*, person: Person, change: str, kind: str, at: datetime) -> None:
    """Record that a second factor was `added`, `removed` or `replaced`, or that its code was `refused`."""
    with transaction.atomic():
        record(
            action=f"person.second_factor_{change}",
            by=PUBLIC if change == "refused" else person,
            at=at,
            subject=person.actor_key,
            data={"kind": kind},
        )


def set_password(*, person: Person, password: str, at: datetime) -> Person:
    """Keep a new password that was found good enough. Other sessions of the person end."""
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        record(action="person.password_set", by=person, at=at, subject=person.actor_key)
    return person


def reseal_second_factors(*, by: Actor, at: datetime) -> int:
    """Seal the secrets of second factors under the current master key; answers how many were not yet."""
    resealed = 0
    with transaction.atomic():
        for authenticator in Authenticator.objects.select_for_update():
            old = {name: authenticator.data[name] for name in ("secret", "seed") if name in authenticator.data}
            stale = {name: seal_secret(open_secret(sealed)) for name, sealed in old.items() if not is_current(sealed)}
            if stale:
                authenticator.data |= stale
                authenticator.save(update_fields=["data"])
                resealed += len(stale)
        if resealed:
            record(action="second_factors.resealed", by=by, at=at, data={"secrets": resealed})
    return resealed


def _check_roles(codes: list[str], problem: type[UnableToAddPerson] | type[UnableToChangeRoles]) -> None:
    if not codes:
        words = "Choose at least one role."
    elif unknown := rules.unknown_roles(codes):
        words = f"There is no role named {', '.join(unknown)}."
    else:
        return
    raise UnableToAddPerson(words, field="roles") if problem is UnableToAddPerson else problem(words)


def _locked(person: Person) -> tuple[Person, list[Person]]:
    """The person, and the other active people who manage people: locked, so that two changes cannot pass each other."""
    people = list(Person.objects.select_for_update().filter(is_active=True).order_by("pk"))
    others = [one for one in people if one.pk != person.pk and _is_manager(one)]
    return next((one for one in people if one.pk == person.pk), None) or Person.objects.get(pk=person.pk), others


def _is_manager(person: Person) -> bool:
    return rules.manages_people(person.roles)


def _end_sessions(person: Person) -> None:
    """A session carries a hash of the password; a password of no use to anybody ends them all."""
    person.set_unusable_password()
