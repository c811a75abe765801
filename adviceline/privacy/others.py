"""Classification of the tables that cannot declare their own: of the rooms below this one, and of libraries."""

from __future__ import annotations

from adviceline.privacy.classification import Privacy, Retention, fields

_A_YEAR = "A year: shows what was sent and done, and what a person had to see to."
_RUNNING = Retention(days=None, why="The working state of sign-in; it goes with the person's account.")
_LIBRARY = Retention(days=None, why="A library's own register: it says nothing about anybody.")

OTHERS: dict[str, Privacy] = {
    "jobs.Job": Privacy(
        fields=fields(
            NOTHING_PERSONAL="id task state attempts run_at created_at started_at finished_at last_error",
            PSEUDONYM="args key",
        ),
        retention=Retention(days=365, after="finished_at", why=_A_YEAR),
    ),
    "jobs.OutgoingMessage": Privacy(
        fields=fields(
            NOTHING_PERSONAL="id composer message_id state attempts created_at sent_at last_error", PSEUDONYM="args key"
        ),
        retention=Retention(days=365, after="created_at", why=_A_YEAR),
    ),
    "audit.Event": Privacy(
        fields=fields(NOTHING_PERSONAL="seq at action previous_hash hash", PSEUDONYM="subject data", STAFF="actor"),
        retention=Retention(days=None, why="Evidence of who did and read what: the database itself refuses change."),
    ),
    "audit.Head": Privacy(
        fields=fields(NOTHING_PERSONAL="id seq hash"),
        retention=Retention(days=None, why="The end of the audit chain."),
    ),
    # The answers of a public form wait here sealed with a key that only the visitor's browser has.
    "sessions.Session": Privacy(
        fields=fields(NOTHING_PERSONAL="expire_date", SECRET="session_key", SEALED_TEXT="session_data"),  # noqa: S106
        retention=Retention(days=0, after="expire_date", why="A session that has ended is of use to nobody."),
    ),
    "account.EmailAddress": Privacy(
        fields=fields(NOTHING_PERSONAL="id verified primary", STAFF="user email"), retention=_RUNNING
    ),
    "account.EmailConfirmation": Privacy(
        fields=fields(NOTHING_PERSONAL="id created sent", STAFF="email_address", SECRET="key"),  # noqa: S106
        retention=_RUNNING,
    ),
    "mfa.Authenticator": Privacy(
        fields=fields(NOTHING_PERSONAL="id type created_at last_used_at", STAFF="user", SECRET="data"),  # noqa: S106
        retention=_RUNNING,
    ),
    "socialaccount.SocialApp": Privacy(
        fields=fields(NOTHING_PERSONAL="id provider provider_id name client_id settings", SECRET="secret key"),  # noqa: S106
        retention=_LIBRARY,
    ),
    "socialaccount.SocialAccount": Privacy(
        fields=fields(NOTHING_PERSONAL="id provider last_login date_joined", STAFF="user uid extra_data"),
        retention=_RUNNING,
    ),
    "socialaccount.SocialToken": Privacy(
        fields=fields(NOTHING_PERSONAL="id app expires_at", STAFF="account", SECRET="token token_secret"),  # noqa: S106
        retention=_RUNNING,
    ),
    "auth.Group": Privacy(fields=fields(NOTHING_PERSONAL="id name permissions"), retention=_LIBRARY),
    "auth.Permission": Privacy(fields=fields(NOTHING_PERSONAL="id name content_type codename"), retention=_LIBRARY),
    "contenttypes.ContentType": Privacy(fields=fields(NOTHING_PERSONAL="id app_label model"), retention=_LIBRARY),
    # django-q2's own record of a job that ran: its id in ours, and the state it ended in.
    "django_q.Task": Privacy(
        fields=fields(
            NOTHING_PERSONAL="id name func hook kwargs result group cluster started stopped success attempt_count",
            PSEUDONYM="args",
        ),
        retention=Retention(days=30, after="stopped", why="A month, to look into a fault of the machinery."),
    ),
    "django_q.Schedule": Privacy(
        fields=fields(
            NOTHING_PERSONAL="id name func hook args kwargs schedule_type minutes repeats next_run cron task cluster "
            "intended_date_kwarg"
        ),
        retention=Retention(days=None, why="Not used: our own schedules are jobs."),
    ),
    "django_q.OrmQ": Privacy(
        fields=fields(NOTHING_PERSONAL="id key lock", PSEUDONYM="payload"),
        retention=Retention(days=7, after="lock", why="A ticket waits for seconds; one of a week belongs to nothing."),
    ),
}
