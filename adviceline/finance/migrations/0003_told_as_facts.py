from collections import Counter

from django.db import migrations


def tell(apps, schema_editor):
    """What is in the ledger, the budget and the claims already, as facts."""
    using = schema_editor.connection.alias
    found = Counter()
    entries = apps.get_model("finance", "Entry").objects.using(using).filter(kind="cost")
    for month, line, amount in entries.values_list("month", "cost_line", "cost").iterator():
        found["spent", month, line] += int(amount * 100)
    budget = apps.get_model("finance", "Budget").objects.using(using).order_by("-number").first()
    lines = apps.get_model("finance", "BudgetLine").objects.using(using)
    for month, line, amount in lines.filter(budget=budget).values_list("month", "cost_line", "amount"):
        found["planned", month, line] += int(amount * 100)
    lines = apps.get_model("finance", "ClaimLine").objects.using(using).filter(month__gt=0)
    for month, amount in lines.values_list("month", "amount"):
        found["claimed", month, ""] += int(amount * 100)
    fact = apps.get_model("facts", "MoneyFact")
    fact.objects.using(using).bulk_create(
        fact(kind=kind, month=month, cost_line=line, pence=pence) for (kind, month, line), pence in found.items()
    )


class Migration(migrations.Migration):
    dependencies = [("finance", "0002_kept_as_it_was"), ("facts", "0006_money")]
    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
