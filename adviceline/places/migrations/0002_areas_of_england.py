from typing import Any

from django.db import migrations

from adviceline.places import area_data


def load(apps: Any, schema_editor: Any) -> None:
    region, local_authority = apps.get_model("places", "Region"), apps.get_model("places", "LocalAuthority")
    for row in area_data.regions():
        region.objects.update_or_create(
            code=row.code, defaults={"name": row.name, "gss_code": row.gss_code, "gor_code": row.gor_code}
        )
    for row in area_data.local_authorities():
        local_authority.objects.update_or_create(
            la_code=row.la_code,
            defaults={"name": row.name, "gss_code": row.gss_code, "region_id": row.region_code},
        )


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
