"""The engines' own indexes over the search documents and the vocabulary.

SQLite: FTS5 tables kept in step by triggers. A later migration that makes Django build `directory_searchdocument` or
`directory_searchword` again drops these triggers with the old table, so it must run this SQL again.
PostgreSQL: a generated tsvector with a GIN index, and trigrams from pg_trgm. A database owner may create that trusted
extension; where even that is not allowed, the search works on, and misspelt words are found by their first letter.
"""

import warnings

from django.db import migrations, transaction
from django.db.utils import DatabaseError

SQLITE = [
    """CREATE VIRTUAL TABLE directory_index USING fts5(
        title, topics, body, facets, content='directory_searchdocument', content_rowid='id', tokenize='ascii',
        detail='column')""",
    """CREATE TRIGGER directory_document_added AFTER INSERT ON directory_searchdocument BEGIN
        INSERT INTO directory_index(rowid, title, topics, body, facets)
        VALUES (new.id, new.title, new.topics, new.body, new.facets); END""",
    """CREATE TRIGGER directory_document_gone AFTER DELETE ON directory_searchdocument BEGIN
        INSERT INTO directory_index(directory_index, rowid, title, topics, body, facets)
        VALUES ('delete', old.id, old.title, old.topics, old.body, old.facets); END""",
    """CREATE TRIGGER directory_document_changed AFTER UPDATE ON directory_searchdocument BEGIN
        INSERT INTO directory_index(directory_index, rowid, title, topics, body, facets)
        VALUES ('delete', old.id, old.title, old.topics, old.body, old.facets);
        INSERT INTO directory_index(rowid, title, topics, body, facets)
        VALUES (new.id, new.title, new.topics, new.body, new.facets); END""",
    "CREATE VIRTUAL TABLE directory_word_index USING fts5(padded, content='', tokenize='trigram')",
    """CREATE TRIGGER directory_word_added AFTER INSERT ON directory_searchword BEGIN
        INSERT INTO directory_word_index(rowid, padded) VALUES (new.id, '  ' || new.word || ' '); END""",
    """CREATE TRIGGER directory_word_gone AFTER DELETE ON directory_searchword BEGIN
        INSERT INTO directory_word_index(directory_word_index, rowid, padded)
        VALUES ('delete', old.id, '  ' || old.word || ' '); END""",
]
POSTGRESQL = [
    """ALTER TABLE directory_searchdocument ADD COLUMN indexed tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', topics), 'B') ||
        setweight(to_tsvector('simple', body), 'C') || setweight(to_tsvector('simple', facets), 'D')) STORED""",
    "CREATE INDEX directory_document_indexed ON directory_searchdocument USING gin (indexed)",
]


def create(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)
    if schema_editor.connection.vendor == "postgresql":
        _add_trigrams(schema_editor)


def _add_trigrams(schema_editor):
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError as problem:
        warnings.warn(
            "PostgreSQL's extension pg_trgm could not be created, so misspelt words are found only when their first "
            "letter is right. Ask whoever owns the database to run CREATE EXTENSION pg_trgm, then CREATE INDEX "
            f"directory_word_alike ON directory_searchword USING gin (word gin_trgm_ops). ({problem})",
            stacklevel=1,
        )
        return
    schema_editor.execute(
        "CREATE INDEX IF NOT EXISTS directory_word_alike ON directory_searchword USING gin (word gin_trgm_ops)"
    )


def remove(apps, schema_editor):
    """The extension stays: others may use it."""
    if schema_editor.connection.vendor == "sqlite":
        for name in ("document_added", "document_gone", "document_changed", "word_added", "word_gone"):
            schema_editor.execute(f"DROP TRIGGER directory_{name}")
        schema_editor.execute("DROP TABLE directory_index")
        schema_editor.execute("DROP TABLE directory_word_index")
    else:
        schema_editor.execute("DROP INDEX IF EXISTS directory_word_alike")
        schema_editor.execute("ALTER TABLE directory_searchdocument DROP COLUMN indexed")


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]
    operations = [migrations.RunPython(create, remove, elidable=False)]
