"""Keeping what the public feed reads in step with the entries, within the transaction that changes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from adviceline.directory.models import Entry
from adviceline.directory.oruk.identity import organization_id, service_id, taxonomy_id, term_id
from adviceline.directory.oruk.models import FeedService, FeedTerm

#: Kinds of entry that are services in the sense of the standard. Guidance, training, tools and local procedures are
#: documents: others would list them as places to turn to.
FEED_KINDS = ("service", "contact")
#: Our taxonomies that the feed publishes, and the field of an entry that bears their codes.
TAXONOMIES = {"topic": "topics", "audience": "audiences", "phase": "phases", "resource_kind": "kind"}
BATCH = 500


def feed_entries(entries: Iterable[Entry]) -> None:
    """Take these entries into the feed, or out of it, as they are now."""
    for batch in _batches(list({entry.pk: entry for entry in entries}.values())):
        FeedService.objects.filter(entry__in=batch).delete()
        wanted = [each for each in batch if each.status == Entry.Status.PUBLISHED and each.kind in FEED_KINDS]
        services = FeedService.objects.bulk_create(
            [
                FeedService(
                    entry=entry, service_id=service_id(entry.pk), organization_id=organization_id(entry.publisher)
                )
                for entry in wanted
            ]
        )
        terms = [term for service in services for term in _terms(service)]
        FeedTerm.objects.bulk_create(terms, batch_size=BATCH)


def _terms(service: FeedService) -> Iterator[FeedTerm]:
    for taxonomy, field in TAXONOMIES.items():
        held = getattr(service.entry, field)
        codes = {term_id(taxonomy, code): code for code in ([held] if isinstance(held, str) else held)}
        for identifier, code in codes.items():
            yield FeedTerm(
                service=service, taxonomy=taxonomy, code=code, term_id=identifier, taxonomy_id=taxonomy_id(taxonomy)
            )


def _batches(items: list[Entry]) -> Iterable[list[Entry]]:
    return (items[at : at + BATCH] for at in range(0, len(items), BATCH))
