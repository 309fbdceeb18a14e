"""What the board shows of a dossier, a way from a digest back to its dossier, and who looked at what."""

import json
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

REFUSALS = {
    "look_never_changed": "BEFORE UPDATE ON store_look",
    "look_never_removed": "BEFORE DELETE ON store_look",
    "look_never_replaced": (
        "BEFORE INSERT ON store_look WHEN EXISTS (SELECT 1 FROM store_look WHERE number = NEW.number)"
    ),
}


def refuse_changes(apps: Any, editor: Any) -> None:
    """As for entries: triggers that stop an honest mistake."""
    if editor.connection.vendor == "sqlite":
        for name, when in REFUSALS.items():
            editor.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, 'looks are append-only'); END")


def file_anew(apps: Any, editor: Any) -> None:
    """The bytes that entries of an older home name."""
    alias = editor.connection.alias
    entries, filings = apps.get_model("store", "Entry"), apps.get_model("store", "Filing")
    found = []
    for entry in entries.objects.using(alias).order_by("serial").iterator():
        try:
            event = json.loads(bytes(entry.body))["event"]
            if event["act"] == "file":
                told = {"name": event["name"][:64], "sha256": event["sha256"][:64]}
                found.append(filings(entry_id=entry.serial, dossier_id=entry.dossier_id, **told))
        except (ValueError, TypeError, KeyError):
            continue  # altered by hand: `keep --check` tells it
    filings.objects.using(alias).bulk_create(found, batch_size=500)


class Migration(migrations.Migration):
    """The fourth one."""

    dependencies = [("store", "0003_messages")]
    operations = [
        migrations.AddField("dossier", "city", models.CharField(blank=True, max_length=80)),
        migrations.AddField("dossier", "country", models.CharField(blank=True, max_length=2)),
        migrations.AddField("dossier", "language", models.CharField(blank=True, max_length=2)),
        migrations.AddField("dossier", "day", models.DateField(null=True)),
        migrations.AddField("dossier", "accepted_at", models.DateTimeField(null=True)),
        migrations.AddField("dossier", "planned", models.DateField(null=True)),
        migrations.AddField("dossier", "unlawful", models.BigIntegerField(default=0)),
        migrations.AddField("dossier", "waiting", models.PositiveIntegerField(default=0)),
        migrations.AddField("dossier", "words", models.CharField(blank=True, max_length=400)),
        migrations.AddField("dossier", "shown", models.PositiveSmallIntegerField(default=0)),
        migrations.AddIndex("dossier", models.Index(fields=["state", "-last"], name="dossiers_by_state")),
        migrations.CreateModel(
            name="Filing",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="filing",
                        serialize=False,
                        to="store.entry",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="filings", to="store.dossier"
                    ),
                ),
                ("name", models.CharField(max_length=64)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("dossier", models.CharField(db_index=True, max_length=32)),
                ("sha256", models.CharField(max_length=64)),
                ("body", models.BinaryField()),
            ],
        ),
        migrations.RunPython(file_anew, migrations.RunPython.noop),
        migrations.RunPython(refuse_changes, migrations.RunPython.noop),
    ]
