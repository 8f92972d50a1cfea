"""The guides say the same in every language: headings, tables, commands, keys and the names of the window."""

import re
import tomllib
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

RESOURCES = Path(__file__).parent.parent / "resources"
ENGLISH, RUSSIAN = RESOURCES / "guide" / "en.md", RESOURCES / "guide" / "ru.md"
KEY = re.compile(r"(?:(?:Ctrl|Shift|Alt)\+)+(?:[A-Z0-9]\b|,|Enter|Tab)|\bF\d\b|\b(?:Enter|Esc|Tab|Insert|Delete|Alt)\b")


def read(guide: Path) -> list[Token]:
    return MarkdownIt().enable("table").parse(guide.read_text(encoding="utf-8"))


def sections(guide: Path) -> list[tuple[str, list[Token]]]:
    """Each heading with what follows it up to the next one."""
    found: list[tuple[str, list[Token]]] = []
    for token, following in zip_longest(tokens := read(guide), tokens[1:]):
        if token.type == "heading_open":
            found.append((f"{token.markup} {following.content}", []))
        found[-1][1].append(token)
    return found


def inline(tokens: list[Token], kind: str) -> Iterator[Token]:
    return (child for token in tokens for child in token.children or () if child.type == kind)


def commands(tokens: list[Token]) -> list[str]:
    """The lines of code blocks without the remarks about them."""
    lines = [line for token in tokens if token.type == "fence" for line in token.content.splitlines()]
    return [line for line in lines if not line.startswith("#")]


def target(token: Token) -> str:
    """The code itself, or where a link or a picture leads."""
    return token.content if token.type == "code_inline" else str(token.attrs.get("href") or token.attrs.get("src"))


def emphasised(tokens: list[Token], mark: str) -> list[str]:
    """What is marked as ``em`` (a quotation from the window) or ``strong``, in its order."""
    found, text = [], ""
    for child in (child for token in tokens for child in token.children or ()):
        if child.type == f"{mark}_open":
            text = ""
        elif child.type == f"{mark}_close":
            found.append(text)
        elif child.type in ("text", "softbreak"):
            text += child.content or " "
    return found


def shape(tokens: list[Token]) -> list[str]:
    """Blocks in their order: headings with their level, paragraphs, lists, tables, rows, cells."""
    return [f"{token.type} {token.tag} {token.level}" for token in tokens]


SECTIONS = list(zip_longest(sections(ENGLISH), sections(RUSSIAN), fillvalue=("(missing)", [])))
each_section = pytest.mark.parametrize(
    ("english", "russian"), SECTIONS, ids=[one[0][0].strip("# ") for one in SECTIONS]
)
Section = tuple[str, list[Token]]


@each_section
def test_both_guides_are_built_alike(english: Section, russian: Section) -> None:
    assert shape(russian[1]) == shape(english[1]), f"{english[0]} / {russian[0]}"


@each_section
def test_code_links_and_pictures_are_the_same(english: Section, russian: Section) -> None:
    assert commands(russian[1]) == commands(english[1])
    for kind in ("code_inline", "link_open", "image"):
        ours, theirs = (sorted(map(target, inline(section[1], kind))) for section in (english, russian))
        assert theirs == ours


@each_section
def test_the_same_keys_are_named(english: Section, russian: Section) -> None:
    ours, theirs = (
        set(KEY.findall(" ".join(one.content for one in section[1] if one.type == "inline")))
        for section in (english, russian)
    )
    assert theirs == ours


def folded(words: str) -> str:
    return words.strip(" …?.").lower()


def translations() -> dict[str, set[str]]:
    """What the Russian window says for an English text; several where a text is used in several forms."""
    table: dict[str, set[str]] = {}
    sentences = tomllib.loads((RESOURCES / "translations" / "ru.toml").read_text(encoding="utf-8"))["sentences"]
    for english, russian in sentences.items():
        table.setdefault(folded(english.partition("|")[0]), set()).add(folded(russian))
    return table


def is_form_of(word: str, other: str) -> bool:
    """Whether only the endings differ, as in Разбор and в Разборе."""
    return word[: max(2, len(other) - 3)] == other[: max(2, len(other) - 3)]


@each_section
def test_what_is_quoted_from_the_window_is_what_the_russian_window_says(english: Section, russian: Section) -> None:
    """Compared part by part, so that ``File, Export`` is a menu and its entry."""
    table = translations()
    ours, theirs = emphasised(english[1], "em"), emphasised(russian[1], "em")
    assert len(theirs) == len(ours), (ours, theirs)
    for one, other in zip(ours, theirs, strict=True):
        if folded(one) in table:
            assert folded(other) in table[folded(one)], f"{one} / {other}"
            continue
        for part, its in zip(one.split(", "), other.split(", "), strict=True):
            assert folded(its) in table.get(folded(part), {folded(its)}), f"{one} / {other}"


@each_section
def test_names_within_a_sentence_are_those_of_the_russian_window(english: Section, russian: Section) -> None:
    table = translations()
    ours, theirs = emphasised(english[1], "strong"), emphasised(russian[1], "strong")
    assert len(theirs) == len(ours), (ours, theirs)
    for one, other in zip(ours, theirs, strict=True):
        allowed = table.get(folded(one), {other})
        assert any(all(map(is_form_of, folded(other).split(), words.split())) for words in map(folded, allowed)), (
            f"{one} / {other}"
        )
