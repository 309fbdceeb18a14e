"""What hangs on something that the library's comparison of revisions passes by is compared all the same."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from foreign_kinds import fill, plain, proven, with_text, written
from forgery_aside import ASIDE
from forgery_changes import page
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import cms_embedder
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp
from test_foreign_files import token_of_digest
from verify_world import START, QuietWriter, World, blank, forged_archive, judge, numbers, shared, update

from signatures import Integrity, Verdict

AT = START + timedelta(days=20)


@pytest.fixture(scope="module")
def made() -> World:
    return shared()[0]


@pytest.mark.parametrize("aside", ASIDE)
def test_what_was_prepared_is_sound_until_it_is_set_off(made: World, aside: str) -> None:
    signed = written(made, ASIDE[aside].prepared)
    assert judge(made, signed, AT, None).verdict is Verdict.VALID
    report = judge(made, ASIDE[aside].set_off(signed), AT, None)
    assert report.verdict is Verdict.INVALID, report.diagnostics()
    assert "CHANGED_AFTER_SIGNING" in report.codes


def field(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    found: generic.DictionaryObject = writer.root["/AcroForm"]["/Fields"][0]
    return found


@pytest.mark.parametrize(("where", "key"), [(page, "/Type"), (field, "/FT"), (field, "/Subtype")])
def test_names_that_become_strings_in_a_file_of_ours(
    made: World, where: Callable[[IncrementalPdfFileWriter], generic.DictionaryObject], key: str
) -> None:
    """The newest timestamp covers it; nothing was prepared."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        one = where(writer)
        one[key] = generic.pdf_string(str(one[key]))
        writer.update_container(one)

    forged = forged_archive(made, update(shared()[1].last, change), "Archive9", START + timedelta(days=1))
    report = judge(made, forged, AT)
    assert report.verdict is Verdict.INVALID, report.diagnostics()
    assert "CHANGED_AFTER_SIGNING" in report.codes


def test_a_clock_vouches_for_nothing_that_was_filled_in(made: World) -> None:
    signed = proven(made, plain(made, with_text()))
    assert judge(made, signed, AT, None).integrity is Integrity.GOOD
    stamped = forged_archive(made, update(signed, fill), "Archive1", START + timedelta(minutes=5))
    report = judge(made, stamped, AT, None)
    assert report.verdict is Verdict.INVALID, report.diagnostics()
    assert "CHANGED_AFTER_SIGNING" in report.codes


def painted(made: World, pdf: bytes, field: str, new: SigFieldSpec | None) -> bytes:
    """A document timestamp whose field draws over the page."""
    writer = QuietWriter(io.BytesIO(pdf))
    steps = cms_embedder.PdfCMSEmbedder(new_field_spec=new).write_cms(field_name=field, writer=writer)
    widget = next(steps).get_object()
    form = generic.StreamObject(stream_data=b"1 1 1 rg 0 0 600 850 re f")
    form["/Type"], form["/Subtype"], form["/BBox"] = name("/XObject"), name("/Form"), numbers(0, 0, 600, 850)
    widget["/AP"] = generic.DictionaryObject({name("/N"): writer.add_object(form)})
    writer.update_container(widget)
    steps.send(cms_embedder.SigObjSetup(sig_placeholder=DocumentTimestamp(bytes_reserved=16384)))
    digest, output = steps.send(cms_embedder.SigIOSetup(md_algorithm="sha256", in_place=False))
    steps.send(token_of_digest(made, digest.document_digest))
    return bytes(output.getvalue())


@pytest.mark.parametrize("new", [None, SigFieldSpec("Stamp", box=(0, 0, 595, 842))], ids=["prepared", "new"])
def test_a_clock_draws_nothing_on_a_page(made: World, new: SigFieldSpec | None) -> None:
    signed = proven(made, plain(made, blank()))
    report = judge(made, painted(made, signed, "Stamp" if new else "Receipt1", new), AT, None)
    assert report.verdict is Verdict.INDETERMINATE, report.diagnostics()
    assert any("draws over a page" in reason.message for reason in report.reasons)
