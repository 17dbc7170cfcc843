"""The table of doors that people reviewed is the one that the code asks for."""

from tools import doors


def test_the_reviewed_table_is_up_to_date(app):
    reviewed = doors.TABLE.read_text(encoding="utf-8").splitlines()
    now = doors.lines(app)
    more, less = sorted(set(now) - set(reviewed)), sorted(set(reviewed) - set(now))
    assert not more, "look at these doors, then run `python tools/doors.py write`:\n" + "\n".join(more)
    assert not less, "these are gone; run `python tools/doors.py write`:\n" + "\n".join(less)
