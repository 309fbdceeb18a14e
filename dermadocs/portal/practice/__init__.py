"""The practice's console: everything that a surgeon and the assistants do, and nothing that the flows forbid."""
