"""PostgreSQL's indexes of the search take what is new at once.

As they come, they put it on a list that is tidied away later, and every search reads that list from end to end: after a
large import the slowest searches took nearly twice as long, until the next vacuum.
"""

from django.db import migrations

INDEXES = ("directory_document_indexed", "directory_word_alike")  # the second is there where pg_trgm is


TIDY = "SELECT gin_clean_pending_list(c.oid) FROM pg_class c WHERE c.oid = to_regclass(%s)"


def _each(schema_editor, statement):
    if schema_editor.connection.vendor != "postgresql":
        return
    for index in INDEXES:
        schema_editor.execute(statement.format(index))
        schema_editor.execute(TIDY, [index])


def at_once(apps, schema_editor):
    _each(schema_editor, "ALTER INDEX IF EXISTS {} SET (fastupdate = off)")


def as_they_come(apps, schema_editor):
    _each(schema_editor, "ALTER INDEX IF EXISTS {} RESET (fastupdate)")


class Migration(migrations.Migration):
    dependencies = [("directory", "0006_local_contact_changes")]
    operations = [migrations.RunPython(at_once, as_they_come, elidable=False)]
