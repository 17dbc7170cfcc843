"""Who may open which door: the table that is reviewed by people, made from what the views ask.

One line per door: its name, how it is asked for, its address, and who comes in. When a door is added or its
lock changes, `tests/house/test_doors.py` fails until the new table is written and looked at.

    python tools/doors.py            show the table
    python tools/doors.py write      write it to tests/house/doors.txt
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parent.parent
TABLE = TOP / "tests" / "house" / "doors.txt"

#: Flask-Security's own doors, and who each is for; it checks them itself
SECURITY = {
    "security.login": "anyone: to sign in",
    "security.logout": "signed in: to sign out",
    "security.us_signin": "anyone: to sign in by a link in the mail",
    "security.us_signin_send_code": "anyone: to ask for that link, at a limited rate",
    "security.us_verify_link": "anyone: holds the link from the mail",
    "security.us_setup": "signed in: one's own ways to sign in",
    "security.us_setup_validate": "signed in: one's own ways to sign in",
    "security.us_verify": "signed in: to prove again who one is",
    "security.us_verify_send_code": "signed in: to prove again who one is",
    "security.verify": "signed in: to prove again who one is",
    "security.forgot_password": "anyone: answers the same whether the address is known or not",
    "security.reset_password": "anyone: holds the link from the mail",
    "security.change_password": "signed in: one's own password",
    "security.mf_recovery": "anyone: halfway signing in, with a recovery code",
    "security.mf_recovery_codes": "signed in: one's own recovery codes",
    "security.tf_select": "anyone: halfway signing in, to choose the second factor",
    "security.two_factor_rescue": "anyone: halfway signing in, without the phone",
    "security.two_factor_setup": "signed in: one's own second factor",
    "security.two_factor_setup_validate": "signed in: one's own second factor",
    "security.two_factor_token_validation": "anyone: halfway signing in, with the second factor",
    "security.wan_signin": "anyone: to sign in with a passkey",
    "security.wan_signin_response": "anyone: to sign in with a passkey",
    "security.wan_register": "signed in: one's own passkeys",
    "security.wan_register_response": "signed in: one's own passkeys",
    "security.wan_verify": "signed in: to prove again who one is",
    "security.wan_verify_response": "signed in: to prove again who one is",
    "security.wan_delete": "signed in: one's own passkeys",
    "security.static": "anyone: files",
    "static": "anyone: files",
}


def lines(app: Any) -> list[str]:
    """The table, one door a line, in order of name."""
    rows = []
    for rule in app.url_map.iter_rules():
        methods = "+".join(sorted(rule.methods - {"HEAD", "OPTIONS"}))
        who = who_enters(rule.endpoint, app.view_functions[rule.endpoint])
        rows.append(f"{rule.endpoint} | {methods} | {rule.rule} | {who}")
    return sorted(rows)


def who_enters(endpoint: str, view: Any) -> str:
    """The roles that may come in, or the reason why no role is asked; `NO LOCK` when there is none."""
    from inventory.permissions import ROLES

    if endpoint in SECURITY:
        return SECURITY[endpoint]
    if asks := getattr(view, "asks", None):
        roles = sorted(role for role, may in ROLES.items() if may & set(asks))
        return ", ".join(roles) or "nobody"
    if because := getattr(view, "open_because", None):
        return f"anyone: {because}"
    if because := getattr(view, "signed_in_because", None):
        return f"signed in: {because}"
    return "NO LOCK"


def main(arguments: list[str]) -> int:
    """The command line."""
    import os

    sys.path.insert(0, str(TOP))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LEENKRING_DATA"] = folder
        from wsgi import create_app

        text = "\n".join(lines(create_app({"JOBS_URL": f"sqlite:///{folder}/jobs.db"}))) + "\n"
    match arguments:
        case []:
            print(text, end="")
        case ["write"]:
            TABLE.write_text(text, encoding="utf-8")
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
