"""What is said of lists of contacts, of their rows, and of what cannot be."""

from flask_babel import lazy_gettext as _l

from inventory.contact_lists import rules
from inventory.contact_lists.columns import ContactField
from inventory.contact_lists.dates import DayOrder
from inventory.contact_lists.models import ListState
from inventory.contact_lists.rows import RowVerdict
from inventory.wording import says

says(
    {
        ListState.UPLOADED: _l("Say what the columns hold"),
        ListState.LOOKING: _l("Being read"),
        ListState.LOOKED: _l("Look and say yes"),
        ListState.TAKING: _l("Coming in"),
        ListState.DONE: _l("It is in"),
        ListState.UNDOING: _l("Being taken back"),
        ListState.UNDONE: _l("Taken back"),
        ListState.DROPPED: _l("Not wanted"),
    }
)
says(
    {
        DayOrder.BY_ITSELF: _l("As the column shows; day first when it does not"),
        DayOrder.DAY_FIRST: _l("Day first: 3/4 is 3 April"),
        DayOrder.MONTH_FIRST: _l("Month first: 3/4 is 4 March"),
        DayOrder.BOTH: _l("Both"),
    }
)
says(
    {
        ContactField.DAY: _l("Day of the contact"),
        ContactField.SERVICE: _l("Service"),
        ContactField.PLACE: _l("Place"),
        ContactField.LAST_NAME: _l("Last name"),
        ContactField.FIRST_NAME: _l("First name"),
        ContactField.NAME: _l("First and last name in one cell"),
        ContactField.BIRTH_YEAR: _l("Year of birth"),
        ContactField.AGE: _l("Age"),
        ContactField.POSTCODE: _l("Postcode"),
        ContactField.MUNICIPALITY: _l("Municipality"),
        ContactField.PHONE: _l("Telephone"),
        ContactField.EMAIL: _l("E-mail address"),
        ContactField.LANGUAGE: _l("Language"),
        ContactField.GENDER: _l("Gender"),
        ContactField.GROUPS: _l("Target groups"),
        ContactField.HELP_TYPE: _l("What the question was about"),
        ContactField.PURPOSE: _l("What the laptop is for"),
        ContactField.CHANNEL: _l("How they found us"),
        ContactField.REFERRER: _l("Who sent them"),
        ContactField.OUTCOME: _l("What came of it"),
    }
)
says(
    {
        RowVerdict.TAKEN: _l("It is in"),
        RowVerdict.COMES: _l("Comes in"),
        RowVerdict.UNDONE: _l("Was in, and was taken back"),
        RowVerdict.NO_DAY: _l("It has no day."),
        RowVerdict.NOT_A_DAY: _l("We cannot read its day."),
        RowVerdict.EITHER_DAY: _l("It may be two days: the column has days first and months first."),
        RowVerdict.FUTURE: _l("Its day has still to come."),
        RowVerdict.NO_SERVICE: _l("It does not say which service it was."),
        RowVerdict.NOT_OURS: _l("You said that this is no service of yours."),
        RowVerdict.NATIONAL_NUMBER: _l("It holds a national register number. We do not keep that."),
        RowVerdict.FORMULA: _l("A cell holds a formula. Save the list with values."),
        RowVerdict.TWICE: _l("The same person at the same moment stands in an earlier row."),
        RowVerdict.KNOWN: _l("This row came in with an earlier list."),
    }
)
says(
    {
        rules.AlreadyIn: _l("This file was brought in on %(on)s. It counts once."),
        rules.NothingLeft: _l(
            "Every column of this file holds national register numbers. We keep none of it."
        ),
        rules.NoDayColumn: _l("Choose the column that holds the day."),
        rules.NoServiceTold: _l("Choose the service: for the whole list, or the column that says it."),
        rules.NotNow: _l("This list is somewhere else by now. Look at how it stands."),
        rules.StillAsks: _l("First say what the words mean and who the people are."),
        rules.NothingComesIn: _l("Not one row of this list can come in."),
        rules.NoAnswer: _l("Choose one answer."),
    }
)
says(
    {
        "contact_lists.uploaded": _l("A list of contacts was sent: %(rows)s rows."),
        "contact_lists.explained": _l("It was said what the columns hold."),
        "contact_lists.looked_at": _l("The rows were read: %(coming)s of %(rows)s can come in."),
        "contact_lists.not_understood": _l("A column says something else in nearly every row."),
        "contact_lists.words_answered": _l("It was said what %(words)s words mean."),
        "contact_lists.people_decided": _l("It was said who %(people)s people are."),
        "contact_lists.confirmed": _l("Somebody said yes to the list."),
        "contact_lists.rows_taken_in": _l("%(rows)s contacts came in."),
        "contact_lists.taken_in": _l("The list is in: %(rows)s contacts."),
        "contact_lists.taken_back": _l("Somebody takes the list back."),
        "contact_lists.rows_taken_out": _l("%(rows)s contacts were taken out."),
        "contact_lists.taken_out": _l("Nothing of the list is in any more."),
        "contact_lists.dropped": _l("The list went without coming in."),
    }
)
