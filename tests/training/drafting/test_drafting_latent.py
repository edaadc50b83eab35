"""Do a few directions keep what texts mostly differ in?"""

import numpy as np
import pytest

from training.drafting.latent import Directions


def things(number=50, inner=3, noise=0.0, seed=2):
    """Things that differ in a few directions only, but for noise."""
    rng = np.random.default_rng(seed)
    told = rng.normal(size=(number, inner)) @ rng.normal(size=(inner, 40)) + noise * rng.normal(size=(number, 40))
    return told.astype(np.float32)


def cosines(one, other):
    return (one @ other.T) / np.linalg.norm(one, axis=1)[:, None] / np.linalg.norm(other, axis=1)


def test_as_many_directions_as_there_are_keep_every_angle():
    known, new = things(), things()[:5] + things()[5:10]
    kept = Directions(known @ known.T, 10)
    found = kept.placed(new @ known.T) @ kept.placed(known @ known.T).T
    assert len(kept.values) == 3
    assert found == pytest.approx(cosines(new, known), abs=1e-3)


def test_fewer_directions_keep_the_main_ones():
    """Against the singular value decomposition of the things themselves."""
    known = things(inner=6, noise=0.1)
    kept = Directions(known @ known.T, 2)
    _, _, main = np.linalg.svd(known.astype(float))
    flat = known @ main[:2].T
    placed = kept.placed(known @ known.T)
    assert placed.shape == (50, 2)
    assert placed @ placed.T == pytest.approx(cosines(flat, flat), abs=1e-2)


def test_directions_are_square_to_each_other():
    vectors = Directions(things(noise=1) @ things(noise=1).T, 8).vectors
    assert vectors.T @ vectors == pytest.approx(np.eye(8), abs=1e-4)


@pytest.mark.parametrize("number", [1, 2, 50, 400])
def test_there_are_never_more_directions_than_things(number):
    likeness = np.eye(7, dtype=np.float32)
    assert Directions(likeness, number).vectors.shape == (7, min(number, 7))


def test_things_without_likeness_lie_nowhere():
    kept = Directions(np.zeros((4, 4), dtype=np.float32), 3)
    assert np.isfinite(kept.placed(np.ones((2, 4), dtype=np.float32))).all()
    assert not Directions(np.eye(4, dtype=np.float32), 3).placed(np.zeros((1, 4), dtype=np.float32)).any()


def test_the_same_things_give_the_same_bytes():
    known = things(noise=0.5)
    one, other = (Directions(known @ known.T, 5) for _ in range(2))
    assert one.vectors.tobytes() == other.vectors.tobytes()
    assert one.values.tobytes() == other.values.tobytes()
