from django.db import migrations, models


class Migration(migrations.Migration):
    """SQLite never used the indexes of those that have an address or a number."""

    dependencies = [
        ("contacts", "0002_queue_order"),
    ]

    operations = [
        migrations.RemoveIndex("enquirer", "enquirer_email"),
        migrations.RemoveIndex("enquirer", "enquirer_phone"),
        migrations.AddIndex("enquirer", models.Index(fields=["email_index"], name="enquirer_by_email")),
        migrations.AddIndex("enquirer", models.Index(fields=["phone_index"], name="enquirer_by_phone")),
    ]
