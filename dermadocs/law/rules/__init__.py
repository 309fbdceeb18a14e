"""The cards, a file per group. No card leans on another; each is judged alone.

`MODULES` lists the groups in the order of docs/law.md: when an estimate is due, who, where, what, for how much,
the delay, the mentions, information and consent, signatures, the consumer, archive, distance, the timeline.
"""

from __future__ import annotations

from dermadocs.law.rule import Rule
from dermadocs.law.rules import (
    act,
    consumer,
    delay,
    distance,
    due,
    facility,
    house,
    information,
    mentions,
    operation,
    patient,
    payment,
    practitioner,
    prices,
    protection,
    reflection,
    signature,
    timeline,
    vat,
)

GROUPS: dict[str, tuple[Rule, ...]] = {
    "due": due.RULES,
    "practitioner": practitioner.RULES,
    "patient": patient.RULES,
    "facility": facility.RULES,
    "act": act.RULES,
    "prices": prices.RULES,
    "vat": vat.RULES,
    "payment": payment.RULES,
    "delay": delay.RULES,
    "reflection": reflection.RULES,
    "mentions": mentions.RULES,
    "information": information.RULES,
    "signature": signature.RULES,
    "consumer": consumer.RULES,
    "protection": protection.RULES,
    "distance": distance.RULES,
    "timeline": timeline.RULES,
    "operation": operation.RULES,
    "house": house.RULES,
}
"""Every card, by the name of its file."""
