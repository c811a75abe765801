"""Takes the entries that are published already into the public feed."""

import re
import uuid

from django.db import migrations

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "adviceline:open-referral")
KINDS = ("service", "contact")
TAXONOMIES = {"topic": "topics", "audience": "audiences", "phase": "phases", "resource_kind": "kind"}


def _id(text):
    return uuid.uuid5(NAMESPACE, text)


def fill(apps, schema_editor):
    Entry, FeedService, FeedTerm = (apps.get_model("directory", name) for name in ("Entry", "FeedService", "FeedTerm"))
    for entry in Entry.objects.filter(status="published", kind__in=KINDS).order_by("pk").iterator():
        publisher = re.sub(r"\s+", " ", entry.publisher).strip().casefold()
        service = FeedService.objects.create(
            entry=entry, service_id=_id(f"service:{entry.pk}"), organization_id=_id(f"organization:{publisher}")
        )
        for taxonomy, field in TAXONOMIES.items():
            held = getattr(entry, field)
            codes = {code.strip().casefold(): code for code in ([held] if isinstance(held, str) else held)}
            FeedTerm.objects.bulk_create(
                FeedTerm(
                    service=service,
                    taxonomy=taxonomy,
                    code=code,
                    term_id=_id(f"term:{taxonomy}:{plain}"),
                    taxonomy_id=_id(f"taxonomy:{taxonomy}"),
                )
                for plain, code in codes.items()
            )


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_open_referral")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
