"""Accounts of the staff: who signs in, and how."""
