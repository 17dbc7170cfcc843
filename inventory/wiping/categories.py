"""Clear, Purge or Destroy: computed from what was done to which kind of medium, never typed."""

from dataclasses import dataclass
from enum import StrEnum

from inventory.agreements.rules import Minimum
from inventory.wiping.evidence.facts import Technique


class Category(StrEnum):
    """How far beyond reach the data is, in the words of NIST SP 800-88."""

    CLEAR = "clear"
    PURGE = "purge"
    DESTROY = "destroy"
    #: no category may be claimed
    NONE = "none"


#: what the medium's own firmware does, and nobody watches
FIRMWARE = frozenset(
    {Technique.SECURITY_ERASE, Technique.FORMAT_ERASE, Technique.SANITIZE, Technique.FIRMWARE_ERASE}
)


@dataclass(frozen=True)
class Grade:
    """A category with the rule that gave it and the standard, in its version, that the rule comes from."""

    category: Category
    rule: str
    standard: str


_STANDARD = "NIST SP 800-88 Rev. 1 (2014), App. A; Rev. 2 (2025) refers to IEEE 2883-2022"


def category(kind: str, technique: Technique, *, stated: bool = False) -> Grade:
    """Clear, Purge or Destroy for a `kind` of medium (hdd, ssd, nvme, emmc, other) and what was done to it.

    `stated`: a person says so and no tool reports it. Then nothing but destruction gives a category, because
    a firmware reset leaves no trace that could be checked (wiping.md §3 rows 18 to 22, §5 risk 29).
    """
    if technique is Technique.DESTRUCTION:
        return Grade(Category.DESTROY, "destroyed", _STANDARD)
    if stated:
        return Grade(Category.NONE, "stated", _STANDARD)
    if technique is Technique.SANITIZE:
        # The one command whose status tells what was done and how it ended (rows 5, 12 and 13).
        return Grade(Category.PURGE, "sanitize-status", _STANDARD)
    if technique in FIRMWARE:
        # Makers do different things under these names: a claim, and no more than Clear (rows 3, 4, 7, 9, 10).
        return Grade(Category.CLEAR, f"firmware-claim-{technique.value.partition('_')[0]}", _STANDARD)
    if technique is not Technique.OVERWRITE:
        return Grade(Category.NONE, technique.value, _STANDARD)
    # Cells set aside by the controller keep old data, so overwriting flash is Clear at most (rows 6, 8, 17);
    # on a hard disk reallocated sectors and a hidden area do (rows 1 and 2).
    return Grade(Category.CLEAR, "overwrite-flash" if is_flash(kind) else "overwrite-disk", _STANDARD)


#: weakest first
STRENGTH = (Category.NONE, Category.CLEAR, Category.PURGE, Category.DESTROY)


def reaches(category: Category, minimum: Minimum | None) -> bool:
    """Is this category at least what was agreed on? Where nothing was, any is."""
    return minimum is None or STRENGTH.index(category) >= STRENGTH.index(Category(minimum))


def is_flash(kind: str) -> bool:
    """Does this kind keep spare cells that no overwriting reaches?"""
    return kind in ("ssd", "nvme", "emmc")
