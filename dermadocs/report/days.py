"""The fifteen days in sentences: when they began and ended, when the agreement came, and how well that is known."""

from __future__ import annotations

from collections.abc import Iterator

from dermadocs.report.facts import Facts
from dermadocs.report.voice import Voice

_WEIGHT = {
    "PROVEN": "Ces dates viennent d’horloges qualifiées : elles sont prouvées.",
    "SUPPORTED": "Ces dates viennent d’horloges indépendantes du cabinet : elles sont étayées par un tiers.",
    "STATED": "Ces dates viennent de l’horloge du cabinet : c’est lui qui les déclare, rien d’autre ne les confirme.",
}
_OUTCOME = {
    **dict.fromkeys(_WEIGHT, "Le délai de réflexion de quinze jours a été respecté"),
    "VIOLATED": "Le délai de réflexion de quinze jours n’a pas été respecté",
    "NOT_PROVEN": "Le respect du délai de réflexion de quinze jours n’est pas prouvé",
}
SENTENCES = (*_WEIGHT.values(), *dict.fromkeys(_OUTCOME.values()))
"""What each verdict is worth and says; keys of the translations."""


def fifteen_days(facts: Facts, voice: Voice) -> Iterator[str]:
    """Nothing for a paper that nobody accepts; else the period and the act measured against it."""
    if facts.unreadable:
        return
    if facts.interval in _WEIGHT and not facts.valid:
        yield voice(
            "Ses horodatages placent l’accord après les quinze jours de réflexion, mais un fichier qui n’est pas valide"
            " ne suffit pas à le montrer."
        )
    elif facts.interval in _OUTCOME:
        yield from _measured(facts, voice, voice(_OUTCOME[facts.interval]))
        if facts.interval in _WEIGHT:
            yield voice(_WEIGHT[facts.interval])
        if facts.interval == "VIOLATED" and facts.gate and facts.bound and facts.bound < facts.gate:
            early = voice.span(facts.gate - facts.bound)
            yield voice(
                "C’est {early} trop tôt : l’accord est sans effet (code de la santé publique, article D. 6322-30).",
                early=early,
            )
    elif facts.kind == "estimate" and facts.gate and facts.receipt:
        yield voice(
            "Le délai de réflexion de quinze jours court depuis la réception : rien ne peut être accepté, consenti ni"
            " payé avant le {gate}.",
            gate=voice.moment(facts.gate),
        )
    elif facts.kind == "estimate":
        yield voice("Aucune réception n’y est établie : le délai de réflexion de quinze jours n’a pas commencé.")


def _measured(facts: Facts, voice: Voice, said: str) -> Iterator[str]:
    if facts.receipt is None or facts.gate is None:
        yield voice("{said} : les horodatages de la réception manquent ou ne sont pas dignes de foi.", said=said)
    elif facts.bound is None:
        yield voice(
            "{said} : reçu le {receipt}, le devis ne pouvait être accepté avant le {gate} ; rien ne montre que"
            " l’accord n’est pas plus ancien.",
            said=said,
            receipt=voice.moment(facts.receipt),
            gate=voice.moment(facts.gate),
        )
    else:
        yield voice(
            "{said} : reçu le {receipt}, le devis ne pouvait être accepté avant le {gate} ; l’accord a été donné au"
            " plus tôt le {act}.",
            said=said,
            receipt=voice.moment(facts.receipt),
            gate=voice.moment(facts.gate),
            act=voice.moment(facts.bound),
        )
