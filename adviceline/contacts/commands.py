"""Commands about records, shown under `adviceline privacy`: erase, apply the retention periods, rotate keys."""

from __future__ import annotations

import sys

import click


@click.command()
@click.argument("reference")
@click.option(
    "--reason", type=click.Choice(["request", "mistake", "court_order"]), default="request", show_default=True
)
def erase(reference: str, reason: str) -> None:
    """Destroy the contact details behind REFERENCE for ever. What was counted stays counted."""
    from django.conf import settings
    from django.utils import timezone

    from adviceline.audit.actors import SYSTEM
    from adviceline.contacts.actions import erase_enquirer
    from adviceline.contacts.models import Enquiry
    from adviceline.contacts.references import NotAReference, parse_reference
    from adviceline.content import load

    try:
        wanted = parse_reference(reference, prefix=load(settings.CONTENT_DIR).service.reference_prefix)
    except NotAReference as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    enquiry = Enquiry.objects.select_related("enquirer").filter(reference=wanted).first()
    if enquiry is None:
        click.echo(f"No enquiry has the reference {wanted}.", err=True)
        sys.exit(1)
    if erase_enquirer(enquiry=enquiry, reason=reason, by=SYSTEM, at=timezone.now()):
        click.echo(f"Erased: the key of {wanted} is destroyed, and nobody can read the contact details again.")
    else:
        click.echo(f"{wanted} was erased before.")


@click.command("apply-retention")
def apply_retention() -> None:
    """Erase what is past its retention period now (the worker does this every night)."""
    from django.utils import timezone

    from adviceline.audit.actors import SYSTEM
    from adviceline.privacy.retention import apply_retention as apply

    applied = apply(by=SYSTEM, at=timezone.now())
    for line in applied:
        click.echo(f"{line.model}: {line.count} ({line.how})")
    if not applied:
        click.echo("Nothing is past its time.")


@click.command("rotate-keys")
def rotate_keys() -> None:
    """Wrap every enquiry key again with the first key of ADVICELINE_MASTER_KEYS, so that an old one may be retired."""
    from django.utils import timezone

    from adviceline.audit.actors import SYSTEM
    from adviceline.privacy.actions import rotate_master_key
    from adviceline.privacy.crypto import UnableToOpen

    try:
        count = rotate_master_key(by=SYSTEM, at=timezone.now())
    except UnableToOpen as error:
        click.echo(f"{error} Add it to ADVICELINE_MASTER_KEYS, after the first, and run this again.", err=True)
        sys.exit(1)
    click.echo(f"{count} keys wrapped with the current master key.")
