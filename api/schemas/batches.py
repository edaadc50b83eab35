"""What may a request about many learners say, what a report of what was shown, and what is kept of an answer?"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from api.schemas.answered import Recommendation
from api.schemas.asked import Most, RecommendationRequest, Situation
from api.schemas.words import Answered, Asked, Id

MOST_LEARNERS = 500
MOST_SHOWN = 500


class BatchRequest(Situation):
    """Asks for the next best contents of many learners, the same question for each."""

    learner_ids: Annotated[
        tuple[Id, ...], Field(description="learners of the tables", min_length=1, max_length=MOST_LEARNERS)
    ]
    k: Most = 10

    def question(self) -> RecommendationRequest:
        """What is asked about each learner; it names the first."""
        said = {name: getattr(self, name) for name in self.model_fields_set if name != "learner_ids"}
        return RecommendationRequest.model_construct(**said, learner_id=self.learner_ids[0])


class Batch(Answered):
    """Ranked contents for many learners."""

    answers: Annotated[list[Recommendation], Field(description="one for each learner, in the order asked")]


class ShownRequest(Asked):
    """Says what of an answer was really displayed."""

    contents: Annotated[
        tuple[Id, ...], Field(description="contents in the order in which they were displayed", max_length=MOST_SHOWN)
    ]


class Shown(Answered):
    """What is kept of what was displayed; said again, the last word counts."""

    answer_id: Annotated[str, Field(description="which answer")]
    contents: Annotated[list[str], Field(description="contents in the order in which they were displayed")]


class DecisionRow(Answered):
    """What is kept of an answer. It names no learner: a pseudonym stands for them, and nothing about them is here."""

    answer_id: Annotated[str, Field(description="which answer")]
    at: Annotated[AwareDatetime, Field(description="when it was given")]
    kind: Annotated[str, Field(description="what kind of answer")]
    pseudonym: Annotated[str | None, Field(description="whom it is about; null for somebody unknown")]
    key_id: Annotated[str | None, Field(description="which key asked; null for a person")]
    model_version: Annotated[str, Field(description="bundle that answered")]
    catalog_version: Annotated[str, Field(description="catalogue that answered")]
    catalog_seq: Annotated[int, Field(description="change of the store that the catalogue stood at")]
    watermark: Annotated[int, Field(description="change of the store that the learner stood at; 0 if unknown")]
    request: Annotated[dict[str, Any], Field(description="what was asked, without the learner")]
    digest: Annotated[str, Field(description="BLAKE2b of the answer's bytes, 128 bits, in hexadecimal digits")]
    shown: Annotated[list[str] | None, Field(description="contents as displayed; null if nobody said")]
