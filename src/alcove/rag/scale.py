"""What the cosines of an embedder mean, on the scale of the one that every threshold was set with.

Two unrelated texts have a cosine of .05 with all-MiniLM-L6-v2 and of .73 with multilingual-e5-small; a question and
what answers it .67 and .86. So an embedder is measured when it is loaded, on eight questions and their answers.
"""

from dataclasses import dataclass

import numpy as np

from alcove.models.types import Embedder

_QUESTIONS = (
    "When does the train leave?",
    "How long does tung oil dry?",
    "How much did revenue grow?",
    "What did she plant?",
    "What does the function return?",
    "How many strings has a violin?",
    "How fast do glaciers move?",
    "When is the deposit paid?",
)
_ANSWERS = (
    "The train to Kutaisi leaves at noon.",
    "Tung oil dries in two days.",
    "Quarterly revenue rose by four percent.",
    "She planted tomatoes behind the shed.",
    "The function returns None when the key is missing.",
    "A violin has four strings.",
    "Glaciers move a few centimetres a day.",
    "The tenant pays the deposit before moving in.",
)
_LEAST_APART = 0.02
"""What answers a question must stand nearer to it by so much; if not, the embedder tells nothing about nearness."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Mean cosines of an embedder: of questions with passages that do not answer them, with those that do, and of
    questions with each other. The plain one is that of all-MiniLM-L6-v2.
    """

    unrelated: float = 0.0532
    related: float = 0.6692
    questions: float = 0.1190

    @property
    def tells(self) -> bool:
        """Whether nearness means anything at all."""
        return self.related - self.unrelated >= _LEAST_APART

    def alike(self, cosine: float) -> float:
        """Return what a cosine between a question and a passage would be with all-MiniLM-L6-v2."""
        if not self.tells:
            return 0.0
        return PLAIN.unrelated + (cosine - self.unrelated) * (
            (PLAIN.related - PLAIN.unrelated) / (self.related - self.unrelated)
        )

    def same(self, cosine: float) -> float:
        """Return what a cosine between two questions would be: those that are the same stay at 1."""
        return 1 - (1 - cosine) * (1 - PLAIN.questions) / max(1 - self.questions, 1e-6)


PLAIN = Scale()


def measured(embedder: Embedder) -> Scale:
    """Measure an embedder."""
    questions, answers = embedder.embed_queries(_QUESTIONS), embedder.embed_passages(_ANSWERS)
    across, among = questions @ answers.T, questions @ questions.T
    others = ~np.eye(len(_QUESTIONS), dtype=bool)
    return Scale(float(across[others].mean()), float(np.diag(across).mean()), float(among[others].mean()))
