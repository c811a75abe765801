"""Triggers by which the database itself refuses to change what was released."""

from django.db import migrations

REFUSAL = "What was released is not changed"
WHOLE = ("reporting_release", "reporting_releasedfile")
SIGNED_OFF = "(SELECT state FROM reporting_return WHERE id = {row}.report_id) = 'released'"


def protect(apps, schema_editor):
    run = schema_editor.execute
    if schema_editor.connection.vendor == "sqlite":
        for table in WHOLE:
            for verb in ("UPDATE", "DELETE"):
                run(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )
        for verb in ("UPDATE", "DELETE"):
            run(
                f"CREATE TRIGGER reporting_return_no_{verb.lower()} BEFORE {verb} ON reporting_return "
                f"WHEN OLD.state = 'released' BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        for verb, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            run(
                f"CREATE TRIGGER reporting_commentary_no_{verb.lower()} BEFORE {verb} ON reporting_commentary "
                f"WHEN {SIGNED_OFF.format(row=row)} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    run(
        "CREATE FUNCTION reporting_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    for table in WHOLE:
        run(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION reporting_refuse()"
        )
        run(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION reporting_refuse()"
        )
    run(
        "CREATE TRIGGER reporting_return_no_change BEFORE UPDATE OR DELETE ON reporting_return "
        "FOR EACH ROW WHEN (OLD.state = 'released') EXECUTE FUNCTION reporting_refuse()"
    )
    run(  # words of ours alone
        "CREATE FUNCTION reporting_refuse_commentary() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE asked bigint; "
        "BEGIN "
        "IF TG_OP = 'INSERT' THEN asked := NEW.report_id; ELSE asked := OLD.report_id; END IF; "
        "IF (SELECT state FROM reporting_return WHERE id = asked) = 'released' THEN "
        "RAISE EXCEPTION 'What was released is not changed'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    run(
        "CREATE TRIGGER reporting_commentary_no_change BEFORE INSERT OR UPDATE OR DELETE ON reporting_commentary "
        "FOR EACH ROW EXECUTE FUNCTION reporting_refuse_commentary()"
    )


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_returns")]
    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
