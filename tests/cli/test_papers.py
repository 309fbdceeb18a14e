"""`dermadocs check`, `schema` and `render`: what a practice is told of its input, and what is left when it is wrong."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from world import EXAMPLE, RAW, command

from dermadocs.cli import main
from dermadocs.cli.papers import write_new
from dermadocs.errors import InputError

ON = ("--on", "2026-11-02")


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """The command in this process: exit code, output, errors."""
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    told = capsys.readouterr()
    code = left.value.code
    return code if isinstance(code, int) else 0, told.out, told.err


def changed(pointer: str, value: Any) -> bytes:
    """The example as JSON with something put at a pointer; `...` takes it away."""
    raw = copy.deepcopy(RAW)
    *path, last = pointer.split("/")[1:]
    place: Any = raw
    for step in path:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if value is ...:
        del place[last]
    else:
        place[int(last) if isinstance(place, list) else last] = value
    return json.dumps(raw, ensure_ascii=False).encode("utf-8", "surrogatepass")


def text(old: str, new: str) -> bytes:
    """The example's own text with one passage replaced."""
    assert EXAMPLE.read_text("utf-8").count(old) == 1
    return EXAMPLE.read_bytes().replace(old.encode(), new.encode())


# ---- check


def test_the_example_is_lawful_on_its_day() -> None:
    done = command("check", "examples/dermabrasion.json", *ON)
    assert done.returncode == 0
    assert {line.split()[0] for line in done.stdout.splitlines()} == {"question"}
    assert done.stderr == "examples/dermabrasion.json: 0 findings, 0 blocking; 10 questions\n"


MALFORMED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "dossier"),
    "not JSON": (b'{"schema": ', "dossier"),
    "a comma too many": (text('"representatives": [],', '"representatives": [,],'), "dossier"),
    "no UTF-8": ("{«}".encode("latin-1"), "dossier"),
    "a list": (b"[]", "dossier"),
    "nested without end": (b"[" * 100_000, "dossier"),
    "unknown field": (changed("/patient/nickname", "Han"), "/patient/nickname"),
    "missing field": (changed("/patient/time_zone", ...), "/patient/time_zone"),
    "key twice": (text('"place": "Lyon",', '"place": "Lyon", "place": "Nice",'), "/estimate/place"),
    "another schema": (changed("/schema", "dermadocs/dossier/2"), "/schema"),
    "negative cents": (changed("/estimate/lines/0/unit_price", "-750.00"), "/estimate/lines/0/unit_price"),
    "fractional cents": (changed("/estimate/lines/0/unit_price", "750.005"), "/estimate/lines/0/unit_price"),
    "a float": (changed("/estimate/lines/0/unit_price", 750.0), "/estimate/lines/0/unit_price"),
    "a price before tax and with it": (changed("/estimate/lines/0/unit_price_gross", "900.00"), "/estimate/lines/0"),
    "no price": (changed("/estimate/lines/0/unit_price", ...), "/estimate/lines/0"),
    "a comma in an amount": (changed("/estimate/totals/gross", "1500,00"), "/estimate/totals/gross"),
    "no amount at all": (changed("/estimate/totals/gross", "NaN"), "/estimate/totals/gross"),
    "a date of no calendar": (changed("/estimate/drafted_on", "2026-02-30"), "/estimate/drafted_on"),
    "a French date": (changed("/estimate/drafted_on", "02/11/2026"), "/estimate/drafted_on"),
    "ten digits": (changed("/practitioners/0/rpps", "1000000000"), "/practitioners/0/rpps"),
    "zero of something": (changed("/estimate/lines/0/quantity", 0), "/estimate/lines/0/quantity"),
    "no line": (changed("/estimate/lines", []), "/estimate/lines"),
    "an invisible character": (changed("/patient/family_name", "Whit\u202ecombe"), "/patient/family_name"),
    "half a character": (changed("/patient/family_name", "Whit\ud800combe"), "dossier"),
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_malformed_input_is_refused_by_its_place(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, pointer = MALFORMED[kind]
    file = tmp_path / "case.json"
    file.write_bytes(data)
    code, out, err = run(capsys, "check", file, *ON)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert err.startswith(f"dermadocs: {pointer}: ")
    assert len(err) < 400


UNLAWFUL: dict[str, tuple[bytes, str, str]] = {
    "wrong key digit": (changed("/practitioners/0/rpps", "10000000008"), "/practitioners/0/rpps", "ID-02"),
    "wrong key of the SIREN": (changed("/practice/siren", "000147008"), "/practice/siren", "VAT-05"),
    "totals that disagree": (changed("/estimate/totals/gross", "1499.99"), "/estimate/totals/gross", "PRICE-02"),
    "reduced VAT": (changed("/estimate/lines/3/vat_rate", "10.0"), "/estimate/lines/3/vat_rate", "VAT-01"),
    "a deposit": (changed("/estimate/lines/4/label", "Acompte"), "/estimate/lines/4/label", "PRICE-06"),
    "a minor": (changed("/patient/birth_date", "2008-11-03"), "/patient/birth_date", "MIN-06"),
    "too soon": (changed("/estimate/proposed_on", "2026-11-17"), "/estimate/proposed_on", "ARR1996-2-05"),
    "offer too short": (changed("/estimate/valid_until", "2026-12-01"), "/estimate/valid_until", "PRICE-05"),
    "interview after drafting": (changed("/consultation/date", "2026-11-03"), "/consultation/date", "CSP-L1111-2-02"),
    "nobody's line": (changed("/estimate/lines/0/payee", "friend"), "/estimate/lines/0/payee", "PRICE-04"),
    "no place on earth": (changed("/patient/time_zone", "Mars/Olympus"), "/patient/time_zone", "NU-05"),
}


@pytest.mark.parametrize("kind", UNLAWFUL)
def test_a_breach_is_named_with_its_rule(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, pointer, rule = UNLAWFUL[kind]
    file = tmp_path / "case.json"
    file.write_bytes(data)
    code, out, err = run(capsys, "check", file, *ON)
    assert code == 1
    assert any(line.startswith(f"blocking {pointer}: ") and line.endswith(f"({rule})") for line in out.splitlines())
    assert "Traceback" not in err


def test_a_breach_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, pointer, rule = UNLAWFUL["wrong key digit"]
    (tmp_path / "case.json").write_bytes(data)
    code, out, err = run(capsys, "check", tmp_path / "case.json", "--json", *ON)
    found, *questions = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (1, "")
    assert set(found) == {"rule", "status", "severity", "citation", "message", "where"}
    assert (found["where"], found["rule"], found["severity"]) == (pointer, rule, "blocking")
    assert {question["status"] for question in questions} == {"ASK"}


def test_the_example_lies_in_the_future_of_the_day_before(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check", EXAMPLE, "--on", "2026-11-01")
    assert code == 1
    assert "/estimate/drafted_on: 2026-11-02 lies in the future of 2026-11-01; correct the date (T-09)" in out


def test_a_day_outside_the_known_law_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for day in ("1990-01-01", "2090-01-01"):
        code, out, err = run(capsys, "check", EXAMPLE, "--on", day)
        assert (code, out, len(err.splitlines())) == (2, "", 1)
        assert f"not on {day}" in err


def test_a_day_that_is_none_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "check", EXAMPLE, "--on", "2026-02-30")
    assert code == 2
    assert "is no date" in err


def test_an_enormous_file_is_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (tmp_path / "big.json").open("wb") as file:
        file.truncate(3 * 1024 * 1024)
    code, _, err = run(capsys, "check", tmp_path / "big.json", *ON)
    assert code == 2
    assert "larger than" in err


# ---- schema


@pytest.mark.parametrize("kind", ["dossier", "document"])
def test_the_schema_is_one(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "schema", kind)
    schema = json.loads(out)
    assert (code, err) == (0, "")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:dermadocs/{kind}/1"
    assert all(reference.removeprefix("#/$defs/") in schema["$defs"] for reference in references(schema))


def references(schema: Any) -> list[str]:
    if isinstance(schema, dict):
        own = [schema["$ref"]] if isinstance(schema.get("$ref"), str) else []
        return own + [found for value in schema.values() for found in references(value)]
    return [found for value in schema for found in references(value)] if isinstance(schema, list) else []


def fits(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    """Whether plain data have the shape of a schema: types, keys, alternatives."""
    if "$ref" in schema:
        return fits(root["$defs"][schema["$ref"].removeprefix("#/$defs/")], value, root)
    if "anyOf" in schema:
        return any(fits(part, value, root) for part in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    if "const" in schema:
        return value == schema["const"]
    kinds: dict[str, Callable[[Any], bool]] = {
        "object": lambda v: (
            isinstance(v, dict)
            and set(schema.get("required", ())) <= set(v) <= set(schema["properties"])
            and all(fits(schema["properties"][key], item, root) for key, item in v.items())
        ),
        "array": lambda v: isinstance(v, list) and all(fits(schema["items"], item, root) for item in v),
        "string": lambda v: isinstance(v, str),
        "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
        "boolean": lambda v: isinstance(v, bool),
        "null": lambda v: v is None,
    }
    return kinds[schema["type"]](value)


def test_the_example_has_the_shape_of_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "schema", "dossier")
    schema = json.loads(out)
    assert fits(schema, RAW, schema)
    assert not fits(schema, {**RAW, "remark": "x"}, schema)
    assert not fits(schema, {**RAW, "patient": None}, schema)


# ---- render


def test_a_draft_says_that_it_is_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "draft.pdf"
    code, out, err = run(capsys, "render", EXAMPLE, "-o", output, *ON)
    assert (code, out, err) == (0, f"{output}\n", "")
    reader = PdfReader(io.BytesIO(output.read_bytes()))
    assert all("Brouillon" in page.extract_text() for page in reader.pages)
    assert not reader.get_fields()
    assert [path.name for path in tmp_path.iterdir()] == ["draft.pdf"]


def test_the_same_draft_is_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one.pdf", "two.pdf"):
        run(capsys, "render", EXAMPLE, "-o", tmp_path / name, *ON)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


@pytest.mark.parametrize(
    ("data", "code", "pointer"),
    [
        (MALFORMED["unknown field"][0], 2, "/patient/nickname"),
        (UNLAWFUL["totals that disagree"][0], 1, "/estimate/totals/gross"),
        (changed("/patient/native_name", "\U0001f980"), 2, "/patient/native_name"),
    ],
    ids=["form", "rule", "glyph"],
)
def test_a_failing_render_leaves_nothing(
    data: bytes, code: int, pointer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, output = tmp_path / "case.json", tmp_path / "draft.pdf"
    case.write_bytes(data)
    found, out, err = run(capsys, "render", case, "-o", output, *ON)
    assert (found, out) == (code, "")
    assert len(err.splitlines()) == 1
    assert pointer in err
    assert [path.name for path in tmp_path.iterdir()] == ["case.json"]


def test_nothing_is_half_written_where_there_is_no_place(tmp_path: Path) -> None:
    """A full disk, stood in for by a folder in the way: what was there survives, no scrap is left."""
    (tmp_path / "draft.pdf").mkdir()
    with pytest.raises(InputError, match=r"draft\.pdf"):
        write_new(tmp_path / "draft.pdf", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["draft.pdf"]
    with pytest.raises(InputError, match="No such file"):
        write_new(tmp_path / "nowhere" / "draft.pdf", b"new")


@pytest.mark.parametrize("words", [("render",), ("prices",), ("law", "report", "--html")])
def test_what_a_result_is_made_from_stays(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its own name or by a link; and so does what it has nothing to do with: it may be the only copy of a paper."""
    case, link, hard = (tmp_path / name for name in ("case.json", "link.json", "hard.json"))
    other = tmp_path.with_name(f"{tmp_path.name}-signed.pdf")  # not in the folder that is reported on
    case.write_bytes(Path("examples/dermabrasion.json").read_bytes())
    link.symlink_to(case)
    hard.hardlink_to(case)
    other.write_bytes(b"signed")
    before = case.read_bytes()
    why = dict.fromkeys(
        (case, link, hard), "is read by this command and stays as it is; name another file for the result"
    )
    why[other] = "is there already and stays as it is; name another file for the result, or remove this one first"
    for place in why:
        more = (place, case) if words[0] == "law" else (case, "-o", place)
        found, out, err = run(capsys, *words, *more)
        assert (found, out) == (2, "")
        assert err == f"dermadocs: {place} {why[place]}\n"
    assert (case.read_bytes(), other.read_bytes()) == (before, b"signed")
