import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channel_telephony", "0008_webhooks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recording",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key_id", models.UUIDField()),
                ("content", models.BinaryField()),
                ("seconds", models.PositiveIntegerField()),
                ("basis", models.CharField(max_length=500)),
                ("ended_at", models.DateTimeField()),
                ("fetched_at", models.DateTimeField()),
                ("destroyed_at", models.DateTimeField(default=None, null=True)),
                (
                    "contact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="recording", to="contacts.contact"
                    ),
                ),
            ],
        ),
    ]
