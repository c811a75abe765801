"""The directory: entries with their history, the local contacts of each authority, and what a search reads."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from adviceline.directory.rules.links import STATES, UNCHECKED
from adviceline.directory.rules.words import LONGEST_WORD
from adviceline.places.models import LocalAuthority
from adviceline.privacy.classification import Privacy, Retention, fields

_PUBLIC = Retention(days=None, why="Published information about organisations, and who changed it: kept as history.")
_DERIVED = Retention(days=None, why="Made from published entries, and made again when they change.")

#: What an entry says, in the order in which it is shown: what a version keeps and an import compares.
TEXT_FIELDS = (
    "title",
    "publisher",
    "url",
    "kind",
    "what_it_is",
    "when_to_use",
    "when_not_to_use",
    "cost",
    "eligibility",
    "contact_route",
    "phone",
    "hours",
    "assured_by",
)
LIST_FIELDS = ("audiences", "phases", "topics", "regions", "local_authorities")
DATE_FIELDS = ("assured_date", "review_due_date")
CONTENT_FIELDS = (*TEXT_FIELDS, *LIST_FIELDS, *DATE_FIELDS, "address_checked", "status")


class Entry(models.Model):
    """One resource, service or contact. Codes in the lists are the taxonomy's; `local_authorities` holds LA codes."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"

    class Source(models.TextChoices):
        CONTENT = "content", "The service's content"
        FILE = "file", "An imported file"
        SCREEN = "screen", "Written on screen"
        FEED = "feed", "Another directory's feed"

    id = models.CharField(primary_key=True, max_length=120)
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=150)
    url = models.CharField(max_length=500)
    kind = models.CharField(max_length=40)
    what_it_is = models.TextField(blank=True)
    audiences = models.JSONField(default=list)
    phases = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    regions = models.JSONField(default=list)
    local_authorities = models.JSONField(default=list, blank=True)
    when_to_use = models.TextField()
    when_not_to_use = models.TextField(blank=True)
    cost = models.CharField(max_length=200, blank=True)
    eligibility = models.CharField(max_length=300, blank=True)
    contact_route = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    hours = models.CharField(max_length=120, blank=True)
    assured_by = models.CharField(max_length=150, blank=True)
    assured_date = models.DateField(null=True, blank=True)
    review_due_date = models.DateField(null=True, blank=True)
    address_checked = models.CharField(max_length=20, default="unseen")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    source = models.CharField(max_length=10, choices=Source)
    source_digest = models.CharField(max_length=64, blank=True)  # of what the source said when it was last taken
    changed_here = models.BooleanField(default=False)  # since the source was last taken
    waiting_values = models.JSONField(null=True, default=None)  # what the source says now, where we changed it here
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    link_state = models.CharField(max_length=10, choices=list(STATES.items()), default=UNCHECKED)  # see LinkCheck

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL=(
                "id title publisher url kind what_it_is audiences phases topics regions local_authorities when_to_use "
                "when_not_to_use cost eligibility contact_route phone hours assured_by assured_date review_due_date "
                "address_checked status source source_digest changed_here waiting_values version changed_at link_state"
            )
        ),
        retention=_PUBLIC,
    )

    class Meta:
        ordering: ClassVar = ["title", "id"]
        verbose_name_plural = "entries"
        indexes: ClassVar = [models.Index(fields=["title", "id"], name="directory_entry_title")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=["draft", "published", "retired"]), name="directory_entry_status_known"
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(url=""), name="directory_entry_named_and_addressed"),
        ]

    def __str__(self) -> str:
        return self.title

    def values(self) -> dict[str, Any]:
        """What the entry says, as JSON holds it."""
        found: dict[str, Any] = {name: getattr(self, name) for name in CONTENT_FIELDS}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}


class EntryVersion(models.Model):
    """What an entry said after one change, who changed it and when."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    values = models.JSONField()
    changed = models.JSONField(default=list)  # names of the fields that differ from the version before
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Entry.Source)

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id entry number values changed changed_at source", STAFF="changed_by"),
        retention=_PUBLIC,
    )

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "number"], name="directory_version_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.number}"


class LinkCheck(models.Model):
    """What the link check knows of an entry's address. `tries` are the last looks, newest first, each with its chain of
    (address, status). `failed_days` are the days of London on which it failed since it last worked."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="link")
    address = models.CharField(max_length=500)  # what was looked at: an entry's address may change
    words = models.CharField(max_length=400, blank=True)
    leads_to = models.CharField(max_length=2000, blank=True)
    failed_days = models.JSONField(default=list)
    tries = models.JSONField(default=list)
    checked_at = models.DateTimeField()
    since_at = models.DateTimeField()  # when the entry's link state last changed
    again_at = models.DateTimeField(db_index=True)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id entry address words leads_to failed_days tries checked_at since_at again_at"
        ),
        retention=_PUBLIC,
    )

    def __str__(self) -> str:
        return f"{self.entry_id} {self.checked_at:%Y-%m-%d}"


class EntryOpenings(models.Model):
    """How often an entry was opened from a resource pack on one day of London: a count and nothing else."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="openings")
    day_date = models.DateField()
    times = models.PositiveIntegerField(default=0)

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id entry day_date times"),
        retention=Retention(days=None, why="A count per entry and day: nothing in it leads to anybody."),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "day_date"], name="directory_openings_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.day_date} {self.times}"


class LocalContact(models.Model):
    """How to reach one of the three doors of a local authority: an office, never a person. Absent while unknown."""

    class Slot(models.TextChoices):
        FRONT_DOOR = "front_door", "Children's social care front door"
        LADO = "lado", "Local authority designated officer"
        PARTNERSHIP = "partnership", "Safeguarding children partnership"

    local_authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="local_contacts")
    slot = models.CharField(max_length=12, choices=Slot)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    url = models.CharField(max_length=500, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    checked_date = models.DateField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id local_authority slot phone email url hours checked_date", STAFF="checked_by"
        ),
        retention=_PUBLIC,
    )

    class Meta:
        ordering: ClassVar = ["local_authority", "slot"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["local_authority", "slot"], name="directory_contact_once_a_slot"),
            models.CheckConstraint(
                condition=Q(slot__in=["front_door", "lado", "partnership"]), name="directory_contact_slot_known"
            ),
            models.CheckConstraint(
                condition=~Q(phone="") | ~Q(email="") | ~Q(url=""), name="directory_contact_leads_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.local_authority_id} {self.slot}"


class LocalContactChange(models.Model):
    """What one slot said before and after one change: so that a number that was overwritten can be found again.
    `before` and `after` hold the four details, all empty where the slot was."""

    local_authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT, related_name="local_contact_changes")
    slot = models.CharField(max_length=12, choices=LocalContact.Slot)
    before = models.JSONField()
    after = models.JSONField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id local_authority slot before after changed_at", STAFF="changed_by"),
        retention=_PUBLIC,
    )

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.local_authority_id} {self.slot} {self.changed_at:%Y-%m-%d}"


class SearchDocument(models.Model):
    """The stems of a published entry, place by place, as both engines index them. Facets are codes as single words."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="document")
    title = models.TextField()
    topics = models.TextField()
    body = models.TextField()
    facets = models.TextField()
    words = models.TextField()  # every word as written, to take its counts back when the entry changes

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id entry title topics body facets words"), retention=_DERIVED
    )

    def __str__(self) -> str:
        return self.entry_id


class SearchWord(models.Model):
    """The vocabulary of published entries: what a prefix or a misspelt word may mean."""

    word = models.CharField(max_length=LONGEST_WORD, unique=True)
    stem = models.CharField(max_length=LONGEST_WORD, db_index=True)
    entries = models.IntegerField(default=0)

    privacy: ClassVar = Privacy(fields=fields(NOTHING_PERSONAL="id word stem entries"), retention=_DERIVED)

    def __str__(self) -> str:
        return self.word


# The feed's own records refer to those above by name.
from adviceline.directory.oruk.models import FeedRecord as FeedRecord  # noqa: E402
from adviceline.directory.oruk.models import FeedService as FeedService  # noqa: E402
from adviceline.directory.oruk.models import FeedTerm as FeedTerm  # noqa: E402
