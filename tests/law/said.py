"""Every sentence that the house says of the law and of acts, collected from its source: what the catalogues must know."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from world import CHECKOUT

from dermadocs.telling import SENTENCES

HOUSE = CHECKOUT / "dermadocs"
ROOMS = ("law", "law/rules", "law/foreign", "domain", "flows")
ALONE = ("sentence.py", "errors.py", "refusals.py", "flows/proving/lawful.py", "flows/proving/reviewing.py")
PLACES = {
    **dict.fromkeys(("breach", "Note"), (1, 2)),
    **dict.fromkeys(("question", "ask"), (2,)),
    **dict.fromkeys(("not_applicable", "Refusal", "Busy", "Absent", "Unrecorded", "say", "_report", "no_law"), (0,)),
    **dict.fromkeys(("NotPermitted", "LawBreach", "InputError", "Damaged"), (1,)),
    **dict.fromkeys(("Next", "Fault", "Due", "shows", "card", "_card"), (1,)),
    "Item": (1, 2),
    **dict.fromkeys(("present", "forbids", "Rule"), ()),
}
"""Where a call takes a sentence; a `Note` takes it one later, behind its outcome."""
NAMED = {"cure", "title", "what", "why"} | SENTENCES
ANSWERS = {"fault", "text_fault", "_gate", "why_not", "_not_exempt", "words"}
"""Functions whose answer is a sentence."""


@dataclass(frozen=True)
class Said:
    """A sentence as it stands in the source; `template` None for one that is put together on the spot."""

    template: str | None
    where: str


@functools.cache
def every() -> list[Said]:
    """All sentences of the covered rooms."""
    files = [file for room in ROOMS for file in sorted((HOUSE / room).glob("*.py"))]
    return [said for file in (*files, *(HOUSE / name for name in ALONE)) for said in _of(file)]


MET = frozenset(["KeyUnavailable", "ClockUnavailable", "ClockNotQualified", "RevocationMissing"])
MET |= frozenset(["WrongOrder", "NotPermitted", "FieldAlreadySigned"])
"""What a surgeon meets of the errors of `signatures`, which stands alone and knows no `say`."""


@functools.cache
def of_keys() -> list[str]:
    """What keys, clocks and signature fields refuse, as templates whose places are the expressions put in."""
    files = [file for room in ("signatures", "dermadocs/bootstrap") for file in sorted((CHECKOUT / room).rglob("*.py"))]
    calls = (node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    made = (node for node in calls if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MET)
    return [
        _template(node.args[0]) for node in made if node.args and isinstance(node.args[0], ast.JoinedStr | ast.Constant)
    ]


def _template(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_template, node.values))
    return str(node.value) if isinstance(node, ast.Constant) else "{}"


def _of(file: Path) -> Iterator[Said]:
    tree = ast.parse(file.read_text("utf-8"))
    name = file.relative_to(HOUSE).as_posix()
    for node, scopes in _walk(tree, ()):
        for found in _sentences(node):
            for text, line in _texts(found, (*scopes, tree), frozenset()):
                if text != "":
                    yield Said(text, f"{name}:{line}")


def _walk(node: ast.AST, scopes: tuple[ast.AST, ...]) -> Iterator[tuple[ast.AST, tuple[ast.AST, ...]]]:
    for child in ast.iter_child_nodes(node):
        inner = (child, *scopes) if isinstance(child, ast.FunctionDef) else scopes
        yield child, inner
        yield from _walk(child, inner)


def _sentences(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions of a node that are sentences."""
    if isinstance(node, ast.FunctionDef) and node.name in ANSWERS:
        yield from (one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value is not None)
    if not isinstance(node, ast.Call):
        return
    called = str(getattr(node.func, "id", getattr(node.func, "attr", "")))
    if called == "tells":
        yield from (one.elts[0] for one in node.args if isinstance(one, ast.Tuple))
    if called not in PLACES:
        return
    later = called == "Note"
    yield from (node.args[place + later] for place in PLACES[called] if place + later < len(node.args))
    yield from (one.value for one in node.keywords if one.arg in NAMED)


def _texts(node: ast.expr, scopes: tuple[ast.AST, ...], seen: frozenset[str]) -> Iterator[tuple[str | None, int]]:
    """The literal texts that an expression can be; None for text put together, as by an f-string."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node.value, node.lineno
    elif isinstance(node, ast.JoinedStr | ast.BinOp):
        yield None, node.lineno
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body, scopes, seen), *_texts(node.orelse, scopes, seen))
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _texts(value, scopes, seen)
    elif isinstance(node, ast.Name) and node.id not in seen:
        for value in _assigned(node.id, scopes):
            yield from _texts(value, scopes, seen | {node.id})


def _assigned(name: str, scopes: tuple[ast.AST, ...]) -> Iterator[ast.expr]:
    """What a name stands for: in its own function, in those around it, at the top of the module."""
    for scope in scopes:
        for node in scope.body if isinstance(scope, ast.Module) else ast.walk(scope):
            if isinstance(node, ast.Assign):
                targets, value = node.targets, node.value
            elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
                targets, value = [node.target], node.value
            else:
                continue
            for target in targets:
                yield from _bound(name, target, value)


def _bound(name: str, target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, its in zip(target.elts, value.elts, strict=True):
            yield from _bound(name, one, its)
