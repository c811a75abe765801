from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("advice", "0003_what_was_there"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="mapversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "draft"), ("submitted_at__isnull", True), ("submitted_by__isnull", True)),
                    models.Q(
                        models.Q(("state", "draft"), _negated=True),
                        ("submitted_at__isnull", False),
                        ("submitted_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="map_in_review_was_submitted",
            ),
        ),
        migrations.AddConstraint(
            model_name="mapversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("state", "signed_off"), _negated=True),
                        ("published_at__isnull", True),
                        ("published_by__isnull", True),
                        ("signed_at__isnull", True),
                        ("signed_by__isnull", True),
                        ("signed_hash", ""),
                        ("signed_name", ""),
                        ("signed_role", ""),
                    ),
                    models.Q(
                        ("state", "signed_off"),
                        ("signed_at__isnull", False),
                        ("signed_by__isnull", False),
                        ("signed_hash", models.F("hash")),
                        models.Q(("signed_name", ""), _negated=True),
                        models.Q(("signed_role", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="map_signature_is_whole_and_of_this_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="mapversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                    models.Q(
                        ("published_at__isnull", False),
                        ("published_by__isnull", False),
                        models.Q(("published_by", models.F("signed_by")), _negated=True),
                        models.Q(("published_by", models.F("submitted_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="map_published_by_another_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="mapversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_current", False),
                    ("runs_unsigned", True),
                    models.Q(("state", "signed_off"), ("published_by__isnull", False)),
                    _connector="OR",
                ),
                name="map_in_use_is_signed_and_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="mapversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("runs_unsigned", False), ("is_current", True), _connector="OR"),
                name="map_runs_unsigned_in_use_only",
            ),
        ),
    ]
