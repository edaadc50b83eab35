"""Arguments that cannot be read are told in plain words, with what was expected."""

import pytest

from tests.cairn.cairn_house import cairn


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("make-demo OUT --world evil", "'evil' is not one of 'friendly', 'misspecified', 'hostile'"),
        ("import foo SRC OUT", "'foo' is not one of 'enrolments', 'mooccubex', 'jcrec', 'esco', 'onet', 'oulad'"),
        ("make-demo OUT --seed x", "found 'x', expected a whole number"),
        ("serve --port 99999", "found '99999', expected 65535 or less"),
        ("sync DIR --allow-loss 0.5", "nothing vanishes without --snapshot"),
    ],
)
def test_what_cannot_be_read_is_told_in_plain_words(line, said):
    answer = cairn(*line.split())
    told = " ".join(answer.err.replace("│", " ").split())
    assert answer.code == 2
    assert said in told
    for word in ("Value error", "Input should", "parse"):
        assert word not in told
