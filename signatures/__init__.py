"""PDF signatures that are hard to fool. Nothing of medicine, law or the web is known here."""
