"""The applicant's own form: which questions, in which order, and what the answers come to. No web, no database.

One question per page. A condition of the policy is a question of its own, and is asked only while it can still
change something. Whatever is answered here is somebody's own word: nothing is proven, and a person decides.
"""

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

from inventory.applications.assessment import Answer, Outcome, decide
from inventory.applications.policy import Criterion, Door, LendingPolicy, ProofKind, asked_of, criteria_of
from inventory.borrowers.rules import ContactChannel, Language
from inventory.foundation.refusal import Refusal

#: a form that nobody finishes is gone after this
KEPT = timedelta(days=14)
#: this long after an application was closed its link says how it stands
TOLD = timedelta(days=60)
#: more than this in a day that nobody sent is no row of honest people: whoever comes then is asked to call
MOST_BEGUN_A_DAY = 300
LONGEST_WISH, LONGEST_WAY = 300, 120
#: letters of a link: none that is read as another one
LINK_LETTERS, LINK_LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 20

#: what was answered, question by question: {"name": {"first_name": "Noor"}}
Answers = Mapping[str, Mapping[str, Any]]


class DoorIsClosed(Refusal):
    """This digibank does not take applications by this form now."""


class TooManyBegun(Refusal):
    """So many forms were begun today that this one is better done on the phone."""

    status = 429


class SentAlready(Refusal):
    """The form was sent; what it said is with the digibank now."""


class NotYetAll(Refusal):
    """A question was skipped."""


class Question(StrEnum):
    """The questions that everyone gets, in their order; a part of the address, too."""

    FOR_WHOM = "for-whom"
    NAME = "name"
    BORN = "born"
    LIVES = "lives"
    REACH = "reach"
    LANGUAGE = "language"
    PURPOSE = "purpose"
    WISHES = "wishes"
    HEARD = "heard"
    HELP = "help"


#: the page on which everything stands once more
CHECK = "check"
#: a condition is a question whose name begins so
_CONDITION = "condition-"


class ForWhom(StrEnum):
    """Who will use the laptop."""

    MYSELF = "myself"
    #: an adult borrows, for a child
    CHILD = "child"
    #: who is not an adult yet borrows nothing; an adult does
    YOUNG = "young"


class Helper(StrEnum):
    """Who fills in the form."""

    NOBODY = "nobody"
    #: family, a friend, a neighbour
    SOMEONE = "someone"
    DIGIHELPER = "digihelper"


class Word(StrEnum):
    """Somebody's own word about a condition."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


#: each language by its own name, as its speakers read it; who reads none of ours finds it by this
OWN_NAMES = {
    Language.DUTCH: "Nederlands",
    Language.FRENCH: "français",
    Language.ENGLISH: "English",
    Language.ARABIC: "العربية",
    Language.BULGARIAN: "български",
    Language.DARI: "دری / فارسی",
    Language.GERMAN: "Deutsch",
    Language.PASHTO: "پښتو",
    Language.POLISH: "polski",
    Language.PORTUGUESE: "português",
    Language.ROMANIAN: "română",
    Language.RUSSIAN: "русский",
    Language.SOMALI: "Soomaali",
    Language.SPANISH: "español",
    Language.TIGRINYA: "ትግርኛ",
    Language.TURKISH: "Türkçe",
    Language.UKRAINIAN: "українська",
}

#: the doors of a policy that this form is
_OURS = frozenset({Door.SELF, Door.DIGIHELPER, Door.INVITED})


def doors_here(policy: LendingPolicy) -> frozenset[Door]:
    """By which of its doors the form is open; none: it is closed. Doors that are not set open nothing."""
    return _OURS & frozenset(policy.doors or ())


def as_seen(policy: LendingPolicy, *, is_invited: bool) -> LendingPolicy:
    """The policy with the doors that are open to this form: an invitation opens its own, and that only."""
    doors = policy.doors or ()
    if is_invited and Door.INVITED in doors:
        return replace(policy, doors=(Door.INVITED,))
    return replace(policy, doors=tuple(door for door in doors if door is not Door.INVITED))


def needs_a_digihelper(policy: LendingPolicy) -> bool:
    """Is the form one that a digihelper fills in, together with the applicant, and nobody else?"""
    return doors_here(policy) == {Door.DIGIHELPER}


def door_of(answers: Answers, policy: LendingPolicy) -> Door:
    """By which door these answers come in. DoorIsClosed when the policy names none of them (any more)."""
    doors = doors_here(policy)
    if Door.DIGIHELPER in doors and answers.get(Question.HELP, {}).get("helper") == Helper.DIGIHELPER:
        return Door.DIGIHELPER
    for door in (Door.SELF, Door.INVITED):
        if door in doors:
            return door
    raise DoorIsClosed


def road(answers: Answers, policy: LendingPolicy) -> list[str]:
    """Every question for who answered so far, in order: those of everyone, then the conditions that matter."""
    open_still = {criterion.code for criterion in decide(_heard(answers, policy), policy).to_ask}
    codes = [criterion.code for criterion in criteria_of(asked_of(policy))]
    conditions = [condition(code) for code in codes if code in open_still or condition(code) in answers]
    return [*(question.value for question in Question), *conditions]


def condition(code: str) -> str:
    """The name of the question about the condition with this code."""
    return f"{_CONDITION}{code}"


def criterion_of(question: str, policy: LendingPolicy) -> Criterion | None:
    """The condition that this question is about; None when it is about none."""
    code = question.removeprefix(_CONDITION) if question.startswith(_CONDITION) else ""
    return next((one for one in criteria_of(asked_of(policy)) if one.code == code), None)


def next_open(answers: Answers, policy: LendingPolicy) -> str:
    """The first question without an answer; CHECK when there is none."""
    return next((question for question in road(answers, policy) if question not in answers), CHECK)


def following(question: str, answers: Answers, policy: LendingPolicy) -> str:
    """Where the button leads after `question`: to the next one, or to CHECK once everything was answered."""
    way = road(answers, policy)
    if next_open(answers, policy) == CHECK:
        return CHECK
    at = way.index(question) + 1 if question in way else 0
    return way[at] if at < len(way) else next_open(answers, policy)


def before(question: str, answers: Answers, policy: LendingPolicy) -> str | None:
    """The question that stands before this one; None before the first."""
    way = road(answers, policy)
    at = len(way) if question == CHECK else way.index(question) if question in way else 0
    return way[at - 1] if at else None


def place(question: str, answers: Answers, policy: LendingPolicy) -> tuple[int, int]:
    """Which question this is, and of how many: `(3, 12)`. The number shrinks when conditions fall away."""
    way = road(answers, policy)
    return (way.index(question) + 1 if question in way else len(way)), len(way)


@dataclass(frozen=True)
class Seen:
    """What is written down for one condition."""

    code: str
    outcome: Outcome
    proof: ProofKind | None = None


def seen_in(answers: Answers, policy: LendingPolicy) -> list[Seen]:
    """What the words about the conditions come to. Who does not know has not been asked: the desk asks again.

    Only where the policy takes somebody's own word is a yes enough; elsewhere the proof comes along later.
    """
    return list(_seen(answers, policy))


def _seen(answers: Answers, policy: LendingPolicy) -> Iterator[Seen]:
    for criterion in criteria_of(asked_of(policy)):
        word = answers.get(condition(criterion.code), {}).get("word")
        if word == Word.NO:
            yield Seen(criterion.code, Outcome.NOT_MET)
        elif word == Word.YES and ProofKind.OWN_WORD in criterion.proofs:
            yield Seen(criterion.code, Outcome.MET, ProofKind.OWN_WORD)
        elif word == Word.YES:
            yield Seen(criterion.code, Outcome.NOT_SHOWN)


def to_bring(answers: Answers, policy: LendingPolicy) -> tuple[Criterion, ...]:
    """The conditions on which a yes would rest and of which the proof has to come along."""
    return decide(_heard(answers, policy), policy).to_show


def _heard(answers: Answers, policy: LendingPolicy) -> dict[str, Answer]:
    return {one.code: Answer(one.outcome, one.proof) for one in _seen(answers, policy)}


def best_channel(phone: str, email: str) -> ContactChannel:
    """How we reach someone: a person calls; who has no phone gets a mail; who has neither, through somebody else."""
    if phone:
        return ContactChannel.PHONE
    return ContactChannel.EMAIL if email else ContactChannel.REFERRER


def is_a_link(token: str) -> bool:
    """Can this be the secret part of a link at all? Spares the database whatever a stranger makes up."""
    return len(token) == LINK_LENGTH and not set(token.upper()) - set(LINK_LETTERS)


def neighbourhood(address: str) -> str:
    """The range from which one house or one hired server sends: of 1.2.3.4 `1.2.3.0/24`, of IPv6 the first 48 bits."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((known, 24 if known.version == 4 else 48), strict=False))
