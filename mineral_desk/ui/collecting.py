"""When Python may collect garbage that Qt knows of."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nothing_collected() -> Iterator[None]:
    """No garbage is collected within, by no thread.

    While Qt goes through all widgets (a style sheet, a palette, a font, another language) it calls into Python, where
    a collection may begin at any time. One that deletes a widget which nobody refers to any more leaves Qt with the
    address of a widget that is gone: the program ends at once.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
