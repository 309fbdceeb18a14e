"""How each state is shown, everywhere: its word, its icon, its colour. Nobody has to tell colours apart to read it.

Words are keys of `portal-states.po`, which all doors share.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from markupsafe import Markup

from dermadocs.domain.reflection import FULL_DAYS, paris_day
from dermadocs.domain.state import State
from dermadocs.report.shapes import small
from dermadocs.report.voice import Voice

_INK = 'fill="none" stroke="currentColor" stroke-width="2.2"'
_FULL = 'fill="currentColor"'
_ON = 'class="on" fill="none" stroke="#fff" stroke-width="2.6"'
_RING = f'<circle cx="12" cy="12" r="9" {_INK}'
_SQUARE = f'<path d="M3 3h18v18h-18z" {_INK}/>'

ICONS = {
    "dashed-ring": f'{_RING} stroke-dasharray="3.5 3.5"/>',
    "ring-stroke": f'{_RING}/><path d="M7 14q2.5 -7 4.5 -2t5 -3" {_INK}/>',
    "arrow": f'<path d="M2 12h18M13 5l7 7 -7 7" {_INK}/>',
    "disc": f'<circle cx="12" cy="12" r="9" {_FULL}/>',
    "half-disc": f'{_RING}/><path d="M12 3a9 9 0 0 1 0 18z" {_FULL}/>',
    "open-gate": f'<path d="M3 3h3v18h-3zM18 3h3v18h-3z" {_FULL}/><path d="M7 12h8M12 8.5l3.5 3.5 -3.5 3.5" {_INK}/>',
    "tick-disc": f'<circle cx="12" cy="12" r="10" {_FULL}/><path d="M7 12.5l3.5 3.5 6.5 -7.5" {_ON}/>',
    "double-tick": f'<path d="M1.5 12.5l4.5 5 8 -11M10 15l2.5 2.5 9.5 -11" {_INK}/>',
    "diamond": f'<path d="M12 2.5l9.5 9.5 -9.5 9.5 -9.5 -9.5z" {_INK}/>',
    "full-diamond": f'<path d="M12 2l10 10 -10 10 -10 -10z" {_FULL}/>',
    "sealed": f'{_SQUARE}<path d="M8 8h8v8h-8z" {_FULL}/>',
    "ring-minus": f'{_RING}/><path d="M7.5 12h9" {_INK}/>',
    "two-squares": f'<path d="M3 3h12v12h-12z" {_INK}/><path d="M9 9h12v12h-12z" {_FULL}/>',
    "ring-cross": f'{_RING}/><path d="M8.5 8.5l7 7M15.5 8.5l-7 7" {_INK}/>',
    "back-arrow": f'<path d="M8 3l-5 5 5 5M4 8h10a6 6 0 0 1 0 12h-5" {_INK}/>',
    "triangle": f'<path d="M12 2l11 20h-22z" {_FULL}/><path d="M12 9v6.5M12 17.5v2.5" {_ON}/>',
    "padlock": f'<path d="M4 11h16v10h-16z" {_INK}/><path d="M7.5 11v-3.5a4.5 4.5 0 0 1 9 0v3.5" {_INK}/>',
}
"""Drawings on a square of 24, in the colour of the text beside them."""


@dataclass(frozen=True)
class Look:
    """How a state looks: the French word is the key of its translation, the colour a class of the stylesheet."""

    word: str
    icon: str
    colour: str


LOOKS = {
    State.DRAFT: Look("Brouillon", "dashed-ring", "ink-2"),
    State.SIGNED: Look("Signé par le praticien", "ring-stroke", "petrol"),
    State.SENT: Look("Envoyé", "arrow", "petrol"),
    State.HANDED_OVER: Look("Remis", "disc", "petrol"),
    State.REFLECTING: Look("Réflexion, jour {number} sur {days}", "half-disc", "ochre"),
    State.ACCEPTED: Look("Accepté", "tick-disc", "moss"),
    State.CONSENTED: Look("Consenti", "double-tick", "moss"),
    State.READY: Look("Prêt", "diamond", "petrol"),
    State.PERFORMED: Look("Réalisé", "full-diamond", "petrol"),
    State.ARCHIVED: Look("Scellé", "sealed", "ink-2"),
    State.EXPIRED: Look("Expiré", "ring-minus", "ink-2"),
    State.REPLACED: Look("Remplacé", "two-squares", "ink-2"),
    State.REFUSED: Look("Refusé", "ring-cross", "ink-2"),
    State.WITHDRAWN: Look("Consentement retiré", "back-arrow", "madder"),
    State.INCIDENT: Look("Incident", "triangle", "madder"),
}
OPEN = Look("Ouvert à l’acceptation", "open-gate", "moss")
"""REFLECTING, once the gate is passed."""
SOON = Look("Réflexion, à partir du {day}", "half-disc", "ochre")
"""REFLECTING, on the day of receipt itself: the first full day comes."""
PLAIN = {state: look.word for state, look in LOOKS.items()} | {State.REFLECTING: "Réflexion"}
"""The word of a state where no day is known, as in a list to choose from."""


@dataclass(frozen=True)
class Shown:
    """A state on a page: what `partials/state.html.j2` draws."""

    word: str
    icon: Markup
    colour: str


def shown(state: str, say: Voice, now: datetime, *, day: date | None = None, gate: datetime | None = None) -> Shown:
    """A state as it is at an instant; `day` is D, the day of the receipt that counts, `gate` the first lawful one."""
    known = State(state)
    look = LOOKS[known]
    values: dict[str, object] = {"days": FULL_DAYS}
    if known is State.REFLECTING and gate is not None and now >= gate:
        look = OPEN
    elif known is State.REFLECTING and day is not None:
        values["number"] = number = (paris_day(now) - day).days
        if number < 1:
            look, values["day"] = SOON, say.short_day(datetime.combine(day + timedelta(days=1), time(12), UTC))
    elif known is State.REFLECTING:
        look = Look(PLAIN[known], look.icon, look.colour)
    word = say(look.word, **values) if "{" in look.word else say(look.word)
    return Shown(word, icon(look.icon, word), look.colour)


def icon(name: str, word: str) -> Markup:
    """One of our drawings, beside a word that says the same."""
    return Markup(small("icon", 24, word, ICONS[name]))  # noqa: S704  our own drawing, its word escaped
