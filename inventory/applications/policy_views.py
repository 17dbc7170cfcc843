"""The policy on pages: what it says in plain words, its versions, its file, and changing it."""

from io import BytesIO
from typing import Any

from flask import g, redirect, request, send_file, url_for
from flask_babel import gettext as _

from inventory.applications import actions, policy_files, queries
from inventory.applications.document import PolicyFlaw
from inventory.applications.door import room
from inventory.applications.models import Policy
from inventory.applications.policy import (
    LendingPolicy,
    LentKind,
    policy_for,
)
from inventory.applications.policy_form import PolicyFileForm, PolicyForm
from inventory.applications.presets import DEFAULT, PRESETS, Preset
from inventory.applications.sentences import told
from inventory.foundation.clock import now
from inventory.foundation.refusal import NotHere
from inventory.foundation.tongue import tongue
from inventory.foundation.web import needs, page, say_done, tell, told_on
from inventory.permissions import Permission


@room.get("/policy")
@needs(Permission.APPLICATION_SEE)
def policy() -> Any:
    """What this digibank asks and promises now, in plain sentences: of all devices, or of one sort."""
    versions = queries.policy_versions()
    return _policy_page(versions[0] if versions else None, versions)


@room.get("/policy/<int:policy_id>")
@needs(Permission.APPLICATION_SEE)
def policy_version(policy_id: int) -> Any:
    """What one version of the policy says: loans that began under it keep it."""
    return _policy_page(queries.get_policy(policy_id), queries.policy_versions())


def _policy_page(shown: Policy | None, versions: list[Policy]) -> Any:
    rules, kind = shown.rules if shown else LendingPolicy(), request.args.get("kind", "")
    return page(
        "inventory/applications/policy.html",
        policy=shown, versions=versions, kind=kind, kinds=list(LentKind),
        passages=told(policy_for(rules, kind) if kind in set(LentKind) else rules, tongue()),
    )  # fmt: skip


@room.get("/policy/<int:policy_id>/leenkring.yaml")
@needs(Permission.APPLICATION_SEE)
def policy_file(policy_id: int) -> Any:
    """This version as a file, which can be read in again, here or at another digibank."""
    kept = queries.get_policy(policy_id)
    content = policy_files.write_file(kept.rules)
    name = f"{g.digibank.slug}-{kept.version}.yaml"
    return send_file(BytesIO(content), "application/yaml", as_attachment=True, download_name=name)


@room.route("/policy/import", methods=["GET", "POST"])
@needs(Permission.POLICY_EDIT)
def import_policy() -> Any:
    """Read a policy from a file: every slip at its line, else what it says in plain words; then save it."""
    form, rules = PolicyFileForm(), None
    if form.validate_on_submit():
        rules = form.look()
        if form.may_save and request.form.get("deed") == "save":
            with told_on(form):
                actions.set_policy(g.actor, form.document, now=now())
                say_done(_("Saved. Loans that run keep the policy they began with."))
                return redirect(url_for(".policy"), 303)
    return page(
        "inventory/applications/import_policy.html",
        form=form, passages=told(rules, tongue()) if rules and not form.errors else [],
    )  # fmt: skip


@room.route("/policy/edit", methods=["GET", "POST"])
@needs(Permission.POLICY_EDIT)
def edit_policy() -> Any:
    """Change the policy; running loans keep theirs. `from` begins with another one's."""
    preset = _preset(request.args.get("from", ""))
    form = PolicyForm(locale=tongue(), before=preset.policy if preset else queries.rules_in_force())
    if form.validate_on_submit():
        with told_on(form):
            try:
                actions.set_policy(g.actor, form.document(), now=now())
            except PolicyFlaw as flaw:
                flaw.field = flaw.field or form.field_of(str(flaw.particulars["where"]))
                tell(form, flaw)
            else:
                say_done(_("Saved. Loans that run keep the policy they began with."))
                return redirect(url_for(".policy"), 303)
    return page("inventory/applications/edit_policy.html", form=form, preset=preset, presets=PRESETS)


def _preset(name: str) -> Preset | None:
    if name == "default":
        return Preset(_("a usual digibank"), DEFAULT)
    if name and name not in PRESETS:
        raise NotHere
    return PRESETS.get(name)
