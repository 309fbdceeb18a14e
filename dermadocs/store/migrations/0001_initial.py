"""The tables."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Dossier",
            fields=[
                ("identifier", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("state", models.CharField(db_index=True, max_length=16)),
                ("patient", models.CharField(blank=True, max_length=200)),
                ("number", models.CharField(blank=True, max_length=40)),
                ("last", models.DateTimeField(db_index=True)),
                ("gate", models.DateTimeField(null=True)),
                ("valid_until", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Home",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("demonstration", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("serial", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("body", models.BinaryField()),
                ("token", models.BinaryField(null=True)),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="store.dossier"
                    ),
                ),
            ],
            options={
                "ordering": ("serial",),
                "constraints": [models.UniqueConstraint(fields=("dossier", "number"), name="one_entry_a_number")],
            },
        ),
    ]
