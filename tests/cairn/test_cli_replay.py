"""`cairn replay`: says whether an answer would be given again byte by byte, and ends with 1 where it would not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from api.access import Access
from api.app import create_app
from api.serving import Holder
from api.settings import Settings
from api.store import Store
from api.workplace import Workplace
from cairn.cli import main
from tests.api.api_client import Client
from tests.api.api_house import INLINE, NOW, stocked, tables
from tests.api.api_shelf import released


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A service at a home of its own."""
    (tmp_path / "data").mkdir()
    store, key = stocked(tmp_path / "data")
    released(tables(), tmp_path / "models")
    monkeypatch.setenv("CAIRN_HOME", str(tmp_path))
    place = Workplace(store, Holder(store, tmp_path / "models"), Access(store, Settings(), lambda: NOW), Settings())
    return Client(create_app(replace(place, now=lambda: NOW)), key)


def replayed(answer_id: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code, and what was said."""
    capsys.readouterr()
    try:
        main(["replay", answer_id])
    except SystemExit as end:
        said = capsys.readouterr()
        return int(end.code or 0), said.out + said.err
    said = capsys.readouterr()
    return 0, said.out + said.err


def asked(client: Client, body: dict[str, object]) -> str:
    """The id of an answer."""
    return str(client.post("/v1/recommendations", body).json()["id"])


def test_an_answer_that_would_be_the_same_is_said_to_be(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = replayed(asked(client, {"learner_id": "ada"}), capsys)
    assert code == 0
    assert "the same bytes" in said


def test_an_answer_that_would_differ_ends_with_one(
    client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer_id = asked(client, {"learner_id": "ada"})
    store = Store.open(f"sqlite:///{tmp_path}/data/cairn.db")
    kept = store.decision(answer_id)
    assert kept is not None
    store.log([replace(kept, answer_id="forged", digest="0" * 32)])
    store.close()
    code, said = replayed("forged", capsys)
    assert code == 1
    assert "not the same" in said
    assert "the bytes of the answer" in said


@pytest.mark.parametrize("body", [INLINE, {"learner_id": "zed"}])
def test_an_answer_that_cannot_be_given_again_is_refused_in_a_sentence(
    client: Client, body: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = replayed(asked(client, body), capsys)
    assert code == 1
    assert "this answer cannot be given again" in said
    assert "Traceback" not in said


def test_an_answer_that_was_never_given_is_refused(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    assert client.get("/healthz").status_code == 200
    code, said = replayed("0123", capsys)
    assert code == 1
    assert "there is no answer" in said
