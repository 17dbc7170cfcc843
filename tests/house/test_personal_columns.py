"""Nobody adds a column for words without saying of whom they are."""

from itertools import combinations

from tests.house.personal_columns import WHOSE, columns, that_may_tell


def test_every_column_for_words_says_whose_they_are(app):
    told = set().union(*(columns(one) for one in WHOSE.values()))
    there = that_may_tell()
    assert there - told == set(), "say of whom these tell in personal_columns.py"
    assert told - there == set(), "these are no columns any more"
    for one, other in combinations(WHOSE, 2):
        assert columns(WHOSE[one]) & columns(WHOSE[other]) == set(), f"of {one} and of {other}?"
