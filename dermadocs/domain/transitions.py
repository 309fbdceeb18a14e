"""The transitions, as data: which act is possible in which state, under which conditions, leading where.

Acts by several people (operators, or patient and representatives) stay in `until_all` until the last has
acted. The first row that fits act, state and `when` is the one that counts; no row fits: refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from dermadocs.domain import day_guards as d
from dermadocs.domain import guards as g
from dermadocs.domain import money_guards as m
from dermadocs.domain.events import Act
from dermadocs.domain.guards import Guard
from dermadocs.domain.state import State as S


@dataclass(frozen=True)
class Transition:
    """One row. `target` None: the state stays. `when`: the row applies only where this guard *refuses*."""

    act: Act
    sources: frozenset[S]
    target: S | None = None
    guards: tuple[Guard, ...] = ()
    until_all: S | None = None
    when: Guard | None = None


def _in(*states: S) -> frozenset[S]:
    return frozenset(states)


ALIVE = frozenset(S) - {S.ARCHIVED}
BEFORE_ACT = _in(S.SIGNED, S.SENT, S.HANDED_OVER, S.REFLECTING, S.ACCEPTED, S.CONSENTED, S.READY)
OFFERED = _in(S.SIGNED, S.SENT, S.HANDED_OVER, S.REFLECTING)
WITH_PATIENT = _in(S.SENT, S.HANDED_OVER, S.REFLECTING)
AGREED = _in(S.ACCEPTED, S.CONSENTED, S.READY)
ENDED = _in(S.PERFORMED, S.EXPIRED, S.REPLACED, S.REFUSED, S.WITHDRAWN)

TABLE: tuple[Transition, ...] = (
    # notes: they change what is known, never the state
    Transition(Act.REQUEST, ALIVE),
    Transition(Act.INTERVIEW, ALIVE, None, (g.already_held,)),
    Transition(Act.IDENTITY, ALIVE),
    Transition(Act.QUESTION, ALIVE),
    Transition(Act.COMPREHENSION, ALIVE),
    Transition(Act.CONSULTATION, ALIVE),
    Transition(
        Act.EARLY_ACCEPTANCE,
        OFFERED | _in(S.ACCEPTED, S.INCIDENT),  # a consent may be dated before the gate when all is accepted
        None,
        (g.rightful_person, g.before_gate, g.copy_kept),
    ),
    Transition(Act.FILE, frozenset(S)),
    Transition(Act.ANSWER, ALIVE),
    Transition(Act.ENROL, ALIVE),
    Transition(Act.REVOKE, ALIVE),
    Transition(Act.REVIEW, ALIVE),
    Transition(Act.EXPRESS_REQUEST, _in(S.ACCEPTED, S.CONSENTED), None, (g.rightful_person,)),
    # the estimate
    Transition(Act.DRAFT, _in(S.DRAFT, S.REPLACED, S.EXPIRED), S.DRAFT, (g.replaces_the_last,)),
    Transition(Act.SIGN, _in(S.DRAFT), S.SIGNED, (g.drafted, g.interviewed, g.rightful_signer), until_all=S.DRAFT),
    Transition(Act.SEND, _in(S.SIGNED, S.SENT), S.SENT, (g.offer_open,)),
    Transition(Act.SEND, _in(S.HANDED_OVER), None, (g.offer_open,)),
    Transition(
        Act.POST,
        _in(S.SIGNED, S.SENT, S.HANDED_OVER, S.REFLECTING, S.ACCEPTED),
        None,
        (g.offer_open, g.pack_ready),
    ),
    Transition(
        Act.RECEIVE,
        _in(S.SIGNED, S.SENT, S.HANDED_OVER),
        S.REFLECTING,
        (g.rightful_person, g.same_document, g.copy_kept, g.possible_days, g.pack_left, g.time_enough),
        until_all=S.HANDED_OVER,
    ),
    # from the gate
    Transition(
        Act.ACCEPT,
        _in(S.REFLECTING),
        S.ACCEPTED,
        (
            g.gate_open,
            g.written_early,
            g.offer_open,
            g.rightful_person,
            g.same_document,
            g.copy_kept,
            g.possible_days,
            g.pack_left,
        ),
        until_all=S.REFLECTING,
    ),
    Transition(
        Act.CONSENT,
        _in(S.ACCEPTED),
        S.CONSENTED,
        (g.gate_open, g.written_early, g.rightful_person, g.copy_kept, g.possible_days, g.pack_left),
        until_all=S.ACCEPTED,
    ),
    Transition(
        Act.PREPARE,
        _in(S.CONSENTED),
        S.READY,
        (g.gate_open, d.withdrawal_over, d.examined, d.anaesthetist_seen),
    ),
    Transition(
        Act.CONFIRM_DAY,
        _in(S.READY),
        None,
        (g.gate_open, g.rightful_person, g.copy_kept, g.possible_days, d.written_today),
    ),
    Transition(
        Act.PERFORM,
        _in(S.READY),
        S.PERFORMED,
        (g.gate_open, d.withdrawal_over, d.anaesthetist_seen, d.confirmed_today, d.same_operators, d.covered),
    ),
    # money: what is unlawful is not refused, it has already happened; it stops the dossier
    Transition(Act.PAY, ALIVE, S.INCIDENT, when=m.unlawful_money),
    Transition(Act.PAY, frozenset(S)),
    Transition(Act.REFUND, frozenset(S), None, (m.money_held,)),
    Transition(Act.INCIDENT, ALIVE, S.INCIDENT),
    Transition(Act.CLOSE_INCIDENT, _in(S.INCIDENT), None, (m.nothing_owed,)),
    # ends
    Transition(Act.REFUSE, OFFERED, S.REFUSED, (g.rightful_person, g.copy_kept, g.possible_days)),
    Transition(Act.WITHDRAW, WITH_PATIENT | AGREED, S.WITHDRAWN, (g.rightful_person, g.copy_kept, g.possible_days)),
    Transition(Act.REFUSE, _in(S.INCIDENT), None, (g.rightful_person,)),
    Transition(Act.WITHDRAW, _in(S.INCIDENT), None, (g.rightful_person,)),
    Transition(Act.EXPIRE, OFFERED, S.EXPIRED, (g.offer_over,)),
    Transition(Act.REPLACE, BEFORE_ACT, S.REPLACED),
    Transition(Act.ARCHIVE, ENDED, S.ARCHIVED, (m.nothing_owed,)),
)

BINDING = frozenset({Act.ACCEPT, Act.CONSENT, Act.PREPARE, Act.CONFIRM_DAY, Act.PERFORM})
"""Acts refused for the sake of the gate before any other reason, while the fifteen days run."""

NOT_HERE: dict[tuple[Act, S], tuple[str, str]] = {
    (Act.SIGN, S.SIGNED): ("every operating surgeon has already signed", "CSP-D6322-30-02"),
    (Act.SEND, S.DRAFT): ("not signed by every operating surgeon", "CSP-D6322-30-02"),
    (Act.RECEIVE, S.DRAFT): ("not signed by every operating surgeon", "CSP-D6322-30-02"),
    (Act.RECEIVE, S.REFLECTING): ("receipt has already been acknowledged by everybody", "ARR1996-2-10"),
    (Act.ACCEPT, S.DRAFT): ("there is no signed estimate", "CSP-D6322-30-02"),
    (Act.ACCEPT, S.SIGNED): (
        "receipt is not acknowledged: the days have not begun",
        "CSP-D6322-30-01",
    ),
    (Act.ACCEPT, S.SENT): ("receipt is not acknowledged: the days have not begun", "CSP-D6322-30-01"),
    (Act.ACCEPT, S.HANDED_OVER): ("somebody has not acknowledged receipt yet", "CSP-D6322-30-01"),
    (Act.ACCEPT, S.ACCEPTED): ("it is already accepted", "ARR1996-2-10"),
    **{(Act.REFUSE, s): ("it is accepted: record a withdrawal", "CSP-L1111-4-01") for s in AGREED},
    (Act.CONSENT, S.REFLECTING): ("the estimate is accepted first", "T-05"),
    (Act.PERFORM, S.REFLECTING): ("the estimate is not accepted", "T-05"),
    (Act.PERFORM, S.ACCEPTED): ("consent to the act is missing", "CSP-L1111-4-01"),
    (Act.PERFORM, S.CONSENTED): ("the preparation is not closed", "T-06"),
}
"""Why an act is not possible in a state, where a plain « not possible » would not help."""

ENDINGS: dict[S, tuple[str, str]] = {
    S.EXPIRED: ("the offer has expired", "PRICE-05"),
    S.REPLACED: ("this estimate is replaced by a new one", "NU-07"),
    S.REFUSED: ("the patient has declined", "CDM-36-01"),
    S.WITHDRAWN: ("consent is withdrawn", "CSP-L1111-4-01"),
    S.INCIDENT: ("an incident is open", "NU-04"),
    S.PERFORMED: ("the act has been performed", "T-09"),
    S.ARCHIVED: ("the dossier is sealed", "T-11"),
}
"""Why nothing more is possible in a state, for every act without a row there."""
