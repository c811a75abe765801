"""What migration 0002 left open: SQLite's REPLACE passes a DELETE trigger by, and the end of the chain could be set
back or taken away."""

from django.db import migrations

REFUSE = "BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only'); END"
SQLITE = f"""
CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event
WHEN EXISTS (SELECT 1 FROM audit_event WHERE seq = NEW.seq OR hash = NEW.hash) {REFUSE};

CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head {REFUSE};

CREATE TRIGGER audit_head_no_replace BEFORE INSERT ON audit_head
WHEN EXISTS (SELECT 1 FROM audit_head WHERE id = NEW.id) {REFUSE};

CREATE TRIGGER audit_head_only_forward BEFORE UPDATE ON audit_head
WHEN NEW.seq <= OLD.seq OR NEW.id <> OLD.id {REFUSE};
"""  # noqa: S608  # constants
POSTGRESQL = """
CREATE TRIGGER audit_head_only_forward BEFORE UPDATE ON audit_head FOR EACH ROW
WHEN (NEW.seq <= OLD.seq OR NEW.id <> OLD.id) EXECUTE FUNCTION audit_event_refuse();

CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head
FOR EACH ROW EXECUTE FUNCTION audit_event_refuse();

CREATE TRIGGER audit_head_no_truncate BEFORE TRUNCATE ON audit_head
FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse();
"""


def guard(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in filter(str.strip, statements.split(";\n\n")):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
