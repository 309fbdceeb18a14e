"""What can go wrong, in one tree; turned into an exit code or a page once, at the edge.

DermadocsError
├── InputError        the user's input is at fault; the message names the field and the rule   exit 2
│   ├── LawBreach     the input is well formed but breaks a rule of law                        exit 1
│   ├── Damaged       evidence in a home is altered or missing                                 exit 2
│   └── Unfit         a home may not be served, often for several reasons at once              exit 2
├── NotPermitted      the act is refused: wrong state, wrong order, before the gate            exit 1
├── Busy             somebody else works on the same dossier                                  exit 1
├── MissingExtra      an optional part (rendering) is not installed; the message names it      exit 2
├── Untranslated      a sentence has no translation (languages.py)                             exit 2
└── RenderingFailed   a font, style or file is missing (render/typography.py)                  exit 2
"""

from __future__ import annotations

from collections.abc import Sequence

from dermadocs.sentence import say


class DermadocsError(Exception):
    """Root of all errors that a user may see. The text says what failed, on what, and what to do next."""

    exit_code = 4

    @property
    def lines(self) -> tuple[str, ...]:
        """What a terminal shows: a line for each fault. A name in one of them may not begin another."""
        return (str(self),)

    def __reduce__(self) -> tuple[object, ...]:
        """As it is, across processes: the press may refuse a paper in a child."""
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[DermadocsError], args: tuple[object, ...], state: dict[str, object]) -> DermadocsError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


class InputError(DermadocsError):
    """Malformed or contradictory input. `where` is a JSON pointer or a file, `why` one sentence (`sentence.say`)."""

    exit_code = 2

    def __init__(self, where: str, why: str) -> None:
        super().__init__(say("{where}: {why}", where=where, why=why))
        self.where = where
        self.why = why


class LawBreach(InputError):
    """Well-formed input that a blocking rule of law forbids. `rule` is the rule's id in docs/law.md."""

    exit_code = 1

    def __init__(self, where: str, why: str, rule: str) -> None:
        super().__init__(where, say("{why} ({rule})", why=why, rule=rule))
        self.rule = rule


class Unfit(InputError):
    """All faults of a home at once, each as « where: why »; the person who starts it mends them in one go."""

    def __init__(self, faults: Sequence[str]) -> None:
        where, _, why = faults[0].partition(": ")
        super().__init__(where, why)
        self.faults = tuple(faults)

    @property
    def lines(self) -> tuple[str, ...]:
        """The faults."""
        return self.faults


class NotPermitted(DermadocsError):
    """An act that the state of the dossier or the date does not allow; `rule` says which rule refuses it."""

    exit_code = 1

    def __init__(self, act: str, why: str, rule: str) -> None:
        super().__init__(say("{act}: {why} ({rule})", act=act, why=why, rule=rule))
        self.act = act
        self.why = why
        self.rule = rule


class MissingExtra(DermadocsError):
    """An optional part is not installed; `extra` is its name in pyproject.toml."""

    exit_code = 2

    def __init__(self, extra: str, for_what: str) -> None:
        super().__init__(
            say(
                "{for_what} needs the '{extra}' extra: pip install 'dermadocs[{extra}]'",
                for_what=for_what,
                extra=extra,
            )
        )
        self.extra = extra


class Damaged(InputError):
    """What is kept is not what was kept: evidence altered, missing, or of another home. Nothing is done with it."""


class Busy(DermadocsError):
    """Somebody else works on this dossier; nothing was done."""

    exit_code = 1
