"""What is said of a person's rights."""

from flask_babel import lazy_gettext as _l

from inventory.foundation.looking import PageKind
from inventory.rights import breaches, rules
from inventory.rights.rules import Answer, Asker, BreachRisk, LegalForm, PartThatWent, RequestKind
from inventory.wording import says

# One call per enum: two members that share a text would be one key of a dictionary.
says(
    {
        RequestKind.ACCESS: _l("What do you have about me?"),
        RequestKind.CORRECTION: _l("Something is wrong"),
        RequestKind.ERASURE: _l("Forget me"),
        RequestKind.RESTRICTION: _l("Keep my data, but do not use them"),
        RequestKind.PORTABILITY: _l("Give me my data as a file"),
        RequestKind.NO_TEXTS: _l("No text messages"),
        RequestKind.NO_CALLS: _l("No telephone calls"),
    }
)
says(
    {
        Asker.PERSON: _l("The person"),
        Asker.ADMINISTRATOR: _l("The legal administrator"),
        Asker.REFERRER: _l("The service that sent them"),
    }
)
says(
    {
        Answer.GRANTED: _l("Yes"),
        Answer.PARTLY: _l("Yes, in part"),
        Answer.REFUSED: _l("No"),
        Answer.WITHDRAWN: _l("No longer asked"),
    }
)
says(
    {
        PartThatWent.OLD_APPLICATIONS: _l("what was said in applications that came to nothing"),
        PartThatWent.OWN_LAPTOPS: _l("own laptops at the repair desk"),
        PartThatWent.INVITATIONS: _l("invitations to the form"),
        PartThatWent.LEVELS: _l("what was noted about computer skills in the start workshop"),
    }
)
says(
    {
        PageKind.FILE: _l("The person"),
        PageKind.APPLICATION: _l("An application"),
        PageKind.LOAN: _l("A loan"),
        PageKind.LETTERS: _l("What was written"),
        PageKind.COPY: _l("The whole file"),
    }
)
says(
    {
        BreachRisk.NONE: _l("No risk for people"),
        BreachRisk.SOME: _l("Some risk: tell the authority"),
        BreachRisk.HIGH: _l("High risk: tell the authority and the people"),
    }
)
says(
    {
        LegalForm.LOCAL_AUTHORITY: _l("Municipality or public centre for social welfare"),
        LegalForm.ASSOCIATION: _l("Association, cooperative or school"),
    }
)
says(
    {
        rules.AnsweredBefore: _l("A colleague answered this request already."),
        rules.LongerBefore: _l("The term was made longer once already. That may be done once."),
        rules.TooLateForLonger: _l(
            "The first month is over. It cannot be made longer any more. Answer as soon as you can."
        ),
        rules.WhyNeeded: _l("Write down why. The person reads this."),
        rules.IdentityNeeded: _l("Write down how you know who asks: “identity card looked at”, for example."),
        rules.NotADayYet: _l("This day is still to come."),
        rules.NumberNotKept: _l("Do not write down a number of a card. Say in words what you looked at."),
        rules.NothingOpen: _l("This person was forgotten. There is nothing left to answer."),
        rules.NothingGoesApart: _l(
            "There is nothing that can go by itself. Say yes: then this person is forgotten as soon as nothing "
            "holds it. Or say no, and why."
        ),
        rules.WaitsForAnswer: _l("This person asked something about their data and waits for an answer."),
        breaches.FoundLater: _l("This moment is still to come."),
        breaches.ToldBeforeFound: _l("This lies before the breach was found, or is still to come."),
        breaches.RiskUntold: _l(
            "There is a risk for people. Tell the authority first, or write down why that is not needed."
        ),
        "rights.breach_noted": _l("Breach written down"),
        "rights.breach_corrected": _l("Breach corrected"),
        "rights.breach_closed": _l("Breach closed"),
        "rights.notice_issued": _l("Privacy notice changed"),
        "rights.asked": _l("Asked about the own data"),
        "rights.made_longer": _l("Answer about the own data takes longer"),
        "rights.answered": _l("Answered about the own data"),
    }
)
