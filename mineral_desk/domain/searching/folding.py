"""Letters that are to be found as one: the index folds what stands in the records, this folds what is typed.

SQLite's tokenizer takes most accents away by itself, and treats capitals as small letters. What it leaves as letters
of their own is folded by both sides with :data:`FOLDED`; a combining accent that was typed apart it takes away too.
"""

import unicodedata

FOLDED = {"ё": "е", "Ё": "Е", "й": "и", "Й": "И", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss"}
_TABLE = str.maketrans(FOLDED)
_CONTROLS = dict.fromkeys(range(32), " ") | {127: " "}


def folded_words(text: str) -> str:
    """``text`` as the index has it, and as SQLite takes it: no controls, no halves of a character."""
    composed = unicodedata.normalize("NFC", text).translate(_TABLE).translate(_CONTROLS)
    return composed.encode("utf-8", "replace").decode("utf-8")


def has_words(text: str) -> bool:
    """Whether anything in it can be looked for."""
    return any(character.isalnum() for character in text)
