"""E-mail and short messages: what leaves, by which carrier, and what of it failed."""
