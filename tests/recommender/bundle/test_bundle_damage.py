"""Bytes that changed on the way: any of them, anywhere, is noticed, and none brings the reader down."""

import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.bundle import Bundle, files
from recommender.bundle.files import digest
from recommender.errors import BundleRefused
from tests.builders import trained


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    shelf = tmp_path_factory.mktemp("models")
    return shelf / trained().save(shelf)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_flipped_bit_anywhere_is_refused(honest, tmp_path_factory, data):
    copy = tmp_path_factory.mktemp("flipped") / honest.name
    shutil.copytree(honest, copy)
    file = data.draw(st.sampled_from(sorted(copy.iterdir())))
    content = bytearray(file.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    file.write_bytes(content)
    with pytest.raises(BundleRefused, match="damaged"):
        Bundle.load(copy)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 127), st.integers(0, 255)), min_size=1, max_size=4))
def test_no_header_of_an_array_brings_the_reader_down(tmp_path_factory, changes):
    draft = tmp_path_factory.mktemp("header")
    np.save(draft / "mean.npy", np.ones(3))
    content = bytearray((draft / "mean.npy").read_bytes())
    for place, byte in changes:
        content[place] = byte
    (draft / "mean.npy").write_bytes(content)
    try:
        assert files.read(draft.rename(tmp_path_factory.mktemp("named") / digest(draft))).arrays["mean"].size <= 3 * 8
    except BundleRefused:
        return
