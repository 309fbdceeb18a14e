"""Evidence is added, never changed: SQLite itself refuses. Another database gets its own words here when it joins."""

from typing import Any

from django.db import migrations

REFUSALS = {
    "entry_never_changed": "BEFORE UPDATE ON store_entry",
    "entry_never_removed": "BEFORE DELETE ON store_entry",
    "entry_never_replaced": (  # REPLACE INTO removes a row without asking the trigger above
        "BEFORE INSERT ON store_entry WHEN EXISTS (SELECT 1 FROM store_entry WHERE serial = NEW.serial"
        " OR (dossier_id = NEW.dossier_id AND number = NEW.number))"
    ),
}


def refuse_changes(apps: Any, editor: Any) -> None:
    """Triggers that stop an honest mistake; a dishonest owner of the file is found by `keep --check`."""
    if editor.connection.vendor == "sqlite":
        for name, when in REFUSALS.items():
            editor.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END")


class Migration(migrations.Migration):
    """The second one."""

    dependencies = [("store", "0001_initial")]
    operations = [migrations.RunPython(refuse_changes, migrations.RunPython.noop)]
