"""What the cards on the wall of the bench say: one deed each, so that a hand in a glove needs no keyboard."""

from enum import StrEnum


class CardMeaning(StrEnum):
    """What scanning this card says, mostly of the laptop that was scanned before it."""

    #: go to the next step of the journey
    STEP_DONE = "step_done"
    #: the rest of the checklist is in order
    ALL_FINE = "all_fine"
    #: something is broken
    DEFECT = "defect"
    #: on to what waits next
    NEXT = "next"
    #: take the last move back
    UNDO = "undo"
    #: a label for it
    PRINT_LABEL = "print_label"
    #: someone who leads the bench, please
    HELP = "help"


#: these say something of a laptop, so one is scanned before them
ABOUT_A_LAPTOP = frozenset(
    {CardMeaning.STEP_DONE, CardMeaning.ALL_FINE, CardMeaning.DEFECT, CardMeaning.PRINT_LABEL}
)
#: how each looks on paper, and on a page
PICTOGRAMS: dict[CardMeaning, str] = {
    CardMeaning.STEP_DONE: "step_done",
    CardMeaning.ALL_FINE: "all_fine",
    CardMeaning.DEFECT: "broken",
    CardMeaning.NEXT: "next",
    CardMeaning.UNDO: "undo",
    CardMeaning.PRINT_LABEL: "print_label",
    CardMeaning.HELP: "help",
}
ICONS: dict[CardMeaning, str] = {
    CardMeaning.STEP_DONE: "check",
    CardMeaning.ALL_FINE: "ready",
    CardMeaning.DEFECT: "broken",
    CardMeaning.NEXT: "right",
    CardMeaning.UNDO: "undo",
    CardMeaning.PRINT_LABEL: "printer",
    CardMeaning.HELP: "hand",
}
