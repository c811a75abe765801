import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("correspondence", "0002_blanked_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LookedThrough",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("upto", models.BigIntegerField()),
                ("looked_at", models.DateTimeField()),
                (
                    "looked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
    ]
