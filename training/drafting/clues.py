"""What speaks for a link between a text and a skill? One number a clue, text and skill."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.linalg import inv
from scipy.sparse import csr_array
from sklearn.base import BaseEstimator
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

from recommender.types import Floats
from training.drafting.latent import Directions
from training.drafting.neighbours import nearest, of_best, votes
from training.drafting.reading import Reading, Texts, product
from training.drafting.voices import Voices

_VOTES: Final = ("near", "wide", "again", "title_near", "mixed_near", "latent_near")
_NEAREST: Final = ("nearest", "nearest_two", "nearest_five", "title_one", "title_three", "title_spelled", "typical")
_RIDGES: Final = ("linear", "soft", "titled", "mixed", "latent", "coarse")
LEARNED: Final = (*_VOTES, *_NEAREST, *_RIDGES, "loudest", "voices", "together", "known", "fits", "misfits")
"""Clues that need links of the very skill: from neighbours, linear models, words, and skills that go together."""
READ: Final = ("name", "covered", "spelling", "described", "kin", "echo", "familiar", "many")
"""Clues that a skill without any link has too: its words, the skills akin to it, and how well the text is known."""
CLUES: Final = (*LEARNED, *READ)

_PENALTIES: Final = {"linear": 0.1, "soft": 1.0, "titled": 0.4, "mixed": 0.5, "latent": 1.0, "together": 100.0}
_TEXT_DIRECTIONS: Final = 300
_LINK_DIRECTIONS: Final = 200


class Clues(BaseEstimator):
    """Clues learned from linked texts.

    - Neighbours vote, weighted by powers of their likeness: `near` and `wide` of whole texts, `title_near`,
      `mixed_near` (both), `latent_near` (in the main directions that texts differ in), `again` (now also by the skills
      that these expect). `nearest`, `nearest_two` and so on say how near those are that have the skill, `typical` how
      near they all are.
    - Ridge regressions in their dual form: `linear` on a sharpened likeness, `soft` on the plain one, `titled`,
      `mixed`, `latent`; `coarse` is `soft`, kept to the main directions that lists of skills differ in. `fits` and
      `misfits` say what `soft` thinks of texts with the skill, and of others, had it not seen them.
    - `loudest` and `voices`: what single words speak for.
    - `together` is EASE (Steck 2019, doi:10.1145/3308558.3313710) over the linear scores, by the matrix inversion lemma
      as small as the texts are few. `kin` and `echo` carry scores over to skills that read alike.

    At most `largest` texts are learned from, evenly taken: the inverses grow with their cube.
    """

    def __init__(self, reading: Reading | None = None, largest: int = 4000) -> None:
        self.reading = reading
        self.largest = largest

    def fit(self, texts: Texts, links: csr_array) -> Clues:
        """Learns from links, texts × skills of 0 and 1."""
        at = np.unique(np.linspace(0, len(texts) - 1, min(len(texts), self.largest)).round().astype(np.intp))
        self.texts_ = texts.rows(at)
        self.links_ = links[at].astype(np.float32)
        self.counts_ = np.asarray(links.sum(axis=0), dtype=np.float32)
        self.prior_ = (self.counts_ / len(texts)).astype(np.float32)
        self.seen_ = np.maximum(np.asarray(self.links_.sum(axis=0)), 1.0)
        self.rarity_ = np.log1p(len(at) / self.seen_).astype(np.float32)
        self.marked_ = csr_array(normalize(self.links_ * self.rarity_))
        self.voices_ = Voices(self.texts_.words, self.links_)
        self._learn_regressions()
        self._learn_skills()
        return self

    def _learn_regressions(self) -> None:
        whole, titles = self._likeness(self.texts_)
        self.directions_ = Directions(whole, _TEXT_DIRECTIONS)
        self.placed_ = self.directions_.placed(whole)
        self.inverses_ = {
            "linear": _inverse(_sharpened(whole), _PENALTIES["linear"]),
            "soft": _inverse(whole, _PENALTIES["soft"]),
            "titled": _inverse(titles, _PENALTIES["titled"]),
            "mixed": _inverse((whole + titles) / 2, _PENALTIES["mixed"]),
            "latent": _inverse(self.placed_ @ self.placed_.T, _PENALTIES["latent"]),
        }

    def _learn_skills(self) -> None:
        """How far each skill follows from the others, and from texts that `soft` is asked about as if unseen."""
        links = self.links_
        weighed = csr_array(links * self.rarity_)
        self.coarse_ = Directions(product(weighed, weighed), _LINK_DIRECTIONS).vectors
        self.weighed_ = weighed
        together = self.inverses_["together"] = _inverse(product(links, links), _PENALTIES["together"])
        explained = np.asarray(links.multiply(together @ links).sum(axis=0)).ravel()
        self.unexplained_ = np.maximum(1 - explained, 1e-3).astype(np.float32)
        kept = np.eye(len(self.texts_), dtype=np.float32) - _PENALTIES["soft"] * self.inverses_["soft"]
        own = np.diag(kept)
        others = kept / (1 - own)[:, None]
        np.fill_diagonal(others, 0)
        right = np.asarray(links.multiply(others @ links).sum(axis=0)).ravel()
        every = np.asarray(others.sum(axis=0) @ links).ravel()
        self.fits_ = (right / self.seen_).astype(np.float32)
        self.misfits_ = ((every - right) / len(self.texts_)).astype(np.float32)

    def clues(self, texts: Texts) -> dict[str, Floats]:
        """Every clue, texts × skills, by name."""
        check_is_fitted(self, "inverses_")
        whole, titles = self._likeness(texts)
        placed = self.directions_.placed(whole) @ self.placed_.T
        found = self._ridges(whole, titles, placed)
        score = (found["linear"] + found["soft"]) / 2
        return {
            **found,
            **self._neighbours(texts, whole, titles),
            "latent_near": self._votes(np.maximum(placed, 0), (10, 4)),
            "again": self._again(whole, score),
            "loudest": self.voices_.loudest(texts.words),
            "voices": self.voices_.together(texts.words),
            "familiar": np.broadcast_to(whole.max(axis=1, keepdims=True), score.shape),
            **self._of_skills(score),
            **self._reading.likeness(texts),
        }

    @property
    def _reading(self) -> Reading:
        if self.reading is None:
            raise ValueError("clues need a reading of texts and skills")
        return self.reading

    def _likeness(self, texts: Texts) -> tuple[Floats, Floats]:
        return product(texts.whole, self.texts_.whole), product(texts.titles, self.texts_.titles)

    def _ridges(self, whole: Floats, titles: Floats, placed: Floats) -> dict[str, Floats]:
        like = {"linear": _sharpened(whole), "soft": whole, "titled": titles, "mixed": (whole + titles) / 2}
        weights = {name: likeness @ self.inverses_[name] for name, likeness in {**like, "latent": placed}.items()}
        coarse = ((weights["soft"] @ self.coarse_) @ self.coarse_.T) @ self.weighed_
        return {**{name: self._ridge(one) for name, one in weights.items()}, "coarse": coarse}

    def _ridge(self, weights: Floats) -> Floats:
        return weights @ self.links_ + (1 - weights.sum(axis=1, keepdims=True)) * self.prior_

    def _neighbours(self, texts: Texts, whole: Floats, titles: Floats) -> dict[str, Floats]:
        links = self.links_
        spelled = product(texts.pieces, self.texts_.pieces)
        like = [*nearest(whole, links, (1, 2, 5)), *nearest(titles, links, (1, 3)), *nearest(spelled, links, (1,))]
        return {
            "near": self._votes(whole, (15, 3)),
            "wide": self._votes(whole, (60, 2)),
            "title_near": self._votes(titles, (20, 2)),
            "mixed_near": self._votes((whole + titles) / 2, (20, 2)),
            **dict(zip(_NEAREST, [*like, (whole @ links) / self.seen_], strict=True)),
        }

    def _votes(self, likeness: Floats, of: tuple[int, int]) -> Floats:
        return votes(likeness, self.links_, self.prior_, of)

    def _again(self, likeness: Floats, score: Floats) -> Floats:
        """The neighbours by likeness of texts and by skills in common with what is expected, both next to the best."""
        alike = normalize(np.maximum(score, 0) * self.rarity_) @ self.marked_.T
        return self._votes((of_best(likeness) + of_best(alike)) / 2, (15, 4))

    def _of_skills(self, score: Floats) -> dict[str, Floats]:
        """What the scores of other skills say of each skill, and what is known of it altogether."""
        reading, links = self._reading, self.links_
        tied = ((score @ links.T) @ self.inverses_["together"]) @ links
        above = np.maximum(score - self.prior_ / 2, 0)
        spoken = above @ reading.described_
        length = np.linalg.norm(spoken, axis=1, keepdims=True) + 1e-6
        many = np.log1p(np.maximum(score, 0).sum(axis=1, keepdims=True))
        every = {"known": np.log1p(self.counts_), "fits": self.fits_, "misfits": self.misfits_, "many": many}
        return {
            "together": score - (score - tied) / self.unexplained_,
            "kin": above @ reading.kin_,
            "echo": (spoken @ reading.described_.T - above) / length,
            **{name: np.broadcast_to(one, score.shape) for name, one in every.items()},
        }


def _sharpened(likeness: Floats) -> Floats:
    return (likeness + likeness * likeness) / 2


def _inverse(likeness: Floats, penalty: float) -> np.ndarray:
    whole = likeness.astype(np.float64) + penalty * np.eye(len(likeness))
    return inv(whole, check_finite=False).astype(np.float32)
