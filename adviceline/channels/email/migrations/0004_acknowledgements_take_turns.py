from django.db import migrations, models
from django.db.models import F, Q


def known_turns(apps, schema_editor):
    """What was written before this left at once."""
    rows = apps.get_model("channel_email", "Outgoing").objects.using(schema_editor.connection.alias)
    rows.filter(kind="acknowledgement").update(due_at=F("written_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("channel_email", "0003_mailboxes"),
    ]

    operations = [
        migrations.AddField("outgoing", "due_at", models.DateTimeField(default=None, null=True)),
        migrations.AddField(
            "outgoing",
            "left_out",
            models.CharField(
                blank=True,
                choices=[
                    ("replied", "we had replied before its turn came"),
                    ("closed", "the enquiry was closed before its turn came"),
                    ("late", "so much mail came at once that it would have come too late"),
                ],
                default="",
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            "outgoing",
            models.Index(condition=Q(("due_at__isnull", False)), fields=["due_at", "id"], name="acknowledgement_turn"),
        ),
        migrations.RunPython(known_turns, migrations.RunPython.noop, elidable=True),
    ]
