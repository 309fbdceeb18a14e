"""Withdrawal of consent: one page that a patient may use, and need not (CSP-L1111-4-01, L1111-4).

Any form will do, at any time until the act begins; no reason is asked, and nothing is due but the
consultations that took place. A withdrawal is never refused for its form. The declaration itself is the block of the
signature, which the template draws.
"""

from __future__ import annotations

from dermadocs.domain.case import Case
from dermadocs.domain.content import Block, Quotation, Say, Section
from dermadocs.sheets.lists import bullets, text


def withdrawal(case: Case, say: Say) -> tuple[Section, ...]:
    """The sections of the paper: the right, what follows, how to tell us."""
    return (
        Section(id="right", title=say("Votre droit"), blocks=(Quotation(wording="OWN_CONSENT_REVOCABLE"),)),
        _effects(say),
        Section(id="how", title=say("Comment nous le dire"), blocks=_how(case, say)),
    )


def _effects(say: Say) -> Section:
    items = (
        say("L’acte n’a pas lieu. Vous ne le payez pas."),
        say("Personne ne vous demandera pourquoi."),
        say("Le cabinet continue à vous soigner comme avant."),
        say("Vous pouvez y revenir plus tard, avec un nouveau devis et un nouveau délai."),
    )
    return Section(id="effects", title=say("Ce qui se passe ensuite"), blocks=(bullets(items),))


def _how(case: Case, say: Say) -> tuple[Block, ...]:
    blocks = [
        say("Dites-le à l’équipe, même le jour de l’acte. Ou téléphonez, écrivez, rendez cette page."),
        say("Le cabinet note le jour et l’heure. Il vous confirme par écrit que l’acte est annulé."),
    ]
    if case.representatives:
        blocks.append(say("La personne qui représente ou assiste le patient signe aussi, ou le dit à part."))
    return tuple(text(words) for words in blocks)
