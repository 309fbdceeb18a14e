"""How often, in words: natural frequencies, always with the number of people counted.

« de 2 à 8 personnes sur 100 », never a bare adjective and never a percentage alone. Two sources that conflict are
both printed. Dots are drawn for counts of 100 people after this very act; other counts keep their own number.
"""

from __future__ import annotations

from dermadocs.catalogue.model import Effect, Frequency
from dermadocs.domain.content import Risk, Say, Words
from dermadocs.domain.french import capital

DRAWN_OF = 100


def risk(effect: Effect, say: Say) -> Risk:
    """The row of an effect: what was counted, by whom, and what it means."""
    own = [figure for figure in effect.frequencies if not figure.comparison]
    drawn = [figure for figure in own if figure.of == DRAWN_OF]
    known = bool(own) and len(drawn) == len(own)
    return Risk(
        name=say(effect.name),
        low=min(figure.low for figure in drawn) if known else None,
        high=max(figure.high for figure in drawn) if known else None,
        said=_said(own, say) if own else _unknown(effect, say),
        population=_population(effect, say),
        more=say(effect.more) if effect.more else None,
        sources=effect.sources,
    )


def said(figure: Frequency, say: Say) -> Words:
    """One count in words."""
    low, high, of = figure.low, figure.high, figure.of
    if high == 0:
        return say("aucune personne sur {of}", of=of)
    if low == high:
        if high == 1:
            return say("environ 1 personne sur {of}", of=of)
        return say("environ {high} personnes sur {of}", high=high, of=of)
    if low == 0:
        if high == 1:
            return say("jusqu’à 1 personne sur {of}", of=of)
        return say("jusqu’à {high} personnes sur {of}", high=high, of=of)
    return say("de {low} à {high} personnes sur {of}", low=low, high=high, of=of)


def joined(first: Words, fr: str, tr: str, second: Words) -> Words:
    """Two texts with a mark between them, in each language its own."""
    both = first.tr is not None and second.tr is not None
    return Words(fr=f"{first.fr}{fr}{second.fr}", tr=f"{first.tr}{tr}{second.tr}" if both else None)


def series(parts: list[Words], fr: str, tr: str) -> Words:
    """Texts one after the other, with a mark between them, in each language its own."""
    text, *rest = parts
    for part in rest:
        text = joined(text, fr, tr, part)
    return text


def _unknown(effect: Effect, say: Say) -> Words:
    """No figure at all, or none of this very act: what was counted after another treatment stands beside it."""
    if effect.frequencies:
        return say("pas de chiffre pour ce geste dans nos sources")
    return say("pas de chiffre dans nos sources")


def _said(own: list[Frequency], say: Say) -> Words:
    mark = say(";")
    text = series([said(figure, say) for figure in own], f"\u00a0{mark.fr} ", f"{mark.tr} ")
    return joined(say("sources en désaccord"), "\u00a0: ", ": ", text) if len(own) > 1 else text


def _population(effect: Effect, say: Say) -> Words | None:
    """Who was counted: of counts after this act their population, of others the count besides."""
    parts = [
        joined(say(figure.population), "\u00a0: ", ": ", said(figure, say))
        if figure.comparison or len(effect.frequencies) > 1
        else say(figure.population)
        for figure in effect.frequencies
    ]
    return series([_capital(part) for part in parts], ". ", ". ") if parts else None


def _capital(words: Words) -> Words:
    return Words(fr=capital(words.fr), tr=capital(words.tr) if words.tr else None)
