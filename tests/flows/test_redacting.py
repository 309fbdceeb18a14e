"""The extract for an inspector: nobody is named in any byte of it, and it says nothing else than the signed file."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from pypdf import PdfReader
from world import DAYS, JUDGED, Life, example, notices_due

from dermadocs import render
from dermadocs.bootstrap import embedded, extract
from dermadocs.demo.calendar import Clock
from dermadocs.demo.life import handle_of, secrets_of
from dermadocs.domain.codec import builtins, canonical, decode_document
from dermadocs.domain.document import IdentityDigest
from dermadocs.domain.jsonform import convert
from dermadocs.domain.leaves import leaves, resolve
from dermadocs.domain.redacted import (
    FREE_TEXT,
    MASK,
    Signed,
    SignedAct,
    covering,
    decode_redacted,
    differences,
    printed_forms,
    redact,
)
from dermadocs.errors import InputError, NotPermitted
from dermadocs.flows import estimating, redacting
from dermadocs.flows.proving import judging
from dermadocs.flows.proving.extract import read
from dermadocs.flows.proving.paper import attachments
from dermadocs.law import wording
from signatures import Authority, Trust

SECRETS = (
    "Whitcombe",
    "Hannah",
    "1988-03-14",
    "14 mars",
    "14/03",
    "Saddlers",
    "BS1 0ZZ",
    "Bristol",
    "Royaume",
    "0147@",
    "Europe/London",
    "herpes-history",
    "avion le lendemain",
)
OTHERS = (
    "Анна",
    "Kouznetsova",
    "KOUZNETSOVA",
    "Sergueïevna",
    "Anna",
    "1990-05-02",
    "Lindqvist",
    "tobacco",
    "Tabac",
)


@dataclasses.dataclass(frozen=True)
class Made:
    """A signed file, its source as judged, and the extract made of it."""

    path: Path
    source: redacting.Source
    extract: redacting.Extract

    @property
    def record(self) -> dict[str, Any]:
        return builtins(read(attachments(PdfReader(io.BytesIO(self.extract.pdf))))[0])


def made(folder: Path, pdf: bytes) -> Made:
    path = folder / "signed.pdf"
    path.write_bytes(pdf)
    source = redacting.source(path, JUDGED)
    return Made(path, source, redacting.extract(source, extract))


@pytest.fixture(scope="module")
def plain(life: Life, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("plain"), life.accepted.pdf)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A bilingual estimate with medical information, a name in another script, and names in free text."""
    case = example(
        ("/patient/given_names", "Anna Sergueïevna"),
        ("/patient/family_name", "Kouznetsova"),
        ("/patient/native_name", "Анна Сергеевна Кузнецова"),
        ("/patient/birth_date", "1990-05-02"),
        ("/consultation/interpreter", "Maja Lindqvist"),
        ("/risk_factors", ["tobacco"]),
        ("/estimate/procedure/indication", "atténuer les rides de Mme KOUZNETSOVA, à sa demande"),
        ("/estimate/exclusions/0", "ce que Maja Lindqvist facture"),
    )
    name, clock = "Cabinet entier", Clock(DAYS.set_up)
    authority = Authority.create(name, clock.now(), demonstration=True)
    with embedded(authority, case, secrets_of(name), clock.now(), clock.now) as practice:
        file = estimating.issue(
            practice, case, handle_of(name), clock.set(DAYS.signed), language="en", handed_over=notices_due(case)
        )
    return made(tmp_path_factory.mktemp("full"), file.pdf)


def every_byte(pdf: bytes) -> Iterator[bytes]:
    """The file, each stream of it decoded, and the text of its pages."""
    reader = PdfReader(io.BytesIO(pdf))
    yield pdf
    for number in range(1, len(reader.xref[0]) + 1):
        found = reader.get_object(number)
        yield repr(found).encode()
        if hasattr(found, "get_data"):
            yield found.get_data()
    yield from (page.extract_text().replace("\xa0", " ").encode() for page in reader.pages)


def traces(pdf: bytes, words: tuple[str, ...]) -> list[str]:
    """The words that stand anywhere in the file, in the encodings that PDF has for text."""
    parts = list(every_byte(pdf))
    coded = {(word, form): word.encode(form, "replace") for word in words for form in ("utf-8", "utf-16-be", "latin-1")}
    return [word for (word, _), code in coded.items() if len(code) > 2 and any(code in part for part in parts)]


def judged(pdf: bytes) -> dict[str, Any]:
    return judging.judge(pdf, {"trust": Trust(()).to_json(), "at": JUDGED.isoformat()})


# ---- nobody is named


def test_the_traces_are_found_where_they_are(plain: Made, full: Made) -> None:
    assert {*SECRETS} - {"0147@"} <= {*traces(plain.path.read_bytes(), SECRETS)}
    assert {"KOUZNETSOVA", "Lindqvist", "tobacco", "Tabac"} <= {*traces(full.path.read_bytes(), OTHERS)}


def test_nothing_in_any_byte_names_the_patient(plain: Made, full: Made) -> None:
    assert traces(plain.extract.pdf, SECRETS) == []
    assert traces(full.extract.pdf, OTHERS) == []


def test_salts_handles_and_fingerprints_of_the_copy_are_gone(full: Made) -> None:
    document = full.source.paper.document
    keys = (document.copy.handle, *(told.salt for told in document.identity_digests), b"Kouznetsova".hex())
    assert traces(full.extract.pdf, keys) == []
    assert len(document.identity_digests) == 5


def test_health_is_left_out_whether_or_not_there_was_any(plain: Made, full: Made) -> None:
    for record in (plain.record, full.record):
        assert record["content"] is None
        assert (record["dossier"]["risk_factors"], record["dossier"]["consent"]) == (None, None)
        assert {"/content", "/dossier/risk_factors", "/dossier/consent"} <= {*record["redacted"]}


def test_free_text_that_names_somebody_is_hidden_with_a_warning(plain: Made, full: Made) -> None:
    assert plain.extract.free_text == ()
    own = {"/dossier/estimate/procedure/indication", "/dossier/estimate/exclusions/0"}
    assert own <= {*full.extract.free_text}
    assert all(resolve(full.record, pointer) is None for pointer in full.extract.free_text)


def test_every_text_of_the_dossier_is_of_a_known_sort(plain: Made) -> None:
    """A field that the dossier gains later is decided upon: hidden, searched for names, or known to name no patient."""
    known = re.compile(
        r"/schema|/(practice|practitioners/\d+|facility)/.*|/consultation/(date|mode|practitioner|language)"
        r"|/estimate/(drafted_on|valid_until|proposed_on|met_by|anaesthetist|operators/\d+|totals/.*)"
        r"|/estimate/lines/\d+/(unit_price|vat_rate|payee)"
        r"|/estimate/procedure/(code|stay|anaesthesia|purpose|information_sheet/version)|/translations/\d+/language"
    )
    case, hidden = builtins(plain.source.paper.document)["dossier"], plain.record["redacted"]
    kept = [p for p, value in leaves(case) if isinstance(value, str) and not covering(f"/dossier{p}", hidden)]
    assert [p for p in kept if bool(known.fullmatch(p)) == bool(FREE_TEXT.fullmatch(f"/dossier{p}"))] == []


def test_representatives_are_hidden_but_for_their_capacity() -> None:
    person = {
        "id": "guardian", "title": "M.", "family_name": "Ashdown", "given_names": "Peter",
        "address": {"lines": ["3 Mill Lane"], "postal_code": None, "city": "Wells", "country": "GB"},
        "capacity": "guardian", "covers_person": True, "judgment": "tribunal de Wells, affaire Ashdown",
    }  # fmt: skip
    case = example(("/representatives/0", person))
    issue = render.Issue(bytes(5), "original", bytes(16), 0, bytes(16), "ab" * 32, DAYS.signed)
    document = decode_document(render.paper("estimate", case, issue, wording.all()).document)
    acts = tuple(SignedAct(field=f.field, signed=True) for f in document.fields)
    pdf = extract(redact(document, Signed(file_sha256="0" * 64, document_sha256="1" * 64, acts=acts)))
    assert traces(pdf, ("Ashdown", "ASHDOWN", "Peter", "Mill Lane", "Wells", "guardian-", "Whitcombe")) == []
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "tuteur ou tutrice, occulté" in text.replace("Tuteur", "tuteur")
    assert judged(pdf)["reasons"] == ["REDACTED_COPY"]


def test_one_patients_record_does_not_open_the_digests_of_another(plain: Made) -> None:
    """With the salt a birth date can be tried out, so no two copies share one."""
    again = render.Issue(b"other", "original", bytes(16), 0, secrets_of("Cabinet d’essai").salt, "ab" * 32, DAYS.signed)
    told = json.loads(render.paper("estimate", example(), again, wording.all()).document)["identity_digests"]
    ours = {digest.salt for digest in plain.source.paper.document.identity_digests}
    assert ours.isdisjoint(digest["salt"] for digest in told)
    assert IdentityDigest.__struct_fields__ == ("pointer", "salt", "sha256")


# ---- it is what it says, and nothing more


def test_an_extract_is_never_valid_and_sends_the_reader_to_the_signed_file(plain: Made, full: Made) -> None:
    for one in (plain, full):
        answer = judged(one.extract.pdf)
        assert (answer["verdict"], answer["integrity"], answer["reasons"]) == (
            "INDETERMINATE",
            "GOOD",
            ["REDACTED_COPY"],
        )
        assert one.source.signed.file_sha256 in answer["messages"][0]["message"]
        assert one.source.signed.document_sha256 in answer["messages"][0]["message"]
        assert (answer["data"], answer["law"]) == (None, None)


def test_it_has_no_field_no_code_and_says_on_each_page_what_it_is(plain: Made) -> None:
    reader = PdfReader(io.BytesIO(plain.extract.pdf))
    assert "/AcroForm" not in reader.trailer["/Root"]
    texts = [page.extract_text() for page in reader.pages]
    assert all("pas l’original" in text and "Brouillon" not in text and "AAAAAA" not in text for text in texts)
    assert all("exemplaire :" not in text for text in texts)
    assert "ne doit pas être signé" in texts[0]
    assert hashlib.sha256(plain.path.read_bytes()).hexdigest() in texts[0]
    assert " ".join(" ".join(texts).split()).count("signé dans le fichier d’origine ; signature non reproduite") == 3
    assert set(attachments(reader)) == {"redacted.json"}
    assert reader.metadata is not None
    assert reader.metadata.title == "Extrait occulté pour inspection, devis 2026-0147, révision 1"


def test_what_is_not_signed_is_said(full: Made) -> None:
    assert [act["signed"] for act in full.record["signed"]["acts"]] == [True, False, False]


def test_same_file_same_bytes(plain: Made) -> None:
    again = redacting.extract(redacting.source(plain.path, DAYS.accepted), extract)
    assert again == plain.extract


def test_the_mask_is_the_only_form_of_a_hidden_leaf(plain: Made) -> None:
    assert printed_forms("/dossier/patient/address/city", plain.record) == {MASK}
    assert "Claire" in printed_forms("/dossier/practitioners/0/given_names", plain.record)


# ---- the tie


def test_an_extract_is_tied_to_its_signed_file_and_to_no_other(
    plain: Made, full: Made, life: Life, tmp_path: Path
) -> None:
    for one in (plain, full):
        path = tmp_path / "extract.pdf"
        path.write_bytes(one.extract.pdf)
        assert redacting.tied(path, one.source, JUDGED) == []
    before = tmp_path / "before.pdf"
    before.write_bytes(life.received.pdf)
    path.write_bytes(plain.extract.pdf)
    wrong = redacting.tied(path, redacting.source(before, JUDGED), JUDGED)
    assert "it was made from another file, or from this one before a later act" in wrong
    assert "it was made from another document.json" in redacting.tied(path, full.source, JUDGED)


CHANGES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a price": lambda r: r["dossier"]["estimate"]["lines"][0].update(unit_price="1.00"),
    "an identity digest": lambda r: r["identity_digests"][0].update(sha256="0" * 64),
    "a line hidden": lambda r: r["dossier"]["estimate"]["lines"][0].update(label=None),
    "identity shown": lambda r: r["dossier"]["patient"].update(family_name="Whitcombe"),
    "a hidden place not named": lambda r: r["redacted"].remove("/dossier/patient/family_name"),
    "a place more hidden": lambda r: r["redacted"].append("/dossier/estimate/lines/0/label"),
    "an act claimed": lambda r: r["signed"]["acts"][0].update(signed=False),
    "a number for a boolean": lambda r: r["signed"]["acts"][0].update(signed=1),
    "a list made empty": lambda r: r["dossier"].update(practitioners=[]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_the_record_unties_it(plain: Made, change: str) -> None:
    record = plain.record
    CHANGES[change](record)
    assert differences(record, plain.source.paper.document, plain.source.signed)


def test_pages_that_tell_another_story_untie_it(plain: Made, tmp_path: Path) -> None:
    redaction = redact(plain.source.paper.document, plain.source.signed)
    label = redaction.stand_in.dossier.estimate.lines[0].label
    path = tmp_path / "forged.pdf"
    forged = json.loads(canonical(redaction.stand_in).replace(label.encode(), b"Greffe de cheveux"))
    pages = extract(dataclasses.replace(redaction, stand_in=convert(forged, type(redaction.stand_in), "x")))
    path.write_bytes(pages)
    assert any("not a printed form" in why for why in redacting.tied(path, plain.source, JUDGED))
    assert judged(pages)["verdict"] == "INVALID"


# ---- what has no extract


def test_what_is_not_a_signed_estimate_of_ours_is_refused(plain: Made, life: Life, tmp_path: Path) -> None:
    path = tmp_path / "given.pdf"

    def refused(data: bytes, kind: type[Exception], why: str) -> None:
        path.write_bytes(data)
        with pytest.raises(kind, match=why) as caught:
            redacting.source(path, JUDGED)
        assert "\n" not in str(caught.value)

    refused(life.scene.draft().pdf, NotPermitted, "not signed")
    refused(life.accepted.pdf.replace(b"/Contents <3", b"/Contents <4", 1) + b"x", NotPermitted, "INVALID")
    refused(plain.extract.pdf, InputError, "already an extract")
    refused(b"%PDF-1.7 nothing", InputError, "given.pdf")
    with pytest.raises(InputError, match=r"no redacted\.json"):
        redacting.tied(plain.path, plain.source, JUDGED)


def test_an_older_template_is_refused_not_imitated(plain: Made) -> None:
    document = plain.source.paper.document
    older = structs.replace(document, template=structs.replace(document.template, version="1"))
    with pytest.raises(InputError, match="version 1 of the template"):
        extract(redact(older, plain.source.signed))


@pytest.mark.parametrize("data", [b"{}", b"[]", b"\xff", b'{"schema": "dermadocs/redacted/2"}'])
def test_a_record_that_is_none_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        decode_redacted(data)
    assert "\n" not in str(caught.value)


def test_an_extract_of_an_arabic_estimate_names_nobody_in_either_script_and_tells_one_story() -> None:
    case = example(
        ("/patient/given_names", "Hanaa"), ("/patient/family_name", "Mansour"), ("/patient/native_name", "هناء منصور")
    )
    issue = render.Issue(bytes(5), "original", bytes(16), 0, bytes(16), "ab" * 32, DAYS.signed)
    document = decode_document(render.paper("estimate", case, issue, wording.all(), language="ar").document)
    acts = tuple(SignedAct(field=f.field, signed=True) for f in document.fields)
    pdf = extract(redact(document, Signed(file_sha256="0" * 64, document_sha256="1" * 64, acts=acts)))
    assert traces(pdf, ("Mansour", "MANSOUR", "Hanaa", "هناء", "منصور")) == []
    assert "مهلة" in "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert judged(pdf)["reasons"] == ["REDACTED_COPY"]
