from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from adviceline.accounts.roles import Permission, permissions_of
from adviceline.privacy.classification import Privacy, Retention, fields


class Partner(models.Model):
    """The lead body or a partner of it: work, staff and money can be attributed to each."""

    code = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=120)
    is_lead = models.BooleanField(default=False)

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="code name is_lead"),
        retention=Retention(days=None, why="An organisation, named in the grant agreement."),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["is_lead"], condition=models.Q(is_lead=True), name="one_lead_partner")
        ]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, email: str | None) -> Person:
        return self.get(email__iexact=email)


class Person(AbstractBaseUser):
    """Somebody who signs in: staff, the Authority's monitor, the evaluator. Never an enquirer, never a child."""

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    roles = models.JSONField(default=list)
    partner = models.ForeignKey(Partner, null=True, blank=True, on_delete=models.PROTECT)
    is_active = models.BooleanField(default=True)
    is_fictional = models.BooleanField(default=False)
    date_joined = models.DateTimeField(null=True, default=None)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]
    objects = PersonManager()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id roles is_active is_fictional",
            STAFF="email name partner last_login date_joined",
            SECRET="password",  # noqa: S106 - the name of a field
        ),
        retention=Retention(days=None, why="Deactivated, never deleted: the audit trail names people by id."),
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="person_email_any_case")]

    def __str__(self) -> str:
        return self.name

    @property
    def actor_key(self) -> str:
        return f"person:{self.pk}"

    @property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.roles) if self.is_active else frozenset()

    def may(self, permission: Permission | str) -> bool:
        """Whether one of the person's roles permits it."""
        return permission in self.permissions
