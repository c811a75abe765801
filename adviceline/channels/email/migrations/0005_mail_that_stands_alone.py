from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channel_email", "0004_acknowledgements_take_turns"),
    ]

    operations = [
        migrations.AddIndex(
            "sealed",
            models.Index(condition=models.Q(("has_own_key", True)), fields=["message"], name="mail_alone"),
        ),
    ]
