"""The triggers by which the database itself refuses to change the trail: which of them are missing."""

from __future__ import annotations

from django.db import connection

#: By engine, as migrations 0002 and 0003 make them.
TRIGGERS = {
    "sqlite": (
        "audit_event_no_update", "audit_event_no_delete", "audit_event_no_replace", "audit_head_no_delete",
        "audit_head_no_replace", "audit_head_only_forward",
    ),
    "postgresql": (
        "audit_event_no_change", "audit_event_no_truncate", "audit_head_no_delete", "audit_head_no_truncate",
        "audit_head_only_forward",
    ),
}  # fmt: skip
#: A trigger of the same name that refuses nothing, or is switched off, counts as missing.
IN_FORCE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('audit_event', 'audit_head') "
    "AND sql LIKE '%%RAISE(ABORT,%%'",
    "postgresql": "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "JOIN pg_proc p ON p.oid = t.tgfoid WHERE c.relname IN ('audit_event', 'audit_head') "
    "AND t.tgenabled IN ('O', 'A') AND p.prosrc LIKE '%%RAISE EXCEPTION%%'",
}


def missing_triggers() -> tuple[str, ...]:
    """Names of those that do not protect the trail now."""
    with connection.cursor() as cursor:
        cursor.execute(IN_FORCE[connection.vendor], [])
        found = {name for (name,) in cursor.fetchall()}
    return tuple(name for name in TRIGGERS[connection.vendor] if name not in found)
