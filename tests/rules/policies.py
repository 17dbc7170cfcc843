"""Any policy that people could write, and any application, for the tests that try them all."""

from typing import Any

from hypothesis import strategies as st

from inventory.applications.assessment import Answer, Outcome
from inventory.applications.deciding import Asking, Result
from inventory.applications.policy import (
    Criterion,
    Deposit,
    Door,
    ExceptionRoad,
    Extensions,
    FollowUp,
    FollowUpKind,
    ForKind,
    Gate,
    Group,
    LendingPolicy,
    LentKind,
    LoanEnd,
    Mode,
    PickUp,
    Price,
    ProofKind,
    Screener,
    Screening,
    ScreeningStep,
    SkillsTest,
    Tariff,
    Term,
    TermKind,
    Visit,
    VisitKind,
    WaivedBy,
    Workshop,
    WorkshopMode,
    criteria_of,
)
from inventory.applications.waiting import known_entries

CODES = tuple("abcdefgh")
flags = st.none() | st.booleans()
months = st.none() | st.integers(1, 120)
cents = st.none() | st.integers(0, 100_000)
#: letters of three scripts, and every mark that means something in YAML; no tables of Unicode, which take seconds
_LETTERS = "abnoyesë١م 0127-–:,.?!#&*|>%@`'\"{}[]~=<\\/\u2028\u00a0😀"
words = st.text(_LETTERS, min_size=1, max_size=40).filter(str.strip)
texts = st.dictionaries(st.sampled_from(["nl", "fr", "en"]), words.map(str.strip), min_size=1)


def _some(members: Any, least: int = 1) -> st.SearchStrategy[Any]:
    """Some of an enum, in its own order."""
    chosen = st.sets(st.sampled_from(members), min_size=least)
    return chosen.map(lambda them: tuple(one for one in members if one in them))


_leaf = st.just(Criterion("x", {"nl": "?"}))
_trees = st.recursive(
    st.builds(Group, st.sampled_from(Mode), st.lists(_leaf, min_size=1, max_size=3).map(tuple)),
    lambda inner: st.builds(
        Group,
        st.sampled_from([Mode.ALL, Mode.ANY]),
        st.lists(inner | _leaf, min_size=1, max_size=2).map(tuple),
    ),
    max_leaves=3,
)


def _named(tree: Group, codes: list[str], text: Any) -> Group:
    """The same tree, each condition with a code of its own."""
    return Group(
        tree.mode,
        tuple(
            _named(one, codes, text)
            if isinstance(one, Group)
            else Criterion(codes.pop(0), text, (ProofKind.CARD,))
            for one in tree.of
        ),
    )


@st.composite
def trees(draw: Any) -> Group:
    """Conditions of every shape that a document can hold."""
    if draw(st.integers(0, 9)) == 0:
        return Group(Mode.NONE)
    tree = draw(_trees.filter(lambda one: len(list(criteria_of(one))) <= len(CODES) and _depth(one) <= 4))
    return _named(tree, list(CODES), draw(texts))


def _depth(tree: Group) -> int:
    return 1 + max((_depth(one) for one in tree.of if isinstance(one, Group)), default=0)


def _steps() -> st.SearchStrategy[Any]:
    one = st.builds(
        Screening, st.sampled_from(ScreeningStep), st.none() | st.sampled_from(Screener), st.booleans()
    )
    return st.lists(one, max_size=4, unique_by=lambda step: step.step).map(tuple)


def _terms() -> st.SearchStrategy[Term]:
    numbered = st.builds(Term, st.just(TermKind.MONTHS), st.integers(1, 120), flags)
    bare = st.builds(Term, st.sampled_from([TermKind.SCHOOL_YEAR, TermKind.INDEFINITE]), soft=flags)
    return numbered | bare | st.builds(Term, st.just(TermKind.TRIAL), months, flags)


def _workshops() -> st.SearchStrategy[Workshop]:
    by = st.none() | st.sampled_from(WaivedBy)
    at_hand_over = st.builds(
        Workshop, st.just(WorkshopMode.AT_HAND_OVER), st.sampled_from([None, Gate.AT]), mandatory=flags,
        waived_by=by,
    )  # fmt: skip
    session = st.builds(
        Workshop,
        st.just(WorkshopMode.SESSION),
        st.none() | st.sampled_from(Gate),
        st.none() | st.integers(1, 600),
        st.none() | st.integers(1, 20),
        flags,
        waived_by=by,
    )
    later = st.builds(
        Workshop,
        st.just(WorkshopMode.SESSION),
        st.just(Gate.AFTER),
        within_weeks=st.integers(1, 52),
        waived_by=by,
    )
    session |= later
    return st.just(Workshop(WorkshopMode.NONE)) | at_hand_over | session


_codes = st.none() | st.lists(st.sampled_from(CODES), max_size=3, unique=True).map(tuple)
_settings: dict[str, st.SearchStrategy[Any]] = {
    "doors": _some(Door),
    "criteria": trees(),
    "criteria_exhaustive": flags,
    "criteria_by_referrer": flags,
    "referrer_replaces_proof": flags,
    "screening": _steps(),
    "digital_test": st.sampled_from(SkillsTest),
    "exceptions": _some(ExceptionRoad, 0),
    "term": _terms(),
    "extensions": st.builds(Extensions, st.none() | st.integers(0, 50), months, flags, flags, flags),
    "visit": st.just(Visit(VisitKind.NONE)) | st.builds(Visit, st.just(VisitKind.VISIT), months, flags),
    "deposit": st.builds(
        Deposit,
        cents,
        cents,
        cents,
        st.sampled_from([None, Tariff.NORMAL, Tariff.SOCIAL, Tariff.WAIVED]),
        _codes,
        _codes,
        st.none() | st.integers(2, 24),
    ),
    "deductions": st.lists(
        st.builds(Price, st.sampled_from(CODES), texts, st.integers(0, 100_000)),
        max_size=3,
        unique_by=lambda one: one.code,
    ).map(tuple),
    "deduction_cap_cents": cents,
    "workshop": _workshops(),
    "loans_per_person": st.integers(1, 20),
    "loans_per_household": st.integers(1, 20),
    "pick_up": _some(PickUp),
    "ends": _some(LoanEnd),
    "follow_up": st.just(FollowUp(FollowUpKind.NONE))
    | st.builds(FollowUp, st.just(FollowUpKind.PLANNED), months),
    "reminder_days": st.sets(st.integers(-90, 90), max_size=4).map(lambda days: tuple(sorted(days))),
    "remarks": texts,
}


#: set once for all sorts of device, so not among the settings that a sort may have otherwise
_priorities = st.lists(
    st.sampled_from([*known_entries(), *(f"condition.{code}" for code in CODES)]),
    min_size=1, max_size=4, unique=True,
).map(tuple)  # fmt: skip


@st.composite
def policies(draw: Any, *, with_kinds: bool = True) -> LendingPolicy:
    """Any policy that a document can hold, clashes and all: conditions in most, and some of the other settings."""
    names = draw(st.sets(st.sampled_from(sorted(_settings)), max_size=7))
    chosen = {name: draw(_settings[name]) for name in _settings if name in names}
    if "criteria" not in chosen and draw(st.integers(0, 3)):
        chosen["criteria"] = draw(trees())
    if draw(st.booleans()):
        chosen["priority"] = draw(_priorities)
    kinds = None
    if with_kinds and draw(st.booleans()):
        kinds = tuple(_own(draw, kind) for kind in draw(_some(LentKind)))
    return LendingPolicy(**chosen, kinds=kinds)


def _own(draw: Any, kind: LentKind) -> ForKind:
    names = draw(st.sets(st.sampled_from(sorted(_settings)), min_size=1, max_size=3))
    return ForKind(
        kind, tuple((name, draw(st.none() | _settings[name])) for name in _settings if name in names)
    )


#: any application for such a policy
askings = st.builds(
    Asking,
    door=st.none() | st.sampled_from(Door),
    kind=st.sampled_from(LentKind),
    answers=st.dictionaries(st.sampled_from(CODES), st.builds(Answer, st.sampled_from(Outcome))),
    vouched=st.booleans(),
    steps=st.dictionaries(st.sampled_from(ScreeningStep), st.sampled_from(Result)),
    roads=st.frozensets(st.sampled_from(ExceptionRoad)),
    running_loans=st.integers(0, 3),
    household_loans=st.integers(0, 3),
)
