"""Where dossiers are kept: rows for what happened, write-once files for bytes, a register beside both.

`models` are thin rows, `archive` the one door (it fulfils `flows.ports.Archive`), `blobs` the bytes, `register` the
second witness outside the database, `faults` the named places at which the suite kills the process.
"""
