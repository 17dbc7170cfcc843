"""Where a giver announces a gift: how many or which, how it gets here, and how careful we must be with its data.

Nothing of a list counts before it was shown; and a list tells its giver nothing of devices of others.
"""

from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import IntegerField, RadioField, SelectField, StringField, TelField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from inventory.agreements.rules import Minimum
from inventory.foundation.clock import now
from inventory.foundation.forms import HouseForm, Needed, UploadField, choices_of
from inventory.foundation.refusal import NotHere
from inventory.foundation.web import needs, page, say_done, told_on
from inventory.intake import announcing, importing
from inventory.intake.forms import ConfirmForm, DeclineForm, ListUploadForm
from inventory.intake.lists import MOST_BYTES, MOST_ROWS
from inventory.intake.models import Confidentiality, Lot, Way
from inventory.intake.rows import COMES_IN, ListField, ReportedRow, RowVerdict
from inventory.intake.uploads import ask_columns
from inventory.partners.actions import contact_for
from inventory.partners.models import Partner
from inventory.permissions import Permission
from inventory.portal import gifts
from inventory.wording import say

room = Blueprint("announcing", __name__, url_prefix="/<digibank>/donor")

#: rows of a list that the page names
_SHOWN = 200
#: of these a giver is told that they stay out, and not where the device is
_ELSEWHERE = frozenset({RowVerdict.KNOWN, RowVerdict.OTHER_LOT})


class AnnounceForm(HouseForm):
    """A gift that is still with its giver."""

    partner = SelectField(_l("In whose name?"), coerce=int)
    expected_count = IntegerField(
        _l("How many devices?"),
        [Optional(), NumberRange(1, MOST_ROWS, message=_l("Fill in a number from 1 to 10,000."))],
    )
    sheet = UploadField(
        _l("Or your list as CSV or Excel"), max_bytes=MOST_BYTES, kinds=(".csv", ".txt", ".tsv", ".xlsx")
    )
    way = RadioField(_l("How do they get to us?"), default=str(Way.FETCHED))
    street = StringField(_l("Street and number"), [Length(max=120)])
    postcode = StringField(_l("Postcode"), [Length(max=10)])
    municipality = StringField(_l("Municipality"), [Length(max=80)])
    days = StringField(_l("Which days suit you?"), [Length(max=200)])
    contact_name = StringField(
        _l("Whom do we ask for?"), [Needed(_l("Fill in whom we may ask for.")), Length(max=80)]
    )
    contact_phone = TelField(_l("Phone"), [Length(max=40)])
    confidentiality = RadioField(
        _l("How confidential are the data on them?"), [Needed(_l("Choose how confidential the data are."))]
    )
    asked_minimum = RadioField(_l("What do you ask of a wipe?"), default="")
    note = TextAreaField(_l("Remark"), [Length(max=1000)])

    def __init__(self, partners: list[Partner], **given: Any) -> None:
        """Offer what they are a contact of."""
        super().__init__(**given)
        self.partner.choices = [(partner.id, partner.name) for partner in partners]
        if len(partners) == 1 and self.partner.data is None:
            self.partner.data = partners[0].id
        self.way.choices = [
            (str(Way.FETCHED), _("You come and fetch them")),
            (str(Way.BROUGHT), _("We bring them")),
        ]
        self.confidentiality.choices = choices_of(Confidentiality, say)
        self.asked_minimum.choices = [("", _("What we agreed on is enough")), *choices_of(Minimum, say)]

    def validate_sheet(self, field: Any) -> None:
        """A number or a list: without either nobody knows what to come with."""
        if self.expected_count.data is None and not field.content and not self.expected_count.errors:
            raise ValidationError(_("Fill in how many devices, or choose a list."))

    def validate_street(self, field: Any) -> None:
        """Whoever comes must know where to."""
        if self.way.data == Way.FETCHED and not field.data:
            raise ValidationError(_("Fill in where we come to fetch them."))

    def told(self) -> announcing.Wish:
        """What was filled in."""
        minimum = self.asked_minimum.data
        return announcing.Wish(
            way=Way(self.way.data), confidentiality=Confidentiality(self.confidentiality.data),
            asked_minimum=Minimum(minimum) if minimum else None, expected_count=self.expected_count.data,
            street=self.street.data or "", postcode=self.postcode.data or "",
            municipality=self.municipality.data or "", days=self.days.data or "",
            contact_name=self.contact_name.data or "", contact_phone=self.contact_phone.data or "",
            note=self.note.data or "",
        )  # fmt: skip


@room.route("/new", methods=["GET", "POST"])
@needs(Permission.OWN_LOT_ANNOUNCE)
def new() -> Any:
    """Announce a gift."""
    partners = {partner.id: partner for partner in gifts.donors_of(g.actor.user_id)}
    if not partners:
        raise NotHere
    first = next(iter(partners.values()))
    form = AnnounceForm(list(partners.values()), data=_known(first) if request.method == "GET" else None)
    if form.validate_on_submit():
        with told_on(form):
            return _announced(form, partners[form.partner.data])
    return page("inventory/portal/announcing_new.html", form=form, donors=list(partners.values()))


def _known(partner: Partner) -> dict[str, Any]:
    """What we know already, so that nobody types it again."""
    contact = contact_for(g.actor.user_id, partner.id)
    return {
        "partner": partner.id, "way": str(Way.FETCHED), "asked_minimum": "", "street": partner.street,
        "postcode": partner.postcode, "municipality": partner.municipality,
        "contact_name": contact.name if contact else "", "contact_phone": contact.phone if contact else "",
    }  # fmt: skip


def _announced(form: AnnounceForm, partner: Partner) -> Any:
    this_moment = now()
    lot = announcing.announce_own(g.actor, partner, form.told(), now=this_moment)
    if form.sheet.content:
        draft = importing.upload_list(g.actor, lot, form.sheet.content, form.sheet.file_name, now=this_moment)
        say_done(_("Announced. Now look at your list, and keep what is right."))
        return redirect(url_for(".check_list", code=lot.code, draft_id=draft.id), 303)
    say_done(_("Announced. Thank you! We let you know when we come."))
    return redirect(url_for("donors.lot", code=lot.code), 303)


@room.route("/<code>/withdraw", methods=["GET", "POST"])
@needs(Permission.OWN_LOT_ANNOUNCE)
def withdraw(code: str) -> Any:
    """Take an announcement back: the gift does not go ahead."""
    lot, form = gifts.get_own_lot(g.actor.user_id, code), DeclineForm()
    if lot.announcement is None:
        raise NotHere
    if form.validate_on_submit():
        with told_on(form):
            announcing.withdraw_own(g.actor, lot, reason=form.reason.data, now=now())
            say_done(_("Taken back. Thank you for letting us know."))
            return redirect(url_for("donors.lot", code=lot.code), 303)
    return page("inventory/portal/announcing_withdraw.html", form=form, lot=lot)


@room.route("/<code>/list", methods=["GET", "POST"])
@needs(Permission.OWN_LOT_ANNOUNCE)
def upload_list(code: str) -> Any:
    """Send a list of what will come."""
    lot, form = _open_lot(code), ListUploadForm()
    if form.validate_on_submit():
        with told_on(form):
            draft = importing.upload_list(g.actor, lot, form.sent, form.list.file_name, now=now())
            return redirect(url_for(".check_list", code=lot.code, draft_id=draft.id), 303)
    return page("inventory/portal/announcing_list.html", form=form, lot=lot)


def _open_lot(code: str) -> Lot:
    """This person's own gift that is still with them; NotHere otherwise."""
    lot = gifts.get_own_lot(g.actor.user_id, code)
    if not importing.is_theirs_to_tell(g.actor.user_id, lot):
        raise NotHere
    return lot


@room.route("/<code>/list/<int:draft_id>", methods=["GET", "POST"])
@needs(Permission.OWN_LOT_ANNOUNCE)
def check_list(code: str, draft_id: int) -> Any:
    """What will become of each row; say what the columns mean, then keep what is right."""
    lot = _open_lot(code)
    draft = importing.get_draft(lot, draft_id)
    if draft.uploaded_by_id != g.actor.user_id:
        raise NotHere
    columns, form = ask_columns(draft), ConfirmForm()
    if request.form.get("step") == "columns":
        if columns.validate_on_submit():
            with told_on(columns):
                importing.map_columns(g.actor, draft, columns.told(), headed=columns.headed.data, now=now())
                return redirect(url_for(".check_list", code=lot.code, draft_id=draft.id), 303)
    elif form.validate_on_submit():
        with told_on(form):
            count = importing.confirm_list(g.actor, draft, seal=form.seal.data or "", now=now())
            say_done(ngettext("%(num)s device is on your list.", "%(num)s devices are on your list.", count))
            return redirect(url_for("donors.lot", code=lot.code), 303)
    report = importing.report_of(draft)
    form.seal.data = importing.seal_of(report)
    coming = [row for row in report if row.verdict in COMES_IN]
    left_out = [row for row in report if row.verdict not in COMES_IN]
    response, _status = page(
        "inventory/portal/announcing_check.html",
        form=form,
        columns=columns,
        lot=lot,
        draft=draft,
        shown=[(row, row.verdict in COMES_IN, _fate(row)) for row in [*left_out, *coming][:_SHOWN]],
        coming=len(coming),
        left_out=len(left_out),
        total=len(report),
        fields=[str(field) for field in ListField],
    )
    return response, 422 if (form.errors or columns.errors) else 200


def _fate(row: ReportedRow) -> str:
    """What becomes of a row, in words for its giver."""
    if row.verdict in _ELSEWHERE:
        return _("We cannot put this number on your list. Call us about it.")
    return str(say(row.verdict, named=row.named))
