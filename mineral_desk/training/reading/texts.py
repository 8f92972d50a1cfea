"""What stands on the labels of mineral collections, in Russian, in Latin letters and in both: drawn at random."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mineral_desk.services.minerals import load_minerals

CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
LATIN = "abcdefghijklmnopqrstuvwxyz"
ALPHABET = " " + CYRILLIC + CYRILLIC.upper() + LATIN + LATIN.upper() + "0123456789" + ".,:;-–()/№'\"«»+×°%&?!"
"""All signs that are told apart."""
LONGEST = 36
"""Signs of a line; longer ones are cut at a word."""
PREFIXES = ("ФММ", "ММ", "Инв.", "Инв. №", "№", "ГМ", "МГУ", "Кол.", "Обр.", "FMM", "Inv.", "No", "СПбГУ", "ВСЕГЕИ")
PLACES = (
    "Урал", "Средний Урал", "Южный Урал", "Приморье", "Забайкалье", "Якутия", "Кольский п-ов", "Карелия", "Алтай",
    "Кавказ", "Памир", "Казахстан", "Крым", "Чукотка", "Камчатка", "Саяны", "Хибины", "Ловозеро", "Дальнегорск",
    "Мурзинка", "Слюдянка", "Берёзовское", "Ильменские горы", "Джезказган", "Норильск", "Малышево", "Шерловая гора",
    "Адун-Чилон", "Кара-Оба", "Акчатау", "Светлинское м-ние", "Турьинские рудники", "Гумёшевский рудник", "Бакал",
    "Нижний Тагил", "Николаевский рудник", "Верхний рудник", "Талнах", "Мурунский массив", "Вилюй", "Тургоякское",
    "оз. Байкал", "р. Слюдянка", "Челябинская обл.", "Свердловская обл.", "Мурманская обл.", "Читинская обл.",
    "Украина", "Грузия", "Армения", "Узбекистан", "Киргизия", "Таджикистан", "Германия", "Саксония", "Гарц", "Чехия",
    "Румыния", "Италия", "Мексика", "Бразилия", "Намибия, Цумеб", "Марокко", "Индия", "Китай", "США", "Канада",
)  # fmt: skip
REMARKS = (
    "Образец", "Кристаллы", "Друза", "Щётка", "Жеода", "Псевдоморфоза по", "в кварце", "на кальците", "с пиритом",
    "Коллекция", "Дар", "Сбор", "Сборы", "Экспедиция", "Музей", "Минералогический музей", "им. А.Е. Ферсмана", "РАН",
    "Витрина", "Шкаф", "Ящик", "Экз.", "Размер", "см", "мм", "Год", "г.", "Определил", "Поступил", "Месторождение",
    "м-ние", "рудник", "карьер", "пегматит", "скарн", "гранит", "мрамор", "жила", "глубина", "штольня", "шахта",
)  # fmt: skip
_WORD = re.compile(r"[а-яёА-ЯЁ-]{2,16}")


@dataclass(frozen=True, slots=True)
class Words:
    """What lines are made of: names of minerals in both languages, and ordinary Russian words."""

    names_ru: Sequence[str]
    names: Sequence[str]
    ordinary: Sequence[str]

    @classmethod
    def read(cls, resources: Path) -> "Words":
        """Names from the mineral list, ordinary words from the program's own Russian sentences."""
        minerals = [one for one in load_minerals(resources).list.minerals if one.name_ru]
        names_ru = [one.name_ru for one in minerals if set(one.name_ru) <= set(ALPHABET)]
        names = [one.name for one in minerals if set(one.name) <= set(ALPHABET)]
        sentences = tomllib.loads((resources / "translations" / "ru.toml").read_text(encoding="utf-8"))["sentences"]
        guide = (resources / "guide" / "ru.md").read_text(encoding="utf-8")
        ordinary = sorted({word for text in (*sentences.values(), guide) for word in _WORD.findall(text)})
        return cls(names_ru, names, ordinary)


def draw_line(words: Words, rng: np.random.Generator) -> str:
    """One line of a label: at most :data:`LONGEST` signs of :data:`ALPHABET`."""
    kinds = (_name, _name_in_both, _number, _place, _sentence, _letters, _latin, _remark, _date)
    kind = kinds[int(rng.choice(len(kinds), p=[0.24, 0.08, 0.12, 0.14, 0.1, 0.14, 0.06, 0.08, 0.04]))]
    line = " ".join(_cased(kind(words, rng), rng).split())
    if len(line) > LONGEST:
        line = line[: LONGEST + 1].rpartition(" ")[0] or line[:LONGEST]
    return line if set(line) <= set(ALPHABET) and line else draw_line(words, rng)


def _one(of: Sequence[str], rng: np.random.Generator) -> str:
    return of[int(rng.integers(len(of)))]


def _cased(text: str, rng: np.random.Generator) -> str:
    way = rng.random()
    return text.upper() if way < 0.3 else text.lower() if way < 0.36 else text


def _name(words: Words, rng: np.random.Generator) -> str:
    name = _one(words.names_ru, rng).capitalize()
    return name if rng.random() < 0.7 else f"{name}, {_one(words.names_ru, rng)}"


def _name_in_both(words: Words, rng: np.random.Generator) -> str:
    return f"{_one(words.names_ru, rng).upper()} {_one(words.names, rng)}"


def _number(words: Words, rng: np.random.Generator) -> str:
    del words
    digits = str(rng.integers(1, 10 ** int(rng.integers(2, 7))))
    return f"{_one(PREFIXES, rng)} {digits}" if rng.random() < 0.8 else digits


def _place(words: Words, rng: np.random.Generator) -> str:
    del words
    return ", ".join(_one(PLACES, rng) for _ in range(int(rng.integers(1, 3))))


def _sentence(words: Words, rng: np.random.Generator) -> str:
    return " ".join(_one(words.ordinary, rng) for _ in range(int(rng.integers(1, 5))))


def _letters(words: Words, rng: np.random.Generator) -> str:
    """Letters without sense, so that they are read and not guessed."""
    del words
    letters = CYRILLIC if rng.random() < 0.8 else LATIN
    word = "".join(_one(letters, rng) for _ in range(int(rng.integers(2, 13))))
    return word.upper() if rng.random() < 0.5 else word.capitalize()


def _latin(words: Words, rng: np.random.Generator) -> str:
    return _one(words.names, rng)


def _remark(words: Words, rng: np.random.Generator) -> str:
    return f"{_one(REMARKS, rng)} {_one(words.names_ru, rng) if rng.random() < 0.5 else _one(PLACES, rng)}"


def _date(words: Words, rng: np.random.Generator) -> str:
    del words
    day, month, year = rng.integers(1, 29), rng.integers(1, 13), rng.integers(1890, 2027)
    return _one((f"{year} г.", f"{day:02}.{month:02}.{year}", f"{year}", f"{day}/{month}-{year % 100:02}"), rng)
