"""Maps that were in use had no sign-off; runs that were left become departures, with the reason they gave."""

from django.db import migrations


def say_what_was_there(apps, schema_editor):
    alias = schema_editor.connection.alias
    apps.get_model("advice", "MapVersion").objects.using(alias).filter(is_current=True).update(runs_unsigned=True)
    departure = apps.get_model("advice", "Departure")
    left = (
        apps.get_model("advice", "AdviceRun").objects.using(alias).filter(left_at__isnull=False).exclude(left_reason="")
    )
    for run in left.iterator():
        departure.objects.using(alias).create(
            run=run, reason=run.left_reason, left_by_id=run.adviser_id, left_at=run.left_at
        )


def forget(apps, schema_editor):
    """Nothing to take back: the columns and the table go with the migration before."""


class Migration(migrations.Migration):
    dependencies = [("advice", "0002_sign_off_and_review")]
    operations = [migrations.RunPython(say_what_was_there, forget)]
