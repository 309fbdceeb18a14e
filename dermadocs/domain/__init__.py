"""Pure facts and rules of time and money: no clock, no disk, no framework.

Read from the ground up:

- `facts`, `money`, `people`, `procedure`, `estimate` make a `case`: what a practice writes down.
- `jsonform` and `codec` read and write it, `checks` finds what is wrong with it.
- `document` is the record embedded in the PDF; `french`, `labels`, `places`, `forms`, `leaf_table` and
  `leaves` hold the printed form of everything in it; `pagecode` is the code on each sheet.
- `reflection` counts the fifteen days. `events`, `timeline`, `state`, the guards, `transitions` and
  `dossier` tell what happened, and answer what may happen next.
"""
