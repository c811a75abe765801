"""The one account, and triggers by which the database itself refuses to change what money was spent and claimed.

Of the ledger, the budget and what was said of it nothing changes ever. Of a claim nothing changes once it is released, and
no line or charge can be added to it then.
"""

from django.db import migrations

REFUSAL = "What was recorded of money is not changed"
NEVER = ("entry", "claimline", "charge", "claimstep", "budget", "budgetline", "expected", "reason")
KEPT = ("claim", "ledgerimport", "receipt", "dispute", "account")
#: Which rows of the others cannot be changed.
SETTLED = {
    "claim": "OLD.state = 'released'",
    "ledgerimport": "OLD.state = 'taken'",
    "dispute": "OLD.state <> 'raised'",
    "receipt": "OLD.content <> NEW.content OR OLD.entry_id <> NEW.entry_id",
    "account": "NEW.claims < OLD.claims OR NEW.entries < OLD.entries",
}
OF_A_CLAIM = ("claimline", "charge")


def protect(apps, schema_editor):
    apps.get_model("finance", "Account").objects.using(schema_editor.connection.alias).get_or_create(pk=1)
    if schema_editor.connection.vendor == "sqlite":
        _sqlite(schema_editor.execute)
    else:
        _postgresql(schema_editor.execute)


def _sqlite(run):
    def trigger(table, name, event, when=""):
        run(
            f"CREATE TRIGGER finance_{table}_{name} BEFORE {event} ON finance_{table} {when} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )

    for table in NEVER:
        trigger(table, "no_update", "UPDATE")
        trigger(table, "no_delete", "DELETE")
    for table in KEPT:
        trigger(table, "no_delete", "DELETE")
        trigger(table, "settled", "UPDATE", f"WHEN {SETTLED[table]}")
    for table in OF_A_CLAIM:
        trigger(
            table, "not_after", "INSERT",
            "WHEN (SELECT state FROM finance_claim WHERE id = NEW.claim_id) = 'released'",
        )  # fmt: skip


def _postgresql(run):
    run(
        "CREATE FUNCTION finance_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    for table in NEVER:
        run(
            f"CREATE TRIGGER finance_{table}_no_change BEFORE UPDATE OR DELETE ON finance_{table} "
            "FOR EACH ROW EXECUTE FUNCTION finance_refuse()"
        )
    for table in KEPT:
        run(
            f"CREATE TRIGGER finance_{table}_no_delete BEFORE DELETE ON finance_{table} "
            "FOR EACH ROW EXECUTE FUNCTION finance_refuse()"
        )
        run(
            f"CREATE TRIGGER finance_{table}_settled BEFORE UPDATE ON finance_{table} "
            f"FOR EACH ROW WHEN ({SETTLED[table]}) EXECUTE FUNCTION finance_refuse()"
        )
    for table in (*NEVER, *KEPT):
        run(
            f"CREATE TRIGGER finance_{table}_no_truncate BEFORE TRUNCATE ON finance_{table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION finance_refuse()"
        )
    run(
        "CREATE FUNCTION finance_refuse_after() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF (SELECT state FROM finance_claim WHERE id = NEW.claim_id) = 'released' THEN "
        "RAISE EXCEPTION 'What was recorded of money is not changed'; END IF; RETURN NEW; END $$"
    )
    for table in OF_A_CLAIM:
        run(
            f"CREATE TRIGGER finance_{table}_not_after BEFORE INSERT ON finance_{table} "
            "FOR EACH ROW EXECUTE FUNCTION finance_refuse_after()"
        )


class Migration(migrations.Migration):
    dependencies = [("finance", "0001_money")]
    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
