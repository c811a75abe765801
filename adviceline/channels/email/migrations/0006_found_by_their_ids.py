from django.db import migrations, models


class Migration(migrations.Migration):
    """SQLite never used the index of those that have an id, and PostgreSQL not for more than a hundred ids: every batch
    read the whole table."""

    dependencies = [
        ("channel_email", "0005_mail_that_stands_alone"),
    ]

    operations = [
        migrations.RemoveIndex("message", "mail_id"),
        migrations.AddIndex("message", models.Index(fields=["id_index"], name="mail_by_id")),
    ]
