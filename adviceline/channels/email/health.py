"""How the mail is: what a service manager must know, in figures that cost the same however much mail there ever was."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Min, QuerySet

from adviceline.channels.email.models import Mailbox, Message
from adviceline.channels.email.reading.accounts import UnusableMailbox, accounts
from adviceline.jobs.models import Job, OutgoingMessage
from adviceline.workforce.queries import opening_hours

PATIENCE = timedelta(minutes=10)
MOST = 1_000


@dataclass(frozen=True)
class MailboxHealth:
    """`unread_open_seconds`: opening time since everything there was had been read. `is_late`: that is ten minutes."""

    name: str
    last_message_at: datetime | None
    caught_up_at: datetime | None
    waiting: int
    unread_open_seconds: int
    failure: str
    failing_since_at: datetime | None
    renamed_to: str = ""

    @property
    def is_late(self) -> bool:
        return self.unread_open_seconds >= PATIENCE.total_seconds()


@dataclass(frozen=True)
class MailHealth:
    """`stored`: messages safe with us and not yet recorded, the oldest since `stored_since_at`. Each count ends at 1,000."""

    mailboxes: tuple[MailboxHealth, ...]
    problem: str
    stored: int
    stored_since_at: datetime | None
    set_aside: int
    waiting_to_be_sent: int
    uncertain: int
    failed: int
    dead_jobs: int

    @property
    def is_well(self) -> bool:
        return not self.problem and not any(each.is_late for each in self.mailboxes)

    @property
    def failing(self) -> bool:
        """Whether a mailbox cannot be read just now, however short and at whatever hour."""
        return any(each.failure for each in self.mailboxes)

    def as_dict(self) -> dict[str, object]:
        def plain(value: object) -> object:
            match value:
                case datetime():
                    return value.isoformat()
                case dict():
                    return {name: plain(each) for name, each in value.items()}
                case list() | tuple():
                    return [plain(each) for each in value]
            return value

        told = plain(asdict(self))
        assert isinstance(told, dict)
        return {**told, "is_well": self.is_well}

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        lines = [self.problem] if self.problem else []
        if not self.mailboxes and not self.problem:
            lines.append("No mailbox is set.")
        for each in self.mailboxes:
            read = f"{each.caught_up_at:%Y-%m-%d %H:%M} UTC" if each.caught_up_at else "never"
            newest = f"{each.last_message_at:%Y-%m-%d %H:%M} UTC" if each.last_message_at else "none"
            lines.append(f"{each.name}: read up to {read}, newest message {newest}, {each.waiting} waiting")
            if each.failure:
                lines.append(f"  cannot be read since {each.failing_since_at:%Y-%m-%d %H:%M} UTC: {each.failure}")
            if each.renamed_to:
                lines.append(f"  the folder is called '{each.renamed_to}' now: change the setting")
        lines.append(f"Stored, not yet recorded: {self.stored}")
        lines.append(f"Set aside: {self.set_aside}")
        lines.append(f"Waiting to be sent: {self.waiting_to_be_sent}, may or may not have been sent: {self.uncertain}, "
                     f"not sent: {self.failed}")  # fmt: skip
        lines.append(f"Jobs given up: {self.dead_jobs}")
        return lines


def mail_health(*, at: datetime) -> MailHealth:
    problem = ""
    try:
        named = [account.name for account in accounts(settings.MAILBOXES)]
    except UnusableMailbox as error:
        named, problem = [], str(error)
    known = {row.name: row for row in Mailbox.objects.filter(name__in=named)}
    stored = Message.objects.filter(state=Message.State.STORED)
    State = OutgoingMessage.State
    return MailHealth(
        mailboxes=tuple(_of(name, known.get(name), at) for name in named),
        problem=problem,
        stored=_count(stored),
        stored_since_at=stored.aggregate(first=Min("stored_at"))["first"],
        set_aside=_count(Message.objects.filter(state=Message.State.SET_ASIDE)),
        waiting_to_be_sent=_count(OutgoingMessage.objects.filter(state__in=[State.WAITING, State.SENDING])),
        uncertain=_count(OutgoingMessage.objects.filter(state=State.UNCERTAIN)),
        failed=_count(OutgoingMessage.objects.filter(state=State.DEAD)),
        dead_jobs=_count(Job.objects.filter(state=Job.State.DEAD)),
    )


def _count(rows: QuerySet[Any]) -> int:
    return len(rows.order_by().values_list("pk")[:MOST])


def _of(name: str, row: Mailbox | None, at: datetime) -> MailboxHealth:
    if row is None:
        return MailboxHealth(name, None, None, 0, 0, "", None)
    since = row.caught_up_at or row.begun_at
    return MailboxHealth(
        name, row.last_message_at, row.caught_up_at, row.waiting,
        round(opening_hours().open_seconds_between(since, at)) if since < at else 0,
        row.failure, row.failing_since_at, row.server_folder,
    )  # fmt: skip
