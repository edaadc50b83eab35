"""What comes back from disk is what was put there, under the name of its contents."""

import json
import mmap
from dataclasses import replace

import numpy as np
import pytest

from recommender.bundle import Bundle, Shelf
from recommender.bundle.files import RELEASE
from recommender.bundle.soundness import FORMS
from recommender.catalog import Catalog
from recommender.engine import Engine
from recommender.errors import BundleRefused
from recommender.people import People
from recommender.types import PathWishes
from tests.builders import NOW, QUICK, a_bundle, a_catalog, organisation, tables, trained


@pytest.fixture
def shelved(tmp_path):
    return tmp_path / trained().save(tmp_path)


def arrays(bundle):
    return {f"{n}.{k}": np.asarray(a) for n, p in bundle.parts.estimators().items() for k, a in p.arrays().items()}


def test_every_array_comes_back_byte_by_byte(shelved):
    saved, loaded = arrays(trained()), arrays(Bundle.load(shelved))
    assert saved.keys() == loaded.keys()
    for name, array in saved.items():
        assert (loaded[name].dtype, loaded[name].shape) == (array.dtype, array.shape), name
        assert loaded[name].tobytes() == array.tobytes(), name


def test_card_ids_and_record_come_back_too(shelved):
    saved, loaded = trained(), Bundle.load(shelved)
    written, read = (json.dumps(card.to_json(), sort_keys=True) for card in (saved.card, loaded.card))
    assert written == read
    assert (loaded.columns.contents, loaded.columns.skills) == (saved.columns.contents, saved.columns.skills)
    assert (loaded.columns.roles, loaded.columns.links.tolist()) == (saved.columns.roles, saved.columns.links.tolist())
    assert loaded.parts.record.settled.tolist() == saved.parts.record.settled.tolist()
    assert loaded.version == shelved.name


def test_what_was_loaded_answers_as_what_was_trained(shelved):
    catalog = Catalog.of(organisation())
    people = People.of(organisation(), catalog)
    loaded = Bundle.load(shelved)
    ours, theirs = (Engine(b, catalog, QUICK) for b in (replace(trained(), version=loaded.version), loaded))
    for learner in people.ids[:6]:
        query = people.query(learner, NOW)
        assert ours.recommend(query) == theirs.recommend(query)
    assert ours.path(query, PathWishes()) == theirs.path(query, PathWishes())


def test_arrays_are_mapped_from_disk_not_read_into_memory(shelved):
    found = Bundle.load(shelved).parts.popularity.share_
    while isinstance(found, np.ndarray):
        found = found.base
    assert isinstance(found, mmap.mmap)


def test_the_same_parts_have_the_same_version_on_any_shelf(tmp_path):
    assert trained().save(tmp_path / "one") == trained().save(tmp_path / "two")


def test_training_twice_gives_the_same_version(tmp_path):
    assert a_bundle(organisation()).save(tmp_path) == trained().save(tmp_path)


def test_saving_twice_leaves_one_folder_and_no_draft(tmp_path):
    version = trained().save(tmp_path)
    trained().save(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == [version]


@pytest.mark.parametrize(
    "change",
    [
        lambda b: replace(b, card=replace(b.card, seed=b.card.seed + 1)),
        lambda b: replace(b, columns=replace(b.columns, roles=("zzz",))),
        lambda b: replace(
            b, parts=replace(b.parts, record=replace(b.parts.record, settled=b.parts.record.settled + 1))
        ),
        lambda b: replace(b, parts=replace(b.parts, ranker=None, affinity=None)),
    ],
)
def test_whatever_differs_has_another_version(change, tmp_path):
    assert change(trained()).save(tmp_path) != trained().save(tmp_path)


def test_dates_of_the_release_are_no_part_of_the_version(shelved):
    Shelf(shelved.parent).write_release(shelved.name, {"released_at": "2026-03-02T00:00:00Z"})
    assert (shelved / RELEASE).is_file()
    assert Bundle.load(shelved).version == shelved.name


def test_a_bundle_without_choices_comes_back_without_ranker(tmp_path):
    bare = a_bundle(tables())
    assert bare.parts.ranker is None
    loaded = Bundle.load(tmp_path / bare.save(tmp_path))
    assert (loaded.parts.ranker, loaded.parts.affinity) == (None, None)
    assert Engine(loaded, a_catalog()).fitted.chance.assumed_


def test_every_array_of_a_bundle_has_a_form_that_is_checked():
    named = set(arrays(trained())) | {"links", "record.settled", "record.finished"}
    assert named == set(FORMS)


def test_saving_again_mends_a_damaged_folder(shelved):
    file = shelved / "popularity.share.npy"
    file.write_bytes(file.read_bytes()[:-1] + b"\xff")
    with pytest.raises(BundleRefused):
        Bundle.load(shelved)
    trained().save(shelved.parent)
    assert Bundle.load(shelved).version == shelved.name


def test_a_save_that_fails_leaves_nothing_behind(tmp_path):
    broken = replace(trained(), card=replace(trained().card, metrics={"ndcg": float("nan")}))
    with pytest.raises(ValueError, match="JSON"):
        broken.save(tmp_path)
    assert list(tmp_path.iterdir()) == []
