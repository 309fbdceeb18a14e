"""The patient's signing room: phone first, by a one-time link and a one-time code."""
