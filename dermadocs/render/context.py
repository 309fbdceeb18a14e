"""What the templates may name: plain names whose values are leaves, nothing computed on the way.

Sums, dates and law are settled in `domain` before; here a value only gets its printed form.
"""

from __future__ import annotations

from collections.abc import Mapping

from dermadocs.domain import places
from dermadocs.domain.acts import MENTIONS
from dermadocs.domain.document import Document
from dermadocs.render.bilingual import bilingual
from dermadocs.render.contents import roman, sections
from dermadocs.render.fields import field_size
from dermadocs.render.forms import Names, label, long_day, namer, or_none
from dermadocs.render.ink import framed, frames
from dermadocs.render.kinds import KINDS
from dermadocs.render.parties import parties
from dermadocs.render.prices import prices
from dermadocs.render.story import Leaf, Place, Story


def paper_context(document: Document, story: Story, digest: str, *, draft: bool) -> Names:
    """Every name of a paper's template. `digest` is the only value that is not a leaf."""
    root = Place(story, "")
    case = root["dossier"]
    wording = _wording(root)
    kind = KINDS[document.kind]
    names = {
        **bilingual(document.translation.language if document.translation else None, root),
        "draft": draft,
        "demonstration": document.demonstration,
        "digest": digest,
        "title": title(document),
        "paper": kind,
        "people": kind.people,
        "notices": root.each("notices"),
        "wording": wording,
        "ink": document.copy.ink,
        "frames": {} if draft else frames(document),
        "sections": sections(root, wording, framed(document.content) if document.copy.ink and not draft else {}),
        "last_number": roman(len(document.content) + 1),
        "blocks": _blocks(root, document, wording),
        **parties(root, document),
        **_act(case["estimate"], case["consultation"], document),
    }
    if document.kind == "estimate":
        names |= _estimate(case["estimate"], document) | prices(root, document, wording) | _terms(case["practice"])
        names["handed_over"] = [
            {"name": part.leaf("name"), "version": part.leaf("version")} for part in root.parts("handed_over")
        ]
    return names


def title(document: Document) -> str:
    """The title of the file, shown by readers instead of its name; it names nobody."""
    estimate = document.dossier.estimate
    number = f"{estimate.number}, révision {estimate.revision}"
    return f"Devis {number}" if document.kind == "estimate" else f"{KINDS[document.kind].title}, devis {number}"


def _wording(root: Place) -> dict[str, Names]:
    return {
        part.value("id"): {
            "source": part.leaf("source"),
            "quoted": part.value("status") == "V",
            "paragraphs": part.each("paragraphs"),
            "translation": part.each("translation") if part.value("translation") else [],
        }
        for part in root.parts("wording")
    }


def _estimate(place: Place, document: Document) -> Names:
    sick_leave = document.dossier.estimate.sick_leave_days
    return {
        "estimate": {
            "number": place.leaf("number"),
            "revision": place.leaf("revision"),
            "place": place.leaf("place"),
            "drafted_on": place.leaf("drafted_on", long_day),
            "valid_until": place.leaf("valid_until", long_day),
            "replaces": place.leaf("replaces", or_none),
        },
        "exclusions": _list_or_none(place, "exclusions"),
        "examinations": _list_or_none(place, "examinations"),
        "care_days": place.leaf("post_operative_care_days"),
        "sick_leave": {
            "range": sick_leave.minimum != sick_leave.maximum,
            "minimum": place.leaf("sick_leave_days/minimum"),
            "maximum": place.leaf("sick_leave_days/maximum"),
        },
    }


def _list_or_none(place: Place, key: str) -> list[Leaf]:
    """The items, or the one word « aucun » that a mandatory mention needs (ARR1996-2-07)."""
    return place.each(key) or [place.leaf(key, or_none)]


def _act(estimate: Place, consultation: Place, document: Document) -> Names:
    procedure = estimate["procedure"]
    named = namer(document)
    return {
        "procedure": {
            "act": procedure.leaf("act"),
            "zone": procedure.leaf("zone"),
            "technique": procedure.leaf("technique"),
            "indication": procedure.leaf("indication"),
            "purpose": procedure.leaf("purpose", label("purpose")),
            "stay": procedure.leaf("stay", label("stay")),
            "duration": procedure.leaf("duration_minutes"),
            "anaesthesia": procedure.leaf("anaesthesia", label("anaesthesia")),
            "anaesthetist": estimate.leaf("anaesthetist", named),
            "sheet": procedure.leaf("information_sheet/reference"),
            "sheet_version": procedure.leaf("information_sheet/version"),
        },
        "consultation": {
            "date": consultation.leaf("date", long_day),
            "mode": consultation.leaf("mode", label("mode")),
            "language": consultation.leaf("language", places.language),
            "doctor": consultation.leaf("practitioner", named),
            "interpreter": consultation.maybe("interpreter"),
        },
        "met_by": estimate.leaf("met_by", named),
        "operators": estimate.each("operators", named),
        "substitution": estimate.maybe("substitution"),
        "proposed_on": estimate.leaf("proposed_on", long_day),
    }


def _terms(practice: Place) -> Names:
    mediator = practice.value("mediator")
    return {
        "payment_means": practice.each("payment_means"),
        "mediator": mediator
        and {"name": practice.leaf("mediator/name"), "address": practice.leaf("mediator/address_line")},
        "data_notice": {
            "reference": practice.leaf("data_notice/reference"),
            "version": practice.leaf("data_notice/version"),
        },
    }


_MENTIONS: Mapping[str, str] = {
    "receipt": "ARR1996_MENTION_RECEPTION",
    "acceptance": "ARR1996_MENTION_ACCEPTATION",
}
"""The mentions that stand among the legal words of an estimate."""

_TOOLTIPS: Mapping[str, str] = {
    "practitioner": "Signature du praticien",
    "receipt": "Réception du document, signature",
    "acceptance": "Acceptation du devis, signature",
    "interpreter": "Signature de l’interprète",
    "consent": "Consentement, signature",
    "confirmation": "Confirmation le jour de l’intervention, signature",
    "withdrawal": "Retrait du consentement, signature",
    "seal": "Cachet du cabinet",
}
_HEADINGS: Mapping[str, str] = {
    "practitioner": "Le praticien",
    "receipt": "La réception",
    "interpreter": "L’interprète",
    "consent": "Je consens",
    "confirmation": "Le jour de l’intervention",
    "withdrawal": "Je retire mon consentement",
    "seal": "Cachet du cabinet",
}
_MEANINGS: Mapping[str, str] = {
    "practitioner": "J’ai expliqué l’acte, ses risques et les autres choix. J’ai répondu aux questions.",
    "receipt": "Cette signature atteste la réception. Elle n’accepte rien.",
    "interpreter": "J’ai interprété de mon mieux, d’une façon que je crois comprise.",
    "consent": "Je signe après le délai de réflexion. Je peux changer d’avis jusqu’au début de l’acte.",
    "confirmation": "Je confirme ma décision. Opérateur et lieu sont ceux du devis.",
    "withdrawal": "Aucun motif n’est demandé. Aucuns frais, sauf les consultations.",
    "seal": "Le cabinet atteste que cette feuille vient de lui.",
}


def _blocks(root: Place, document: Document, wording: dict[str, Names]) -> list[Names]:
    """One block a signature field, in signing order."""
    blocks = []
    for field, place in zip(document.fields, root.parts("fields"), strict=True):
        if document.copy.ink and field.act == "seal":
            continue  # a seal is a file's: on paper there is nothing to put
        width, height = field_size(field.act)
        mention = wording.get(_MENTIONS.get(field.act, ""))
        blocks.append(
            {
                "act": field.act,
                "field": field.field,
                "heading": _HEADINGS.get(field.act),
                "meaning": _MEANINGS.get(field.act),
                "signer": place.leaf("signer/name"),
                "mention": mention["paragraphs"][0] if mention else MENTIONS.get(field.act),
                "mention_tr": mention["translation"][0] if mention and mention["translation"] else None,
                "tooltip": f"{_TOOLTIPS[field.act]} : {field.signer.name}",
                "width": width,
                "height": height,
            }
        )
    return blocks
