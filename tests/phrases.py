"""What the core says, read from its source: sentences that may reach the window, and faults told without a phrase."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import mineral_desk

ROOT = Path(mineral_desk.__file__).parent
ROOMS = ("domain", "vision", "catalogue", "services")
PHRASE_MAKERS = frozenset({"said", "phrase_of", "reason_of", "listed", "Phrase"})
FIELDS_OF_FAULTS = frozenset({"message", "hint"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(slots=True)
class Found:
    """``sentences`` with the places where they stand; ``offences`` are faults that no other language could tell."""

    sentences: dict[str, str] = field(default_factory=dict)
    offences: list[str] = field(default_factory=list)
    faults_of: dict[str, set[str]] = field(default_factory=dict)
    """The sentences of each class of faults."""


@cache
def core_phrases() -> Found:
    """Of all four rooms."""
    trees = {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
    }
    found = Found()
    reader = _Reader(trees, found)
    for path in trees:
        reader.read(path)
    return found


class _Reader:
    def __init__(self, trees: dict[Path, ast.Module], found: Found) -> None:
        self._trees, self._found = trees, found
        nodes = [node for tree in trees.values() for node in ast.walk(tree)]
        self._faults = _subclasses(nodes, "MineralDeskError")
        self._phrasing = {
            node.name
            for node in nodes
            if isinstance(node, _FUNCTIONS) and node.returns is not None and "Phrase" in ast.unparse(node.returns)
        }

    def read(self, path: Path) -> None:
        """One file."""
        tree = self._trees[path]
        for node, around in _with_functions(tree, ()):
            if not isinstance(node, ast.Call):
                continue
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            if _name(node.func) == "said":
                self._said(node, where)
            elif _name(node.func) in self._faults:
                for argument in (*node.args, *(one.value for one in node.keywords)):
                    for sentence in self._sentences(argument, around, tree, where):
                        self._found.sentences.setdefault(sentence, where)
                        self._found.faults_of.setdefault(_name(node.func), set()).add(sentence)

    def _said(self, node: ast.Call, where: str) -> None:
        template = node.args[0]
        if not isinstance(template, ast.Constant) or len(node.args) != 1:
            self._found.offences.append(f"{where}: said() of what is not written there")
        else:
            self._found.sentences.setdefault(template.value, where)

    def _sentences(self, node: ast.expr, around: tuple[ast.AST, ...], tree: ast.Module, where: str) -> Iterator[str]:
        """What an argument of a fault may say; an offence where that cannot be read from the source."""
        match node:
            case ast.Constant(value=str(text)):
                yield from [text] if text else []
            case ast.Call(args=[ast.Constant(value=str(text)), *_]) if _name(node.func) == "said":
                yield text
            case ast.Call() if _name(node.func) in PHRASE_MAKERS | self._phrasing:
                pass
            case ast.IfExp(body=one, orelse=other):
                yield from self._sentences(one, around, tree, where)
                yield from self._sentences(other, around, tree, where)
            case ast.Attribute(attr=name) if name in FIELDS_OF_FAULTS:
                pass
            case ast.Starred():
                pass  # the answer of a worker, which made a phrase of it
            case ast.Name(id=name):
                yield from self._named(name, around, tree, where)
            case _:
                self._found.offences.append(f"{where}: {ast.unparse(node)}")

    def _named(self, name: str, around: tuple[ast.AST, ...], tree: ast.Module, where: str) -> Iterator[str]:
        for scope in (*reversed(around), tree):
            if isinstance(scope, _FUNCTIONS):
                told = [one.annotation for one in (*scope.args.args, *scope.args.kwonlyargs) if one.arg == name]
                if told and told[0] is not None and "Phrase" in ast.unparse(told[0]):
                    return
            values = [
                node.value
                for node in (ast.walk(scope) if isinstance(scope, _FUNCTIONS) else tree.body)
                if isinstance(node, ast.Assign) and any(_name(target) == name for target in node.targets)
            ]
            if values:
                for value in values:
                    yield from self._sentences(value, around, tree, where)
                return
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and node.module and any(one.name == name for one in node.names):
                home = self._trees.get(ROOT.parent / (node.module.replace(".", "/") + ".py"))
                if home is not None:
                    yield from self._named(name, (), home, where)
                    return
        self._found.offences.append(f"{where}: {name}")


def _with_functions(node: ast.AST, around: tuple[ast.AST, ...]) -> Iterator[tuple[ast.AST, tuple[ast.AST, ...]]]:
    """Every node with the functions around it, the outermost first."""
    for child in ast.iter_child_nodes(node):
        yield child, around
        yield from _with_functions(child, (*around, child) if isinstance(child, _FUNCTIONS) else around)


def _subclasses(nodes: list[ast.AST], base: str) -> set[str]:
    found, classes = {base}, [node for node in nodes if isinstance(node, ast.ClassDef)]
    while more := {one.name for one in classes if found & set(map(_name, one.bases))} - found:
        found |= more
    return found


def _name(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
