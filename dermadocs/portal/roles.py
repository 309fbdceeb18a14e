"""Who may do what in the console: one table.

surgeon     everything medical, and signs
assistant   prepares, sends, reminds; signs nothing
manager     people, settings, messages, what is missing; opens no dossier
auditor     the registers, without names; opens no dossier
"""

from __future__ import annotations

from typing import Literal

Role = Literal["surgeon", "assistant", "manager", "auditor"]
Right = Literal["look", "prepare", "sign", "send", "medical", "setup", "people", "messages", "registers"]

RIGHTS: dict[str, frozenset[Right]] = {
    "surgeon": frozenset({"look", "prepare", "sign", "send", "medical", "messages", "registers", "setup"}),
    "assistant": frozenset({"look", "prepare", "send", "messages"}),
    "manager": frozenset({"setup", "people", "messages", "registers"}),
    "auditor": frozenset({"registers"}),
}
"""`look`: open dossiers · `prepare`: patients, drafts, attachments · `medical`: interviews, consultations, answers,
the consent form · `sign`: issue, operate, seal · `send`: give papers to the patient, remind."""
