"""Where a patient is written to, masked, so that a list of messages opens no dossier."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The fifth one. The rows are made anew as an older version's are (`Archive.stale`)."""

    dependencies = [("store", "0004_board_and_looks")]
    operations = [migrations.AddField("dossier", "reached", models.CharField(blank=True, max_length=40))]
