"""All forgeries by people without any key: an editor, a hex editor, somebody who appends."""

from __future__ import annotations

from hostile_edits import EDITOR, widgets
from hostile_slots import HEX_EDITOR, UNIVERSAL
from hostile_tails import TAILS

EVERY = (*EDITOR, *widgets("Practitioner1")[:5], *widgets("Acceptance1"), *UNIVERSAL, *HEX_EDITOR, *TAILS)
FINAL = (*EDITOR[:2], *widgets("Receipt1")[:2], *HEX_EDITOR, *TAILS)
"""Those to be tried on a finished estimate as well, where they meet other locks and other last bytes."""
