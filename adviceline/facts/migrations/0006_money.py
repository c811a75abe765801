import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("facts", "0005_heard"),
    ]

    operations = [
        migrations.CreateModel(
            name="MoneyFact",
            fields=[
                ("fact_id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("spent", "Spending in the ledger"),
                            ("planned", "The budget in force"),
                            ("claimed", "Released claims"),
                        ],
                        max_length=8,
                    ),
                ),
                ("month", models.IntegerField()),
                ("cost_line", models.CharField(blank=True, default="", max_length=30)),
                ("pence", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "month", "cost_line"), name="money_fact_once"),
                    models.CheckConstraint(
                        condition=models.Q(("month__gte", 190001), ("month__lte", 999912)),
                        name="money_fact_month_is_yyyymm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cost_line", ""), ("kind", "claimed")),
                            models.Q(
                                ("kind__in", ["spent", "planned"]),
                                models.Q(("cost_line", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="money_fact_of_a_cost_line",
                    ),
                ],
            },
        ),
    ]
