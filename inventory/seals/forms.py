"""What is asked when a digibank brings its own certificate."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import Length

from inventory.foundation.forms import HouseForm, Needed, UploadField


class BringForm(HouseForm):
    """A key with its certificate, as a certificate authority hands them out."""

    file = UploadField(
        _l("File with key and certificate (.p12 or .pfx)"),
        max_bytes=200_000,
        kinds=(".p12", ".pfx"),
        validators=[Needed(_l("Choose the .p12 or .pfx file."))],
    )
    password = PasswordField(_l("Password of the file"), validators=[Length(max=200)])
