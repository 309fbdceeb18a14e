"""The after-care sheet: the days after, what to do and not to do, when to call, and a note for a doctor elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from dermadocs.catalogue.frequency import joined
from dermadocs.catalogue.model import Entry, Factor, Place
from dermadocs.domain.content import Paragraph, Say, Section
from dermadocs.sheets.information import alarm, chosen, cited, course, section, told


def aftercare(entry: Entry, say: Say, factors: Sequence[str]) -> tuple[Section, ...]:
    """The sections of the after-care sheet; `factors` as in `information`. Names and numbers stand elsewhere."""
    ticked = [factor for factor in chosen(entry, factors) if factor.aftercare]
    sections = [_days(entry, say), section(say, "wash", "Laver et mettre la crème", *told(entry, say, Place.WASH))]
    if entry.at(Place.SUN):
        sections.append(section(say, "sun", "Le soleil", *told(entry, say, Place.SUN)))
    sections.append(section(say, "avoid", "Ce qu’il ne faut pas faire", *told(entry, say, Place.AVOID)))
    if ticked:
        sections.append(_personal(say, ticked))
    return (*sections, alarm(entry, say), _abroad(entry, say), _local_doctor(entry, say))


def _days(entry: Entry, say: Say) -> Section:
    keep = Paragraph(text=say("Gardez cette fiche. Emportez-la si vous partez."))
    varies = Paragraph(text=say("Ces jours sont des repères. Les sources varient, et chacun guérit à sa façon."))
    return section(say, "days", "Jour après jour", keep, varies, course(entry, say), *cited(entry.moments, say))


def _personal(say: Say, ticked: Sequence[Factor]) -> Section:
    own = [Paragraph(text=joined(say(f.label), ". ", ". ", say(f.aftercare))) for f in ticked]
    return section(say, "personal", "Pour vous en plus", *own, *cited(ticked, say))


def _abroad(entry: Entry, say: Say) -> Section:
    return section(say, "abroad", "En cas d’urgence loin du cabinet", *told(entry, say, Place.ABROAD))


def _local_doctor(entry: Entry, say: Say) -> Section:
    return section(say, "local-doctor", "Pour le médecin qui vous reçoit", *told(entry, say, Place.LOCAL_DOCTOR))
