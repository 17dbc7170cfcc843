"""What is said of partners and contacts."""

from flask_babel import lazy_gettext as _l

from inventory.partners import actions
from inventory.partners.models import PartnerKind
from inventory.wording import says

says(
    {
        PartnerKind.DONOR: _l("Donor"),
        PartnerKind.SUPPLIER: _l("Supplier"),
        PartnerKind.REFERRER: _l("Referrer"),
        PartnerKind.SCHOOL: _l("School"),
        PartnerKind.WORKSHOP: _l("Reuse workshop"),
        PartnerKind.RECYCLER: _l("Recycler"),
        actions.PartnerKnown: _l("%(name)s is in the list already. Open that one."),
        actions.NotAnEnterpriseNumber: _l("This enterprise number is not right. Check the ten digits."),
        actions.NoWayToReach: _l("Fill in an e-mail address or a phone number."),
        "partners.registered": _l("Partner added"),
        "partners.edited": _l("Partner changed"),
        "partners.contact_added": _l("Contact added"),
        "partners.contact_edited": _l("Contact changed"),
        "partners.contact_forgotten": _l("Contact forgotten"),
        "partners.account_linked": _l("Account of a contact linked"),
    }
)
