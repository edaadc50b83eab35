"""Bundles made to do harm: each has a digest of its own, so that nothing but looking inside can refuse it."""

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from recommender.bundle import Bundle
from recommender.bundle.files import digest
from recommender.errors import BundleRefused
from tests.builders import trained


class Bomb:
    """What pickle would run when it reads this back."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self):
        return os.mkdir, (str(self.trace),)


@pytest.fixture(scope="session")
def honest(tmp_path_factory):
    shelf = tmp_path_factory.mktemp("models")
    return shelf / trained().save(shelf)


def forged(honest, folder, change):
    """A copy that was changed, under the name that its contents ask for."""
    draft = folder / "draft"
    shutil.copytree(honest, draft)
    change(draft)
    target = folder / digest(draft)
    draft.rename(target)
    return target


def array(name, make):
    """A change of one array."""

    def change(path):
        file = path / f"{name}.npy"
        np.save(file, make(np.load(file)), allow_pickle=False)

    return change


def put(values, place, value):
    made = values.copy()
    made[place] = value
    return made


def document(name, make):
    """A change of one JSON document."""

    def change(path):
        file = path / f"{name}.json"
        file.write_text(json.dumps(make(json.loads(file.read_text()))))

    return change


def text(name, content):
    return lambda path: (path / name).write_text(content)


def as_archive(file):
    with file.open("wb") as stream:
        np.savez(stream, np.ones(3))


def of_chance(card, **more):
    return card | {"recipe": card["recipe"] | {"chance": card["recipe"]["chance"] | more}}


WRONG = {
    "an array in a wrong shape": array("popularity.share", lambda a: a[:-1]),
    "an array with an axis too many": array("popularity.share", lambda a: a[None]),
    "an array of texts": array("chance.weights", lambda a: a.astype(str)),
    "an array of numbers with names": array("chance.weights", lambda a: a.view([("x", "<f8")])),
    "an array from another kind of processor": array("chance.weights", lambda a: a.astype(">f8")),
    "integers where levels belong": array("tracer.mean", lambda a: a.astype(int)),
    "a size that is not a number": array("record.settled", lambda a: put(a, 0, np.nan)),
    "a weight that never ends": array("chance.intercept", lambda a: a + np.inf),
    "a level beyond all measure": array("tracer.mean", lambda a: put(a, 0, 1e300)),
    "a variance beyond all measure": array("tracer.variance", lambda a: put(a, 0, 1e300)),
    "fewer than no episodes": array("record.finished", lambda a: put(a, 0, -1.0)),
    "a share of nought": array("popularity.share", lambda a: put(a, 0, 0.0)),
    "an effect above all bounds": array("tracer.effect", lambda a: put(a, 0, 7.0)),
    "a half-life of nought": array("tracer.half_life_days", lambda a: put(a, 0, 0.0)),
    "indices beyond the matrix": array("ranker.indices", lambda a: put(a, 0, 9_999)),
    "indices before the matrix": array("ranker.indices", lambda a: put(a, 0, -1)),
    "pointers that fall": array("ranker.indptr", lambda a: put(a, 2, a[-1] + 1)),
    "pointers that start late": array("ranker.indptr", lambda a: put(a, 0, 1)),
    "a link to no content": array("links", lambda a: put(a, (0, 0), 500)),
    "a link to the last content from behind": array("links", lambda a: put(a, (0, 0), -1)),
    "a shift of no role": array("tracer.role", lambda a: put(a, 0, 77)),
    "a shift of no skill": array("tracer.role_skill", lambda a: put(a, 0, -2)),
    "no array at all": lambda path: (path / "chance.weights.npy").unlink(),
    "half a ranker": lambda path: (path / "ranker.indptr.npy").unlink(),
    "an array that nobody asked for": lambda path: np.save(path / "chance.more.npy", np.ones(2)),
    "a document that nobody asked for": text("more.json", "{}"),
    "no card": lambda path: (path / "card.json").unlink(),
    "no ids": lambda path: (path / "ids.json").unlink(),
    "a script": text("setup.py", "raise SystemExit"),
    "a future format": document("card", lambda card: card | {"format": 3, "wings": True}),
    "other features": document("card", lambda card: card | {"features": ["age"]}),
    "a card of nonsense": document("card", lambda card: card | {"assumptions": "trust me"}),
    "a card without a seed": document("card", lambda card: {k: v for k, v in card.items() if k != "seed"}),
    "a parameter that is none": document("card", lambda card: of_chance(card, __class__="x")),
    "a parameter of another kind": document("card", lambda card: of_chance(card, penalty="os.system")),
    "a recipe without a part": document("card", lambda card: card | {"recipe": {}}),
    "ids out of order": document("ids", lambda ids: ids | {"contents": ids["contents"][::-1]}),
    "an id that stands twice": document("ids", lambda ids: ids | {"skills": [ids["skills"][0], *ids["skills"][:-1]]}),
    "ids that are no texts": document("ids", lambda ids: ids | {"roles": [1, 2]}),
    "nesting without end": text("card.json", "[" * 1_000_000),
    "not a number": text("ids.json", '{"contents": NaN}'),
    "half a letter": document("card", lambda card: card | {"assumptions": ["\ud800"]}),
    "a figure that never ends": document("card", lambda card: card | {"metrics": {"gain": float("1e400")}}),
    "a figure that overflows": text("card.json", '{"metrics": {"gain": 1e400}}'),
    "no JSON": text("ids.json", "{'contents': open('/etc/passwd')}"),
    "no UTF-8": lambda path: (path / "ids.json").write_bytes(b"\xff\xfe"),
    "a card that is a list": text("card.json", "[]"),
    "an empty array file": lambda path: (path / "chance.weights.npy").write_bytes(b""),
    "an archive": lambda path: as_archive(path / "chance.weights.npy"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_bundle_is_refused_for(wrong, honest, tmp_path):
    with pytest.raises(BundleRefused):
        Bundle.load(forged(honest, tmp_path, WRONG[wrong]))


def test_a_forgery_that_changes_nothing_is_read_so_that_the_refusals_above_mean_something(honest, tmp_path):
    same = forged(honest, tmp_path, document("card", lambda card: card | {"seed": 99}))
    assert Bundle.load(same).card.seed == 99


def test_nothing_that_is_pickled_runs(honest, tmp_path):
    trace = tmp_path / "exploded"
    bomb = np.array([Bomb(trace)], dtype=object)
    with pytest.raises(BundleRefused, match="no array"):
        Bundle.load(
            forged(honest, tmp_path, lambda path: np.save(path / "chance.weights.npy", bomb, allow_pickle=True))
        )
    assert not trace.exists()


@pytest.mark.parametrize("name", ["card.json", "chance.weights.npy", "release.json"])
def test_a_link_to_elsewhere_is_refused_even_to_the_very_same_bytes(name, honest, tmp_path):
    def change(path):
        elsewhere = tmp_path / name
        elsewhere.write_bytes((path / name).read_bytes() if (path / name).exists() else b"{}")
        (path / name).unlink(missing_ok=True)
        (path / name).symlink_to(elsewhere)

    with pytest.raises(BundleRefused, match="no bundle holds"):
        Bundle.load(forged(honest, tmp_path, change))


def test_a_link_to_a_whole_bundle_is_refused(honest, tmp_path):
    (tmp_path / honest.name).symlink_to(honest)
    with pytest.raises(BundleRefused):
        Bundle.load(tmp_path / honest.name)


def test_a_bundle_under_another_name_is_refused(honest, tmp_path):
    shutil.copytree(honest, tmp_path / ("0" * 16))
    with pytest.raises(BundleRefused, match="damaged"):
        Bundle.load(tmp_path / ("0" * 16))


def test_a_folder_within_is_refused(honest, tmp_path):
    copy = Path(shutil.copytree(honest, tmp_path / honest.name))
    (copy / "more").mkdir()
    with pytest.raises(BundleRefused, match="more: only"):
        Bundle.load(copy)
