"""How far each mailbox was read, by whom just now, and since when it cannot be."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from adviceline.privacy.classification import Privacy, Retention, fields


class Mailbox(models.Model):
    """One folder of one mailbox, as the settings name it.

    `last_uid` is the last message whose storing is committed, `flagged_uid` the last that the server was told so of; both
    belong to `uid_validity`. `mark` tells the message at `last_uid` from another that a restored server gave its number.
    `lease_*`: the process that reads it just now. `caught_up_at`: when nothing more was waiting. `server_folder`: what
    the folder is called now, if it was renamed. `failing_since_at` and `failure`: why it cannot be read, in our words.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=200, unique=True)
    server_folder = models.CharField(max_length=200, blank=True, default="")
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    flagged_uid = models.BigIntegerField(default=0)
    mark = models.CharField(max_length=80, blank=True, default="")
    waiting = models.PositiveIntegerField(default=0)
    lease_holder = models.UUIDField(null=True, default=None)
    lease_until = models.DateTimeField(null=True, default=None)
    begun_at = models.DateTimeField()
    caught_up_at = models.DateTimeField(null=True, default=None)
    last_message_at = models.DateTimeField(null=True, default=None)
    last_stored_at = models.DateTimeField(null=True, default=None)
    failing_since_at = models.DateTimeField(null=True, default=None)
    failure = models.CharField(max_length=300, blank=True, default="")
    alerted_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id name server_folder uid_validity last_uid flagged_uid mark waiting lease_holder "
            "lease_until begun_at caught_up_at last_message_at last_stored_at failing_since_at failure alerted_at"
        ),
        retention=Retention(days=None, why="The place in a mailbox from which reading goes on."),
    )

    def __str__(self) -> str:
        return self.name

    @property
    def source(self) -> str:
        """How the place of a message in it begins."""
        return f"mailbox:{self.pk};uidvalidity={self.uid_validity}"
