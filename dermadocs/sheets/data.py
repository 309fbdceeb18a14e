"""What becomes of the patient's data: the notice of GDPR 13, handed over with the estimate (DATA-01, DATA-02).

It informs and asks for nothing: the use of the data rests on care, contract and law, not on consent. The periods
are those of ARCH-01 to ARCH-04; a test compares their words with the dated figures of `law/parameters`.
"""

from __future__ import annotations

from dermadocs.domain.case import Case
from dermadocs.domain.content import Quotation, Row, Say, Section, Table
from dermadocs.sheets.lists import bullets, text


def data_notice(case: Case, say: Say) -> tuple[Section, ...]:
    """What becomes of the patient's data, in the order of GDPR 13. It asks for no consent (DATA-01)."""
    return (
        _controller(say),
        _purposes(say),
        _recipients(case, say),
        _transfers(say),
        _retention(say),
        _rights(say),
        _complaint(say),
        _must(say),
    )


def _controller(say: Say) -> Section:
    return Section(
        id="controller",
        title=say("Qui est responsable"),
        blocks=(
            text(say("Le cabinet nommé en tête de ce document est responsable de vos données.")),
            text(
                say(
                    "Pour toute question, écrivez-lui. Il répond lui-même, ou transmet à son délégué à la protection "
                    "des données s’il en a un."
                )
            ),
        ),
    )


def _purposes(say: Say) -> Section:
    head = (say("Pourquoi"), say("Quelles données"), say("Ce qui le permet"))
    rows = (
        (
            say("vous recevoir, vous informer, établir le devis"),
            say("nom, adresse, langue, ce que votre santé a d’utile pour l’acte"),
            say("votre demande de devis ; les soins"),
        ),
        (
            say("pratiquer l’acte et vous suivre"),
            say("dossier médical ; photographies du dossier si vous les acceptez"),
            say("le contrat de soins ; les soins"),
        ),
        (
            say("prouver l’information, le délai et les signatures"),
            say("documents signés, dates, moyen d’identification"),
            say("les obligations légales du praticien ; la défense d’un droit en justice"),
        ),
        (
            say("facturer et tenir les comptes"),
            say("nom, actes, sommes payées"),
            say("les obligations légales du cabinet"),
        ),
    )
    return Section(
        id="purposes",
        title=say("Pourquoi, et sur quelle base"),
        blocks=(Table(head=head, rows=tuple(Row(cells=cells) for cells in rows)), Quotation(wording="OWN_DATA_BASIS")),
    )


def _recipients(case: Case, say: Say) -> Section:
    items = [
        say("l’équipe de soins, pour ce qui lui est utile ;"),
        say("l’établissement où l’acte a lieu ;"),
        say("le médecin que vous désignez, pour le compte rendu opératoire ;"),
        say("les prestataires qui hébergent les données, horodatent ou signent, liés par un contrat ;"),
    ]
    if case.estimate.anaesthetist is not None:
        items.insert(1, say("l’anesthésiste ;"))
    if case.consultation.interpreter is not None or (case.consent and case.consent.interpreter):
        items.append(say("l’interprète, tenu au secret ;"))
    if case.representatives:
        items.append(say("la personne qui vous représente ou vous assiste, dans la limite de sa mission ;"))
    items.append(say("un juge, un expert ou une autorité, quand la loi le prévoit."))
    return Section(
        id="recipients",
        title=say("Qui les reçoit"),
        blocks=(
            bullets(items),
            text(say("Un agent qui contrôle les devis reçoit une copie sans votre identité.")),
            text(say("Vos données ne sont ni vendues, ni cédées, ni utilisées pour la publicité.")),
        ),
    )


def _transfers(say: Say) -> Section:
    return Section(
        id="transfers",
        title=say("Où elles sont gardées"),
        blocks=(
            Quotation(wording="OWN_DATA_PLACE"),
            text(say("Hors de cet espace, le cabinet n’envoie que ce qui va à vous ou au médecin que vous désignez.")),
        ),
    )


def _retention(say: Say) -> Section:
    head = (say("Quoi"), say("Combien de temps"))
    rows = (
        (
            say("dossier médical, avec le devis, même refusé, s’il y a eu consultation"),
            say("vingt ans après votre dernier passage, et au moins jusqu’à vos vingt-huit ans"),
        ),
        (
            say("dossier d’une personne décédée moins de dix ans après son dernier passage"),
            say("dix ans après le décès"),
        ),
        (
            say("demande ou devis, sans aucune consultation"),
            say("cinq ans ; ensuite, seule reste une empreinte numérique"),
        ),
        (
            say("preuves des signatures et des dates"),
            say("aussi longtemps que le document signé"),
        ),
        (say("pièces de comptabilité"), say("la durée fixée par la loi")),
    )
    return Section(
        id="retention",
        title=say("Combien de temps"),
        blocks=(
            Table(head=head, rows=tuple(Row(cells=cells) for cells in rows)),
            text(say("Une réclamation ou un procès suspend ces durées.")),
        ),
    )


def _rights(say: Say) -> Section:
    items = (
        say("savoir si le cabinet a des données sur vous, et en obtenir une copie ;"),
        say("lire votre dossier médical, ou le recevoir ;"),
        say("faire corriger une erreur ;"),
        say("faire limiter l’usage de données que vous contestez ;"),
        say("recevoir sous forme de fichier les données que vous avez fournies ;"),
        say("faire effacer ce que la loi n’oblige pas à garder ;"),
        say("vous opposer à un usage que ni les soins, ni le contrat, ni la loi n’exigent ;"),
        say("retirer votre accord pour les photographies, à tout moment ;"),
        say("dire ce que deviendront vos données après votre décès."),
    )
    return Section(
        id="rights",
        title=say("Vos droits"),
        blocks=(
            bullets(items, say("Vous pouvez :")),
            text(say("Écrivez au cabinet.")),
            Quotation(wording="CSP_L1111_7_ACCESS"),
            text(say("Le dossier médical ne peut pas être effacé avant la fin de sa durée de conservation.")),
        ),
    )


def _complaint(say: Say) -> Section:
    return Section(
        id="complaint",
        title=say("Si la réponse ne vous convient pas"),
        blocks=(
            text(say("Vous pouvez vous plaindre à la CNIL (Commission nationale de l’informatique et des libertés).")),
            text(
                say(
                    "Vous vivez dans un autre pays de l’Union européenne ou de l’Espace économique européen ? "
                    "Vous pouvez aussi vous plaindre à l’autorité de ce pays."
                )
            ),
        ),
    )


def _must(say: Say) -> Section:
    items = (
        say("L’identité, l’adresse et la date de naissance figurent sur le devis : la loi l’exige."),
        say("Les réponses sur votre santé sont nécessaires. Sans elles, l’acte peut être refusé pour votre sécurité."),
        say("Les photographies sont facultatives. Leur refus ne change rien à vos soins."),
        say("Aucune décision n’est prise par une machine seule. Aucun profil n’est établi."),
    )
    return Section(id="necessary", title=say("Ce que vous devez fournir"), blocks=(bullets(items),))
