"""What people do with a dossier, one file per verb."""
