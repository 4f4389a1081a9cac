"""Sentences that the layers below say in the window: `translation.told` knows them again and translates them.

They are kept in English where they are made: the terminal, the log and the stored reasons have no other language.
What was put into a sentence is `{named}` here, a number that rules its plural is `%n`.
"""


def tr(text: str, disambiguation: str | None = None, n: int = -1) -> str:
    """Keep a text as it is; written as the window's `tr`, so that Qt Linguist finds it."""
    return text


SENTENCES: tuple[str, ...] = ()
