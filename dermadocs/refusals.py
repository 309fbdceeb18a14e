"""An error as a page tells it: on what, why, by which rule, and what to do, in French or in English.

Nothing is hidden: what has no French is told in English, marked as such, for `lang`.
"""

from __future__ import annotations

from dataclasses import dataclass

from dermadocs.errors import InputError, LawBreach, NotPermitted
from dermadocs.sentence import Sentence
from dermadocs.telling import Language, Told, term, told

TODO = {
    "LawBreach": "correct the dossier, then try again",
    "Damaged": "do nothing more here; run `dermadocs keep --check`",
    "InputError": "correct it, then try again",
    "NotPermitted": "nothing was recorded; see what comes next in the dossier",
    "Busy": "nothing was done; try again in a moment",
    "KeyUnavailable": "nothing was signed; look after the key and its certificate",
    "ClockUnavailable": "nothing was signed; try again once the clock answers",
    "ClockNotQualified": "nothing was signed; fetch the current trusted list, or ask for another grade of time",
    "SignatureError": "nothing was signed",
    "Exception": "nothing was recorded; tell whoever looks after the program",
}
"""What to do, by the kind of error, where the sentence itself does not say it. By name: most readers of a page need no
signature library."""
JOINED = "{what}; {cure}"
RULED = "{why} ({rule})"


@dataclass(frozen=True)
class Refusal:
    """`about`: the act refused, or the place of the input (a pointer as it stands); empty where the error names none.

    `rule` is an id of docs/law.md, empty where no rule refuses.
    """

    about: Told
    why: Told
    rule: str
    todo: Told


def refusal(error: Exception, language: Language = "fr") -> Refusal:
    """What a page shows of an error."""
    rule = error.rule if isinstance(error, LawBreach | NotPermitted) else ""
    why, cure = _parted(_why(error))
    kinds = (kind.__name__ for kind in type(error).__mro__)
    todo = cure or next(TODO[kind] for kind in kinds if kind in TODO)
    return Refusal(_about(error, language), told(why, language), rule, told(todo, language))


def _why(error: Exception) -> str:
    """The sentence of an error alone: without the place and the rule, which a page shows apart."""
    if isinstance(error, InputError | NotPermitted):
        why = error.why
    else:
        why = error.args[0] if error.args and isinstance(error.args[0], str) else str(error)
    ruled = isinstance(error, LawBreach) and isinstance(why, Sentence) and why.template == RULED
    return why.values["why"] if ruled and isinstance(why, Sentence) else why


def _parted(why: str) -> tuple[str, str]:
    """What was found, and what cures it where the sentence says that."""
    if isinstance(why, Sentence) and why.template == JOINED:
        return why.values["what"], why.values["cure"]
    return why, ""


def _about(error: Exception, language: Language) -> Told:
    if isinstance(error, NotPermitted):
        return term("act", error.act, language)
    if not isinstance(error, InputError):
        return Told("", language)
    said = told(error.where, language)
    return said if said.language == language else Told(error.where, language)  # a pointer or a file's name
