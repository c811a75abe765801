"""Triggers by which the database itself refuses to change what was decided."""

from django.db import migrations

REFUSAL = "What was decided is not changed"


def protect(apps, schema_editor):
    run = schema_editor.execute
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            run(
                f"CREATE TRIGGER delivery_decision_no_{verb.lower()} BEFORE {verb} ON delivery_decision "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    run(
        "CREATE FUNCTION delivery_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    run(
        "CREATE TRIGGER delivery_decision_no_change BEFORE UPDATE OR DELETE ON delivery_decision "
        "FOR EACH ROW EXECUTE FUNCTION delivery_refuse()"
    )


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_delivery_plan")]
    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
