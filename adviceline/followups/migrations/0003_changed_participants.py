from django.db import migrations, models


def the_time_is_the_last_change(apps, schema_editor):
    """Until now every change was one of the time."""
    apps.get_model("followups", "Session").objects.update(time_sequence=models.F("sequence"))


class Migration(migrations.Migration):
    dependencies = [("followups", "0002_sessions")]

    operations = [
        migrations.AddField("session", "time_sequence", models.PositiveIntegerField(default=0)),
        migrations.AddField("participant", "removed_at", models.DateTimeField(default=None, null=True)),
        migrations.RunPython(the_time_is_the_last_change, migrations.RunPython.noop),
    ]
