"""What is said of digibanken, members and codes."""

from flask_babel import lazy_gettext as _l

from inventory.digibank import actions, second_factor
from inventory.digibank.models import TokenKind
from inventory.wording import says

says(
    {
        actions.SlugTaken: _l("Another digibank has this short name already. Choose another."),
        actions.BadSlug: _l("Use 2 to 40 small letters, digits and dashes for the short name."),
        actions.AlreadyFounded: _l(
            "There is a digibank here already. Sign in, or ask its coordinator for an invitation."
        ),
        actions.AlreadyMember: _l("%(email)s has this role here already."),
        actions.InvitationGone: _l("This invitation was used already or is too old. Ask for a new one."),
        actions.LastCoordinator: _l("Someone must stay coordinator. Make another person coordinator first."),
        actions.PasswordTooWeak: _l("Choose a longer password: at least 10 characters, not a common one."),
        actions.EmailKnown: _l("This e-mail address has an account already. Sign in with it first."),
        second_factor.WrongCode: _l("This is not the code that your phone shows now. Type the newest one."),
        "digibank.founded": _l("Digibank founded"),
        "digibank.settings_changed": _l("Settings changed"),
        "digibank.member_invited": _l("Member invited"),
        "digibank.invitation_shown": _l("Invitation link shown, to be handed over"),
        "digibank.invitation_used": _l("Invitation accepted"),
        "digibank.role_given": _l("Role given"),
        "digibank.role_taken": _l("Role taken away"),
        "digibank.badge_made": _l("Badge of a member made"),
        "digibank.badge_replaced": _l("Badge of a member replaced"),
        "digibank.token_made": _l("API token made"),
        "digibank.token_revoked": _l("API token revoked"),
    }
)
says(
    {
        TokenKind.PERSON: _l("Key of a person"),
        TokenKind.STATION: _l("Key of a station"),
    }
)
