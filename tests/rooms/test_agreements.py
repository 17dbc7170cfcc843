"""Agreements with givers: drafted, signed once, kept for ever, ended with a reason; and their text in versions."""

import base64
import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from inventory.agreements import actions, paper, queries, rules, texts
from inventory.agreements.models import Agreement, AgreementSigning, AgreementText
from inventory.agreements.rules import AgreementKind, AgreementState, EndedBecause, Minimum
from inventory.foundation import forms as house_forms
from inventory.foundation.clock import day
from inventory.foundation.database import db
from inventory.foundation.forms import read_at_most
from inventory.foundation.refusal import MayNot
from inventory.foundation.tenancy import inside
from inventory.foundation.transaction import upkeep
from inventory.partners.models import PartnerKind
from tests.cast import NOW
from tests.make import make_agreement, make_ink, make_partner

DRAWN = "data:image/png;base64," + base64.b64encode(make_ink()).decode()
SIGNER = {"by": "Ömer Çelik", "function": "zaakvoerder", "signature": make_ink()}


def terms(**details):
    told = {"minimum": Minimum.CLEAR, "valid_from": day(NOW), "valid_until": None, "locale": "nl"}
    return actions.Terms(**{**told, **details})


def words_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


# --- from draft to end ------------------------------------------------------------------------------


def test_a_draft_is_changed_and_signed_once_and_then_stays(world, in_gent, now):
    fatima, agreement = world.fatima.actor, make_agreement(world, signed=False)
    actions.edit(fatima, agreement, terms(minimum=Minimum.PURGE), now=now)
    assert agreement.reference == "SO-0001"
    signing = actions.sign(fatima, agreement, **SIGNER, now=now)
    assert agreement.state is AgreementState.SIGNED
    assert signing.facts["minimum"] == "purge"
    for again in (
        lambda: actions.sign(fatima, agreement, **SIGNER, now=now),
        lambda: actions.edit(fatima, agreement, terms(), now=now),
    ):
        with pytest.raises(rules.NoLongerADraft):
            again()
    assert queries.paper_of(agreement) == signing.paper
    assert queries.in_force(agreement.partner_id, day(now)) == {AgreementKind.DONATION: agreement}


def test_only_a_coordinator_agrees_and_only_with_a_donor(world, in_gent, now):
    partner = make_partner(world)
    for person in (world.tom, world.sofie, world.nele, world.dirk):
        with pytest.raises(MayNot):
            actions.draft(person.actor, partner, AgreementKind.DONATION, terms(), now=now)
    shop = make_partner(world, kind=PartnerKind.SUPPLIER)
    with pytest.raises(actions.NotADonor):
        actions.draft(world.fatima.actor, shop, AgreementKind.DONATION, terms(), now=now)


def test_two_of_a_kind_never_hold_at_once(world, in_gent, now):
    fatima, first = world.fatima.actor, make_agreement(world)
    second = make_agreement(world, first.partner, signed=False)
    with pytest.raises(actions.AlreadyInForce):
        actions.sign(fatima, second, **SIGNER, now=now)
    assert second.state is AgreementState.DRAFT
    make_agreement(world, first.partner, kind=AgreementKind.PROCESSING)
    with pytest.raises(IntegrityError), upkeep():
        db.session.execute(update(Agreement).where(Agreement.id == second.id).values(state="signed"))


def test_renewing_asked_twice_is_one_draft_and_ends_the_old_one_when_signed(world, in_gent, now):
    fatima, old = world.fatima.actor, make_agreement(world)
    new = actions.renew(fatima, old, now=now)
    assert actions.renew(fatima, old, now=now).id == new.id
    assert old.state is AgreementState.SIGNED
    actions.sign(fatima, new, **SIGNER, now=now)
    assert (old.state, old.ended_because, old.end_reason) == (
        AgreementState.ENDED, EndedBecause.RENEWED, new.reference,
    )  # fmt: skip
    with pytest.raises(rules.NotSignedYet):
        actions.renew(fatima, old, now=now)


def test_an_agreement_ends_with_a_reason_and_once(world, in_gent, now):
    fatima, agreement = world.fatima.actor, make_agreement(world)
    with pytest.raises(actions.NeedsAReason):
        actions.end(fatima, agreement, reason="  ", now=now)
    actions.end(fatima, agreement, reason="Verhuist", now=now)
    with pytest.raises(actions.EndedBefore):
        actions.end(fatima, agreement, reason="Nog eens", now=now)
    assert queries.in_force(agreement.partner_id, day(now)) == {}


def test_what_ran_out_is_ended_by_night_and_makes_room_by_day(world, in_gent, now):
    agreement = make_agreement(world, valid_until=day(now))
    later = now + timedelta(days=2)
    assert queries.in_force(agreement.partner_id, day(later)) == {}
    other = make_agreement(world, agreement.partner, now=later)
    assert (agreement.state, agreement.ended_because) == (AgreementState.ENDED, EndedBecause.RUN_OUT)
    third = make_agreement(world, valid_until=day(now))
    assert actions.end_what_ran_out(world.fatima.actor, day(later), now=later) == 1
    assert (third.state, other.state) == (AgreementState.ENDED, AgreementState.SIGNED)
    assert actions.end_what_ran_out(world.fatima.actor, day(later), now=later) == 0


def test_a_signed_paper_from_elsewhere_is_kept_byte_for_byte(world, in_gent, now):
    agreement = make_agreement(world, signed=False)
    scan = paper.draw(paper.facts_of(agreement))
    signed = {
        "by": "An",
        "function": "directeur",
        "signed_on": day(now) - timedelta(days=3),
        "file_name": "scan.pdf",
    }
    signing = actions.bring_signed(world.fatima.actor, agreement, content=scan, now=now, **signed)
    assert queries.paper_of(agreement) == scan
    assert signing.file_name == "scan.pdf"
    other = make_agreement(world, signed=False)
    with pytest.raises(rules.SignedInTheFuture):
        actions.bring_signed(
            world.fatima.actor,
            other,
            content=scan,
            now=now,
            **signed | {"signed_on": day(now) + timedelta(days=1)},
        )


# --- what never changes -----------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["agreement_signing", "agreement_text"])
def test_the_database_refuses_to_change_what_was_signed(world, in_gent, table):
    make_agreement(world)
    for deed in (f"UPDATE {table} SET digibank_id = digibank_id", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="only grows"):
            db.session.execute(text(deed))
        db.session.rollback()


def test_an_agreement_altered_behind_our_back_is_found(world, in_gent):
    agreement = make_agreement(world)
    assert list(queries.broken_promises()) == []
    with upkeep():
        db.session.execute(update(Agreement).where(Agreement.id == agreement.id).values(minimum="purge"))
    assert list(queries.broken_promises()) == ["agreement SO-0001: it no longer says what was signed"]


def test_a_clause_of_our_own_makes_a_version_and_what_was_signed_stays(world, in_gent, now):
    fatima, agreement = world.fatima.actor, make_agreement(world)
    assert agreement.text.number == 1
    before = queries.paper_of(agreement)
    second = actions.add_clause(fatima, AgreementKind.DONATION, "Wij halen\nenkel op dinsdag op.", now=now)
    assert actions.add_clause(fatima, AgreementKind.DONATION, second.own_clause, now=now).id == second.id
    assert (second.number, agreement.text.own_clause, queries.paper_of(agreement)) == (2, "", before)
    later = make_agreement(world)
    assert later.text_id == second.id
    assert "enkel op dinsdag op." in words_of(queries.paper_of(later))
    assert db.session.execute(select(AgreementText.number).order_by(AgreementText.id)).scalars().all() == [
        1,
        2,
    ]


def test_new_words_of_the_house_make_a_version_that_keeps_the_clause(world, in_gent, now, monkeypatch):
    fatima = world.fatima.actor
    actions.add_clause(fatima, AgreementKind.DONATION, "Enkel op dinsdag.", now=now)
    monkeypatch.setattr(texts, "EDITION", "2")
    agreement = make_agreement(world)
    assert (agreement.text.number, agreement.text.edition, agreement.text.own_clause) == (
        3,
        "2",
        "Enkel op dinsdag.",
    )


# --- the paper --------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", ["nl", "fr", "en"])
@pytest.mark.parametrize("kind", list(AgreementKind))
def test_the_paper_says_everything_in_the_language_that_is_signed(world, in_gent, kind, locale):
    partner = make_partner(world, name="Çalışkan & شركة المثال", enterprise_number="0403.019.261")
    agreement = make_agreement(world, partner, kind=kind, locale=locale, minimum=Minimum.PURGE)
    pdf = queries.paper_of(agreement)
    words = words_of(pdf)
    for part in ("Çalışkan", "0403.019.261", agreement.reference, "Purge (NIST SP 800-88)", "An Gever", "Digibank Gent",
                 "Kringwinkel Voorbeeld", "Fatima"):  # fmt: skip
        assert part in words, part
    for heading, told in agreement.text.articles[locale]:
        assert heading in words
        assert " ".join(told.split()) in words, heading
    assert len(PdfReader(io.BytesIO(pdf)).pages) <= 3


def test_the_same_facts_give_the_same_bytes(world, in_gent):
    facts = paper.facts_of(make_agreement(world))
    assert paper.draw(facts) == paper.draw(facts)


def test_every_article_that_the_law_asks_of_a_processor_agreement_is_there():
    """GDPR art. 28(3): what must be in it, each by a word of the article that says it."""
    with_words = {
        "subject": "article 28", "duration": "begins at the hand-over", "nature": "fetches, stores, erases",
        "data": "Special categories", "instructions": "only on instructions", "secrecy": "bound to secrecy",
        "security": "behind a lock", "sub-processors": "fourteen days ahead", "assistance": "helps the donor",
        "breach": "within 48 hours", "audit": "send an auditor", "return": "gets back", "place": "Economic Area",
    }  # fmt: skip
    told = " ".join(words for _heading, words in texts._processing())
    assert not [name for name, words in with_words.items() if words not in told]


# --- the pages --------------------------------------------------------------------------------------


def sent(**details):
    return {"kind": "donation", "minimum": "clear", "valid_from": "2026-11-01", "valid_until": "", "language": "nl",
            **details}  # fmt: skip


def test_the_pages_walk_from_draft_to_signature(client, world):
    with inside(world.gent):
        partner_id = make_partner(world, name="Bakkerij Voorbeeld").id
    client.sign_in(world.fatima)
    shown = client.get(f"/gent/partners/{partner_id}").text
    assert "Nothing is signed with them yet" in shown
    assert client.get(f"/gent/agreements/new?partner={partner_id}&kind=processing").status_code == 200
    answer = client.post("/gent/agreements/new", data=sent(partner=partner_id, once="a"))
    assert (
        client.post("/gent/agreements/new", data=sent(partner=partner_id, once="a")).location
        == answer.location
    )
    here = answer.location
    assert "Let them sign here" in client.get(here).text
    assert client.get(f"{here}/paper.pdf").data[:5] == b"%PDF-"
    assert client.get(f"{here}/edit").status_code == client.get(f"{here}/sign").status_code == 200
    assert (
        client.post(f"{here}/sign", data={"by": "An", "function": "", "signature": DRAWN}).status_code == 422
    )
    refused = client.post(f"{here}/sign", data={"by": "An Gever", "function": "directeur", "signature": ""})
    assert refused.status_code == 422
    assert 'value="An Gever"' in refused.text
    done = client.post(f"{here}/sign", data={"by": "An Gever", "function": "directeur", "signature": DRAWN})
    assert done.location == here
    shown = client.get(here).text
    assert "An Gever, directeur" in shown
    assert client.get(f"{here}/paper.pdf").data[:5] == b"%PDF-"
    again = client.post(f"{here}/sign", data={"by": "Bo", "function": "x", "signature": DRAWN})
    assert again.status_code == 422
    assert "stays as it is" in again.text
    assert "SO-0001" in client.get("/gent/agreements/?state=signed").text
    assert "SO-0001" not in client.get("/gent/agreements/?state=draft").text
    renewed = client.post(f"{here}/renew", data={"once": "r"}).location
    assert renewed != here
    assert client.get(f"{renewed}/end").status_code == 200
    client.post(f"{renewed}/end", data={"reason": "Toch niet"})
    assert "Toch niet" in client.get(renewed).text


def test_a_scan_is_uploaded_and_a_hostile_one_is_not(client, world, monkeypatch):
    with inside(world.gent):
        agreement = make_agreement(world, signed=False)
        here, scan = f"/gent/agreements/{agreement.id}", paper.draw(paper.facts_of(agreement))
    client.sign_in(world.fatima)
    assert client.get(f"{here}/upload").status_code == 200
    signed = {"by": "An Gever", "function": "directeur", "signed_on": "2026-11-20"}

    def upload(content, **details):
        return client.post(
            f"{here}/upload", data={**signed, **details, "paper": (io.BytesIO(content), "a.pdf")}
        )

    hostile = scan.replace(b"%%EOF", b"7 0 obj <</S/JavaScript>> endobj %%EOF")
    for content, words in (
        (hostile, "holds a script"),
        (b"hello", "no whole PDF"),
        (b"x" * 90_000, "too large"),
    ):
        # As if the limit were small: whatever is larger is not read to its end.
        monkeypatch.setattr(house_forms, "read_at_most", lambda read, _most: read_at_most(read, 80_000))
        answer = upload(content)
        assert answer.status_code == 422
        assert words in answer.text
        assert 'value="An Gever"' in answer.text
    assert "Choose a file first" in client.post(f"{here}/upload", data=signed).text
    assert "still to come" in upload(scan, signed_on="2099-01-01").text
    with inside(world.gent):
        assert db.session.execute(select(AgreementSigning)).first() is None
    assert upload(scan).status_code == 303
    given = client.get(f"{here}/paper.pdf")
    assert given.data == scan
    assert given.headers["Content-Disposition"].startswith("attachment")


def test_the_text_pages_show_versions_and_take_a_clause(client, world):
    client.sign_in(world.fatima)
    assert "first agreement makes version 1" in client.get("/gent/agreements/texts/processing").text
    client.post("/gent/agreements/texts/donation", data={"clause": "Enkel <b>op dinsdag</b>."})
    shown = client.get("/gent/agreements/texts/donation").text
    assert "Version 2 is in use" in shown
    assert "Enkel &lt;b&gt;op dinsdag" in shown
    with inside(world.gent):
        [second, first] = queries.texts_of(AgreementKind.DONATION)
        ids = (first.id, second.id)
    assert "dinsdag" not in client.get(f"/gent/agreements/texts/donation/{ids[0]}").text
    assert "dinsdag" in client.get(f"/gent/agreements/texts/donation/{ids[1]}").text
    assert client.get(f"/gent/agreements/texts/processing/{ids[0]}").status_code == 404
    assert client.get("/gent/agreements/texts/other").status_code == 404
    too_long = client.post("/gent/agreements/texts/donation", data={"clause": "x" * 3001})
    assert too_long.status_code == 422


def test_a_period_that_runs_backwards_is_told_at_its_field_and_a_later_day_waits(client, world):
    with inside(world.gent):
        partner_id = make_partner(world).id
    client.sign_in(world.fatima)
    answer = client.post("/gent/agreements/new", data=sent(partner=partner_id, valid_until="2026-10-01"))
    assert answer.status_code == 422
    assert "lies before the first" in answer.text
    here = client.post(
        "/gent/agreements/new", data=sent(partner=partner_id, valid_from="2099-01-01")
    ).location
    assert "It can be signed from that day on" in client.get(here).text
    refused = client.post(f"{here}/sign", data={"by": "An", "function": "x", "signature": DRAWN})
    assert "choose an earlier first day" in refused.text


def test_a_supervisor_looks_and_the_bench_and_luik_do_not(client, world):
    with inside(world.gent):
        agreement_id = make_agreement(world).id
    client.sign_in(world.sofie)
    assert client.get(f"/gent/agreements/{agreement_id}").status_code == 200
    assert client.get(f"/gent/agreements/{agreement_id}/end").status_code == 403
    client.sign_in(world.tom)
    assert client.get(f"/gent/agreements/{agreement_id}").status_code == 403
    client.sign_in(world.bram)
    assert client.get(f"/luik/agreements/{agreement_id}").status_code == 404
