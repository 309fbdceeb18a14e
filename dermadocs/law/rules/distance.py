"""The patient who lives far away (law.md section 9): meeting, telemedicine, post, payment, travel."""

from __future__ import annotations

from dermadocs.domain.events import Consulted, Interviewed, Paid, Performed
from dermadocs.law.citation import CSP, HOUSE
from dermadocs.law.history import at, rounds
from dermadocs.law.looks import ask, data, says, timeline
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Notes, Rule, breach, not_applicable, question


def _met(matter: Matter) -> Notes:
    if matter.case.consultation.mode == "video":
        what = "is a physical examination by the operating surgeon planned before the act?"
        yield question("/consultation/mode", "practitioner", what)


def _examined(matter: Matter) -> Notes:
    """An operator has seen the patient in person before operating."""
    seen: set[str] = set()
    operators = {cover.id for part in rounds(matter.events) for cover in part.terms.operators}
    for number, event in enumerate(matter.events):
        in_person = isinstance(event, Interviewed) and event.mode == "in_person"
        if in_person or (isinstance(event, Consulted) and event.purpose == "physical_examination"):
            seen.add(event.practitioner)  # type: ignore[union-attr]
        if isinstance(event, Performed) and not seen & operators:
            yield breach(at(number), "no operating surgeon has examined the patient in person", "examine, then operate")


def _video(matter: Matter) -> Notes:
    if matter.case.consultation.mode != "video":
        yield not_applicable("the consultation was held in person")
    else:
        what = "identity checked, consent to the video call, report in the file with acts, date and incidents?"
        yield question("/consultation/mode", "practitioner", what)


def _paid_after(matter: Matter) -> Notes:
    """The price is paid once the act is done; earlier, from the gate on, only if nobody asked for it."""
    for part in rounds(matter.events):
        done = [n for n, _ in part.of(Performed)]
        for number, event in part.of(Paid):
            if event.purpose == "price" and not any(n < number for n in done) and not part.early(event.at):
                what = "the price was paid before the act: did the patient pay of own accord, unasked?"
                yield question(at(number), "manager", what)


RULES = (
    Rule(
        id="REM-01",
        title="The operating surgeon met the patient, and examined the patient in person before the act",
        cite=CSP("article D. 6322-30, alinéa 3", "S7"),
        status="V",
        severity="blocking",
        applies=("process",),
        judged_on="operation",
        questions=("Q2",),
        parts=(data(_met, "/consultation/mode", before="prepare"), timeline(_examined)),
    ),
    Rule(
        id="REM-02",
        title="A video consultation follows the rules of telemedicine; advice by e-mail is none",
        cite=CSP("articles R. 6316-1 à R. 6316-4", "S78 S79"),
        status="V",
        severity="blocking",
        applies=("process",),
        parts=(data(_video, "/consultation/mode", before="sign"),),
    ),
    Rule(
        id="REM-04",
        title="Translators and interpreters are bound to secrecy",
        cite=CSP("article L. 1110-4"),
        status="M",
        severity="warning",
        applies=("process",),
        parts=(ask("manager", "send", "are translator and interpreter bound to secrecy in writing?"),),
    ),
    Rule(
        id="REM-05",
        title="By post: two originals, a prepaid return, a copy made on arrival",
        cite=HOUSE(),
        status="O",
        severity="warning",
        applies=("process",),
        aliases=("F-S03",),
        parts=(ask("manager", "receive", "by post: are all pages back, compared, and stamped with the day?"),),
    ),
    Rule(
        id="REM-06",
        title="Payment after the act, in euros; another currency is for information only",
        cite=CSP("article R. 4127-55", "S10 S11"),
        status="S",
        severity="blocking",
        applies=("process",),
        parts=(says("OWN_NO_DEPOSIT"), timeline(_paid_after, before="perform")),
    ),
    Rule(
        id="REM-07",
        title="The information covers stay, visits, complications, the journey home and care abroad",
        cite=HOUSE("bonne pratique"),
        status="O",
        severity="warning",
        applies=("information",),
        aliases=("B-07",),
        parts=(
            ask(
                "practitioner",
                "sign",
                "does the sheet say how long to stay, whom to call, when to fly?",
            ),
        ),
    ),
)
