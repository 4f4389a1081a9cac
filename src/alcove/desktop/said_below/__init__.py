"""Sentences that the layers below say in the window: `translation.told` knows them again and translates them.

They are kept in English where they are made: the terminal, the log and the stored reasons have no other language.
One module for each layer, more for one that says much. What was put into a sentence is `{named}` here: `{n}` and `{n2}`
are numbers, what `translation` lists as having a name of its own stays as it is, and anything else may be a sentence
again. A number that rules a plural is `%n`.
"""

from alcove.desktop.said_below import chat, connectors, core, hub, models, rag, services

SENTENCES: tuple[str, ...] = (
    *core.SENTENCES, *connectors.SENTENCES, *models.SENTENCES, *hub.SENTENCES, *services.SENTENCES, *rag.SENTENCES,
    *chat.SENTENCES,
)  # fmt: skip
