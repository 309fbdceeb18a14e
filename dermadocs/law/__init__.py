"""The law as data: `wording` holds the texts that a document prints word for word."""
