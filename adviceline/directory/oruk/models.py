"""What the public feed of the directory reads, and what was taken from the feeds of others.

Loaded with `adviceline.directory.models`.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from adviceline.privacy.classification import Privacy, Retention, fields


class FeedService(models.Model):
    """A published entry that is a service or a contact, under the identifiers that the public feed gives it."""

    entry = models.OneToOneField("directory.Entry", on_delete=models.CASCADE, related_name="feed_service")
    service_id = models.UUIDField(unique=True)
    organization_id = models.UUIDField(db_index=True)

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id entry service_id organization_id"),
        retention=Retention(days=None, why="Made from published entries, and made again when they change."),
    )

    class Meta:
        app_label = "directory"

    def __str__(self) -> str:
        return str(self.service_id)


class FeedTerm(models.Model):
    """A term of a taxonomy that a service of the feed bears. `code` is the taxonomy's, or the topic as written."""

    service = models.ForeignKey(FeedService, on_delete=models.CASCADE, related_name="terms")
    taxonomy = models.CharField(max_length=40)
    code = models.CharField(max_length=80)
    term_id = models.UUIDField(db_index=True)
    taxonomy_id = models.UUIDField(db_index=True)

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id service taxonomy code term_id taxonomy_id"),
        retention=Retention(days=None, why="Made from published entries, and made again when they change."),
    )

    class Meta:
        app_label = "directory"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "term_id"], name="directory_feed_term_once")
        ]

    def __str__(self) -> str:
        return f"{self.taxonomy} {self.code}"


class FeedRecord(models.Model):
    """Where an imported entry comes from: a service of somebody else's feed, and what the feed last said of it.

    `digest` is of the record as it came, `values` what was made of it. `withdrawn_at`: the feed no longer has it.
    """

    feed = models.CharField(max_length=500)
    record_id = models.CharField(max_length=200)
    entry = models.OneToOneField("directory.Entry", on_delete=models.CASCADE, related_name="feed_record")
    digest = models.CharField(max_length=64)
    values = models.JSONField()
    first_seen_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id feed record_id entry digest values first_seen_at changed_at withdrawn_at"),
        retention=Retention(days=None, why="Published information about organisations: kept as history."),
    )

    class Meta:
        app_label = "directory"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["feed", "record_id"], name="directory_feed_record_once")
        ]

    def __str__(self) -> str:
        return f"{self.feed} {self.record_id}"
