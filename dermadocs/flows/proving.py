"""Judge a file: what was signed, by whom, when, and whether the fifteen days were kept."""
