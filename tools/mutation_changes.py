"""What can be changed about the law, one small thing at a time, and probes that tell which tests come by there."""

from __future__ import annotations

import ast
import gc
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SWAPS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
EDGES = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
REACH = "__reach__"
"""The name that a probe calls with its place; whoever runs probed code makes it a builtin."""
COMPARE = "__compare__"
"""The same for `<`, `<=`, `>`, `>=`: only where both sides are equal is the neighbour another answer."""


class Home(NamedTuple):
    """The innermost function around a change, as its code object names itself."""

    file: str
    line: int
    name: str


@dataclass(frozen=True)
class Mutant:
    """One change: in which file, at which node of its tree, what it was and what it is.

    `home` is the function it stands in; None for what runs when the module is imported.
    """

    file: str
    place: int
    number: int
    line: int
    what: str
    home: Home | None
    key: str
    """What the cache knows it by: changes with the file's code, not with its line numbers."""

    @property
    def probe(self) -> str:
        """The name of its place."""
        return f"{self.file}:{self.place}"

    def tree(self) -> ast.Module:
        """The changed file; every line keeps its number."""
        tree = ast.parse((ROOT / self.file).read_text("utf-8"))
        _apply(list(ast.walk(tree))[self.place], self.number)
        return ast.fix_missing_locations(tree)

    def code(self) -> CodeType:
        """The same, compiled."""
        return compile(self.tree(), ROOT / self.file, "exec")


def targets() -> list[str]:
    """The files that are changed."""
    law = sorted((ROOT / "dermadocs" / "law").rglob("*.py"))
    paths = [ROOT / "dermadocs" / "domain" / "reflection.py", *(path for path in law if path.name != "__init__.py")]
    return [str(path.relative_to(ROOT)) for path in paths]


def mutants(file: str) -> Iterator[Mutant]:
    """Every change of one file."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    text, homes = ast.unparse(tree), dict(_homes(tree, file, None))
    for place, node in enumerate(ast.walk(tree)):
        for number, what in enumerate(_changes(node)):
            key = hashlib.sha256(f"{file}\0{text}\0{place}\0{number}".encode()).hexdigest()[:24]
            yield Mutant(file, place, number, getattr(node, "lineno", 0), what, homes[node], key)


def _homes(node: ast.AST, file: str, home: Home | None) -> Iterator[tuple[ast.AST, Home | None]]:
    """Each node with the function whose running runs it; defaults and decorators run where the function is made."""
    yield node, home
    inner = home
    if isinstance(node, ast.FunctionDef):
        inner = Home(file, (node.decorator_list[0] if node.decorator_list else node).lineno, node.name)
    elif isinstance(node, ast.Lambda):
        inner = Home(file, node.lineno, "<lambda>")
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _homes(child, file, inner if field == "body" else home)


def _changes(node: ast.AST) -> list[str]:
    """What can be changed about a node, in words; the order is that of `_apply`."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in SWAPS:
        old, new = type(node.ops[0]), SWAPS[type(node.ops[0])]
        return [f"{old.__name__} becomes {new.__name__}: {ast.unparse(node)}"]
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return [f"{node.value} becomes {node.value + 1}", f"{node.value} becomes {node.value - 1}"]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return [f"not taken away: {ast.unparse(node)}"]
    if isinstance(node, ast.BoolOp):
        return [f"{type(node.op).__name__} turned round: {ast.unparse(node)}"]
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield) and node.value.value is not None:
        return [f"not told: {ast.unparse(node)}"]
    return []


def _apply(node: ast.AST, number: int) -> None:
    if isinstance(node, ast.Compare):
        node.ops = [SWAPS[type(node.ops[0])]()]
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        node.value += 1 if number == 0 else -1
    elif isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd()  # `+x` of a truth value is that value; of anything else an error, which is noticed
        node.operand = ast.Call(ast.Name("bool", ast.Load()), [node.operand], [])
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.Expr):
        node.value = ast.YieldFrom(ast.Tuple([], ast.Load()))


class _Probes(ast.NodeTransformer):
    """Puts before every node that can be changed a call that tells its place."""

    def __init__(self, tree: ast.Module, file: str) -> None:
        self.names = {node: f"{file}:{place}" for place, node in enumerate(ast.walk(tree)) if _changes(node)}

    def visit(self, node: ast.AST) -> ast.AST:
        """The node, a probe before it if it can be changed."""
        name = self.names.get(node)
        self.generic_visit(node)
        if name is None:
            return node
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], EDGES):
            word = ast.Constant(type(node.ops[0]).__name__)
            probe = ast.Name(COMPARE, ast.Load())
            return ast.copy_location(
                ast.Call(probe, [ast.Constant(name), word, node.left, *node.comparators], []), node
            )
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield) and node.value.value is not None:
            node.value.value = _after(name, node.value.value)
            return node
        assert isinstance(node, ast.expr)
        return _after(name, node)


def _after(name: str, node: ast.expr) -> ast.expr:
    told = ast.Call(ast.Name(REACH, ast.Load()), [ast.Constant(name)], [])
    both = ast.Tuple([told, node], ast.Load())
    return ast.copy_location(ast.Subscript(both, ast.Constant(1), ast.Load()), node)


def probed(file: str) -> CodeType:
    """The file with its probes: it does what it did, and tells which places were come by."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    _Probes(tree, file).visit(tree)  # a module is no node that can be changed: it stays the same object
    return compile(ast.fix_missing_locations(tree), ROOT / file, "exec")


class Name(NamedTuple):
    """What tells the code objects of a file apart: where it begins, its name, and which of several alike it is."""

    line: int
    name: str
    nth: int


def codes(whole: CodeType) -> dict[Name, CodeType]:
    """Every code object inside that of a module."""
    found: dict[Name, CodeType] = {}
    for code in _inside(whole):
        nth = sum((name.line, name.name) == (code.co_firstlineno, code.co_qualname) for name in found)
        found[Name(code.co_firstlineno, code.co_qualname, nth)] = code
    return found


def _inside(code: CodeType) -> Iterator[CodeType]:
    for value in code.co_consts:
        if isinstance(value, CodeType):
            yield value
            yield from _inside(value)


Live = Mapping[str, Mapping[Name, Sequence[FunctionType]]]
"""By file, and by the name of their code."""


def live_functions() -> dict[str, dict[Name, list[FunctionType]]]:
    """Every function of the changed files that there is, by the name of its code: closures and methods too."""
    functions = [thing for thing in gc.get_objects() if isinstance(thing, FunctionType)]
    found: dict[str, dict[Name, list[FunctionType]]] = {}
    for file in targets():
        whole = compile((ROOT / file).read_text("utf-8"), ROOT / file, "exec")
        path, named = str(ROOT / file), {code: name for name, code in codes(whole).items()}
        here = found.setdefault(file, defaultdict(list))
        for function in functions:
            if function.__code__.co_filename == path:
                here[named[function.__code__]].append(function)
    return found


def swap(live: Mapping[Name, Sequence[FunctionType]], new: Mapping[Name, CodeType]) -> bool:
    """Give each function its new code where that differs; False when none did."""
    swapped = False
    for name, functions in live.items():
        for function in functions:
            if name in new and function.__code__ != new[name]:
                function.__code__ = new[name]
                swapped = True
    return swapped
