"""The acts on one dossier, from the receipt to the ends: one command each, on a practice's home."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from dermadocs.cli import main
from dermadocs.cli.desk import PERSON, PRESENT, WAY, acting, by_hand
from dermadocs.cli.papers import FILE, read_case
from dermadocs.domain.events import Channel
from dermadocs.domain.evidence import Way, at_practice

if TYPE_CHECKING:
    from dermadocs.bootstrap.home import Home

CHANNEL = click.Choice(get_args(Channel))
LANGUAGE = click.option(
    "--language", help="The language beside the French text, fr for none (default: the patient's, where offered)."
)


@main.command("receipt")
@acting("receipt")
@by_hand
def receipt_command(home: Home, person: str, mention: str, way: Way, present: str | None) -> Any:
    """A person acknowledges receipt of the estimate: the fifteen full days begin.

    \b
    dermadocs receipt 2026-0001 --mention "devis reçu avant l'exécution de la prestation de service"
    """
    from dermadocs.flows import casework

    return lambda kept: casework.receive(home.desk, kept, person, mention, at_practice(present, way))


@main.command("accept")
@acting("acceptance")
@by_hand
def accept_command(home: Home, person: str, mention: str, way: Way, present: str | None) -> Any:
    """A person accepts the estimate, from the gate on; before it this is refused, whoever asks.

    \b
    dermadocs accept 2026-0001 --mention "devis accepté après réflexion"
    """
    from dermadocs.flows import casework

    return lambda kept: casework.accept(home.desk, kept, person, mention, at_practice(present, way))


@main.group("consent")
def consent_group() -> None:
    """The consent form: drawn with the patient's answers, signed by surgeon, interpreter and patient."""


@consent_group.command("draw")
@acting("consent form")
@click.option("--case", "file", type=FILE, help="A dossier file whose `consent` part holds the patient's answers.")
@LANGUAGE
def draw_command(home: Home, file: Path | None, language: str | None) -> Any:
    """Draw the form from the gate on; each operating surgeon signs that the patient was informed.

    \b
    dermadocs consent draw 2026-0001 --case examples/dermabrasion.json
    """
    from dermadocs.flows import casework

    answers = read_case(file).consent if file else None
    return lambda kept: casework.draw_consent(home.desk, kept, answers, language=beside(kept, language))


@consent_group.command("interpret")
@acting("interpreter's statement")
@PRESENT
def interpret_command(home: Home, present: str | None) -> Any:
    """The interpreter attests to have interpreted, before the patient signs."""
    from dermadocs.flows import casework

    return lambda kept: casework.interpret(home.desk, kept, at_practice(present, "typed"))


@consent_group.command("sign")
@acting("consent")
@by_hand
def sign_command(home: Home, person: str, mention: str, way: Way, present: str | None) -> Any:
    """A person consents to the act, apart from the acceptance.

    \b
    dermadocs consent sign 2026-0001 --mention "lu et compris, je consens à cet acte"
    """
    from dermadocs.flows import casework

    return lambda kept: casework.consent(home.desk, kept, person, mention, at_practice(present, way))


@main.command("prepare")
@acting("preparation")
def prepare_command(home: Home) -> Any:
    """Close the preparation: examined in person, anaesthetist seen in time, withdrawal period over."""
    from dermadocs.flows import casework

    return lambda kept: casework.prepare(home.desk, kept)


@main.command("confirm-day")
@acting("confirmation on the day")
@by_hand
def confirm_command(home: Home, person: str, mention: str, way: Way, present: str | None) -> Any:
    """On the day the patient says once more that the act may take place.

    \b
    dermadocs confirm-day 2026-0001 --mention "je confirme ma décision"
    """
    from dermadocs.flows import casework

    return lambda kept: casework.confirm_day(home.desk, kept, person, mention, at_practice(present, way))


@main.command("operation")
@acting("operation")
@click.option("--operator", "operators", multiple=True, help="Ids of who operates (default: those of the estimate).")
def operation_command(home: Home, operators: tuple[str, ...]) -> Any:
    """The act begins: same operators, insurance and facility in force, confirmed today."""
    from dermadocs.flows import casework

    return lambda kept: casework.perform(home.desk, kept, operators or kept.case.estimate.operators)


@main.command("refuse")
@acting("refusal")
@PERSON
def refuse_command(home: Home, person: str) -> Any:
    """The patient declines the estimate; no reason is asked, nothing is due."""
    from dermadocs.flows import casework

    return lambda kept: casework.refuse(home.desk, kept, person)


@main.command("withdraw")
@acting("withdrawal")
@PERSON
@click.option("--channel", type=CHANNEL, default="in_person", show_default=True, help="How it was told.")
@click.option("--mention", help="Signed on the form: the words that the person types.")
@WAY
@PRESENT
def withdraw_command(
    home: Home, person: str, channel: Channel, mention: str | None, way: Way, present: str | None
) -> Any:
    """The patient withdraws, at any time until the act begins, in any form; a signed form is made with --mention.

    \b
    dermadocs withdraw 2026-0001 --channel email
    dermadocs withdraw 2026-0001 --mention "je retire mon consentement"
    """
    from dermadocs.flows import casework

    def deed(kept: Any) -> Any:
        if mention is None:
            return casework.withdraw(home.desk, kept, person, channel)
        evidence = at_practice(present, way)
        return casework.sign_withdrawal(home.desk, kept, person, mention, evidence, language=beside(kept))

    return deed


@main.command("replace")
@acting("replacement")
@click.argument("number")
def replace_command(home: Home, number: str) -> Any:
    """A new estimate, NUMBER, will take the place of this one: draft and issue it next, the days start anew.

    \b
    dermadocs replace 2026-0001 2026-0158
    """
    from dermadocs.flows import casework

    return lambda kept: casework.supersede(home.desk, kept, number)


@main.command("expire")
@acting("expiry")
def expire_command(home: Home) -> Any:
    """The validity of the estimate ended without an acceptance."""
    from dermadocs.flows import casework

    return lambda kept: casework.expire(home.desk, kept)


def beside(kept: Any, asked: str | None = None) -> str | None:
    """The language beside French: the one asked for, else the patient's where it is offered; `fr` is French alone."""
    from dermadocs.flows.informing import language_of

    return None if asked == "fr" else asked or language_of(kept.case)
