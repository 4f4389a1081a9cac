"""Sentences that the layers below say in the window: `translation.told` knows them again and translates them.

They are kept in English where they are made: the terminal, the log and the stored reasons have no other language.
One module for each layer. What was put into a sentence is `{named}` here, a number that rules its plural is `%n`.
"""

from alcove.desktop.said_below import chat, connectors, core, models, rag

SENTENCES: tuple[str, ...] = (
    *core.SENTENCES, *connectors.SENTENCES, *models.SENTENCES, *rag.SENTENCES, *chat.SENTENCES,
)  # fmt: skip
