"""Where enquirers work: regions, local authorities and the establishments of the national register."""

from __future__ import annotations

from django.db import models

from adviceline.places.rules.names import LONGEST_WORD
from adviceline.places.rules.register_codes import Phase, Setting, Status
from adviceline.privacy.classification import Privacy, Retention, fields

_PUBLIC_REFERENCE = Retention(days=None, why="Public reference data: it holds nothing about a person.")

OUTSIDE_ENGLAND = "outside_england"

STATUS_WORDS = {
    Status.OPEN: "Open",
    Status.CLOSING: "Open, but proposed to close",
    Status.PROPOSED: "Proposed to open",
    Status.CLOSED: "Closed",
}


class Region(models.Model):
    """One of the nine English regions."""

    code = models.CharField(primary_key=True, max_length=30)
    name = models.CharField(max_length=60, unique=True)
    gss_code = models.CharField(max_length=9, unique=True)
    gor_code = models.CharField(max_length=1, unique=True)

    privacy = Privacy(fields=fields(NOTHING_PERSONAL="code name gss_code gor_code"), retention=_PUBLIC_REFERENCE)

    class Meta:
        ordering = ["gss_code"]

    def __str__(self) -> str:
        return self.name


class LocalAuthority(models.Model):
    """Keyed on the three digits that the register calls 'LA (code)', because GSS codes change."""

    la_code = models.CharField(primary_key=True, max_length=3)
    name = models.CharField(max_length=80, unique=True)
    gss_code = models.CharField(max_length=9, unique=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="local_authorities")

    privacy = Privacy(fields=fields(NOTHING_PERSONAL="la_code name gss_code region"), retention=_PUBLIC_REFERENCE)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "local authorities"

    def __str__(self) -> str:
        return self.name


class Establishment(models.Model):
    """A school, college or nursery. From the register only what is listed here is kept: no person's name."""

    urn = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=200)
    local_authority = models.ForeignKey(
        LocalAuthority, null=True, on_delete=models.PROTECT, related_name="establishments"
    )  # none: outside England, or an authority that was divided since
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="establishments")
    register_la_code = models.CharField(max_length=3)
    register_la_name = models.CharField(max_length=80)
    type_code = models.CharField(max_length=2)
    type_name = models.CharField(max_length=80)
    type_group = models.CharField(max_length=80)
    setting = models.CharField(max_length=30)
    phase = models.CharField(max_length=20)
    status = models.CharField(max_length=10)
    opened_date = models.DateField(null=True)
    closed_date = models.DateField(null=True)
    reason_closed = models.CharField(max_length=100, blank=True)
    successors = models.ManyToManyField("self", symmetrical=False, related_name="predecessors")
    town = models.CharField(max_length=80, blank=True)
    postcode_district = models.CharField(max_length=4, blank=True)  # the outward half only, such as 'NR13'
    fictional = models.BooleanField(default=False)
    not_seen_since_at = models.DateTimeField(null=True)  # set when a newer register file no longer lists it
    search_key = models.CharField(max_length=200, db_index=True)
    search_words = models.TextField()  # ' word word ', so that ' wo' finds a word that begins with 'wo'
    register_digest = models.CharField(max_length=32)  # of the register's values: unchanged rows are not written

    privacy = Privacy(
        fields=fields(
            NOTHING_PERSONAL=(
                "urn name local_authority region register_la_code register_la_name type_code type_name "
                "type_group setting phase status opened_date closed_date reason_closed successors town "
                "postcode_district fictional not_seen_since_at search_key search_words register_digest"
            )
        ),
        retention=_PUBLIC_REFERENCE,
    )

    class Meta:
        ordering = ["name", "urn"]
        constraints = [
            models.CheckConstraint(condition=models.Q(urn__gt=0), name="establishment_urn_positive"),
            models.CheckConstraint(
                condition=models.Q(status__in=[each.value for each in Status]), name="establishment_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(phase__in=[each.value for each in Phase]), name="establishment_phase_known"
            ),
            models.CheckConstraint(
                condition=models.Q(setting__in=[each.value for each in Setting]), name="establishment_setting_known"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="establishment_named"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def region_code(self) -> str:
        return self.region_id or OUTSIDE_ENGLAND

    @property
    def area_name(self) -> str:
        """The local authority as people know it: today's name where there is one."""
        return self.local_authority.name if self.local_authority else self.register_la_name

    @property
    def place(self) -> str:
        """'Norwich, Norfolk': what tells two schools of one name apart."""
        town = "" if self.town.casefold() == self.area_name.casefold() else self.town
        return ", ".join(part for part in (town, self.area_name) if part)

    @property
    def status_words(self) -> str:
        return STATUS_WORDS[Status(self.status)]


class EstablishmentWord(models.Model):
    """One word under which an establishment is found."""

    word = models.CharField(max_length=LONGEST_WORD)
    establishment = models.ForeignKey(Establishment, on_delete=models.CASCADE, related_name="words")

    privacy = Privacy(fields=fields(NOTHING_PERSONAL="id word establishment"), retention=_PUBLIC_REFERENCE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["word", "establishment"], name="establishment_word_once"),
        ]

    def __str__(self) -> str:
        return self.word


class NameWord(models.Model):
    """The vocabulary of all names: how many establishments bear a word, so that a search starts from its rarest word
    and a misspelt word can be compared with words that exist."""

    word = models.CharField(primary_key=True, max_length=LONGEST_WORD)
    establishments = models.PositiveIntegerField()

    privacy = Privacy(fields=fields(NOTHING_PERSONAL="word establishments"), retention=_PUBLIC_REFERENCE)

    def __str__(self) -> str:
        return self.word
