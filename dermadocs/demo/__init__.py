"""Plays whole dossiers on embedded parts."""
