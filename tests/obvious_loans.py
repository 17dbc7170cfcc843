"""The other half of the obvious computation: who was sent on, how full moments are, and loans (belgium.md §5.3)."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests.obvious_indicators import ObviousContacts, wall_clock

#: the last day of each band, and how it is called
_BANDS = [(90, "days:0-90"), (180, "days:91-180"), (365, "days:181-365"), (730, "days:366-730")]


class Obvious(ObviousContacts):
    """All twelve."""

    # --- 7 and 8 ---

    def contact(self, number: int) -> dict[str, Any]:
        return next(one for one in self.w.contacts if one["id"] == number)

    def destinations(self) -> None:
        sent = [
            one for one in self.w.sent if self.inside(one["on"]) and self.passes(self.contact(one["contact"]))
        ]
        ends = []
        for one in sent:
            if one["came"] is not None:
                end = "came" if (one["came"] - one["on"]).days <= 60 else "did_not_come"
            else:
                end = "did_not_come" if (self.today - one["on"]).days > 60 else "under_way"
            ends.append(end)
            self.add(
                "by_destination",
                f"service:{one['service']}" if one["service"] else f"partner:{one['partner']}",
                end,
            )
            if one["service"]:
                self.add("by_location", self.place(one["location"]), end)
        for row in {"all", *(row for grid, row, _ in self.cells if grid == "by_destination")}:
            some = {end: self.cells.get(("by_destination", row, end), 0) for end in set(ends)}
            if row == "all":
                some = {end: ends.count(end) for end in set(ends)}
            came, not_come = some.get("came", 0), some.get("did_not_come", 0)
            self.part("realised", row, "came", came, came + not_come)
        known = 0
        for begin, partner, channel in self.first_referrals():
            self.add("referred_in", f"service:{begin['service']}", channel)
            known += (partner, channel) != ("unknown", "unknown")
        self.n, self.missing = len(sent), ends.count("under_way")
        self.numbers = {
            "sent_on": len(sent),
            "came": ends.count("came"),
            "under_way": self.missing,
            "referred_in": known,
        }

    def internal_referrals(self) -> None:
        episodes = [one for one in self.w.contacts if one["opener"] is None]
        pairs, people, all_aware = 0, set(), 0
        later_ones = [one for one in episodes if self.inside(one["on"]) and self.passes(one)]
        for second in later_ones:
            for first in episodes:
                if second["person"] is None or first["person"] != second["person"]:
                    continue
                gap = (second["on"] - first["on"]).days
                if gap <= 0 or gap > 90:
                    continue
                if any(
                    x["person"] == first["person"] and first["on"] < x["on"] < second["on"] for x in episodes
                ):
                    continue
                aware = any(
                    one["service"] == second["service"] and one["on"] <= second["on"]
                    and self.opener(self.contact(one["contact"])) is first
                    for one in self.w.sent
                )  # fmt: skip
                at = f"service:{first['service']}", f"service:{second['service']}"
                self.add("pairs", *at)
                self.add("aware_pairs", *at, int(aware))
                pairs, all_aware = pairs + 1, all_aware + aware
                people.add(first["person"])
        for (grid, row, column), count in list(self.cells.items()):
            if grid == "pairs":
                self.part("aware", row, column, self.cells.get(("aware_pairs", row, column), 0), count)
        self.part("aware_together", "all", "all", all_aware, pairs)
        self.n, self.missing = pairs, len([one for one in later_ones if one["person"] is None])
        self.numbers = {"episodes": len(later_ones), "people": len(people), "aware": all_aware}

    # --- 9 and 10 ---

    def help_questions(self) -> None:
        helped = [one for one in self.here if one["service"] != "lending"]
        for one in helped:
            column, asked = f"service:{one['service']}", one["help"]
            self.add("by_question", f"help:{asked}" if asked else "unknown", column)
            self.add("by_theme", f"help:{self.w.help[asked] or asked}" if asked else "unknown", column)
        began = [one for one in self.loans_here() if self.inside(one["began"])]
        for one in began:
            self.add(
                "by_purpose",
                f"purpose:{one['application']['purpose']}" if one["application"] else "unknown",
                "all",
            )
        vague = len([one for one in helped if one["help"] is None])
        empty = len([one for one in began if one["application"] is None])
        self.n, self.missing = len(helped) + len(began), vague + empty
        self.numbers = {
            "contacts": len(helped),
            "contacts_unknown": vague,
            "loans": len(began),
            "loans_unknown": empty,
        }

    def occupancy(self) -> None:
        came_words = ("attended", "partly", "helped", "waiting", "walked_in")
        missed_words = ("missed", "not_helped", "called_off")
        slots = [one for one in self.w.slots if self.is_moment(one)]
        booked_on_places: dict[str, int] = {}
        for slot in slots:
            if slot["gone"]:
                continue
            self.add("moments", f"service:{slot['service']}", "moments")
            self.add("moments", f"service:{slot['service']}", "places", slot["capacity"])
        walked, booked, unknown = 0, 0, 0
        for one in self.w.bookings:
            slot, row = one["slot"], f"service:{one['slot']['service']}"
            is_workshop, is_outing = slot["service"] == "start_workshop", slot["service"] == "lending"
            if not any(slot is other for other in slots) or (slot["gone"] and one["state"] != "walked_in"):
                continue
            if (is_workshop and one["state"] in ("waiting", "released")) or (
                is_outing and one["state"] == "called_off"
            ):
                continue
            if one["door"] == "at_the_door" or one["state"] == "walked_in":
                walked += 1
                self.add("walk_ins", row, "all")
                continue
            booked += 1
            came = True if one["state"] in came_words else False if one["state"] in missed_words else None
            clock = wall_clock(one["at"])
            at = f"weekday:{clock.weekday() + 1}", f"hour:{clock.hour}"
            self.add("booked_by_hour", *at)
            self.add("came_by_hour", *at, int(came is True))
            self.add("bookings", row, "booked")
            self.add("bookings", row, "not_noted" if came is None else "came" if came else "did_not_come")
            unknown += came is None
            if is_workshop:
                booked_on_places[row] = booked_on_places.get(row, 0) + 1
        for service in ("start_workshop", "lending", "repair_desk"):
            row = f"service:{service}"
            came, not_come = (self.cells.get(("bookings", row, one), 0) for one in ("came", "did_not_come"))
            self.part("came", row, "came", came, came + not_come)
            self.part(
                "filled",
                row,
                "filled",
                booked_on_places.get(row, 0),
                self.cells.get(("moments", row, "places"), 0),
            )
        for one in self.here:
            if one["on"] <= self.today and one["service"] not in ("start_workshop", "lending", "repair_desk"):
                walked += 1
                self.add("walk_ins", f"service:{one['service']}", "all")
        self.n, self.missing, self.numbers = booked, unknown, {"walked_in": walked}

    def is_moment(self, slot: dict[str, Any]) -> bool:
        """Within the days, and of the service, town and place that are asked of; the repair desk has no place."""
        day = wall_clock(slot["at"]).date()
        if day > self.today or not self.inside(day) or self.q.service not in ("", slot["service"]):
            return False
        place = slot["place"]
        if self.q.municipality and (place is None or place[1] != self.q.municipality):
            return False
        if self.q.location_id is None:
            return True
        name, town = next(
            (one.name, one.municipality) for one in self.w.location_rows if one.id == self.q.location_id
        )
        return place is not None and place[0] == name and town in (place[1], "")

    # --- 11 and 12 ---

    def ended(self, loan: dict[str, Any]) -> date | None:
        return wall_clock(loan["ended_at"]).date() if loan["ended_at"] else None

    def loans_here(self) -> list[dict[str, Any]]:
        """Loans that ran on a day of the period, pass the question, and were not undone."""
        found = []
        for one in self.w.loans:
            end = self.ended(one)
            if one["ending"] == "undone" or one["began"] > self.q.until or (end and end < self.q.since):
                continue
            if self.q.service not in ("", "lending") or self.q.device_kind not in ("", one["kind"]):
                continue
            if self.passes(self.contact_of("loan", "pick_up", one["id"])):
                found.append(one)
        return found

    def due_on(self, loan: dict[str, Any], day: date) -> date | None:
        """The end as it was agreed by that day."""
        moves = [one for one in self.w.moves if one["loan"] == loan["id"]]
        due = moves[0]["from"] if moves else loan["due"]
        for one in moves:
            if wall_clock(one["at"]).date() <= day:
                due = one["to"]
        return due

    def loans(self) -> None:
        some, at = self.loans_here(), min(self.q.until, self.today)
        kinds = {"began": [], "active": [], "ended": []}
        for one in some:
            end = self.ended(one)
            if self.inside(one["began"]):
                kinds["began"].append(one)
            if one["began"] <= at and not (end and end <= at):
                kinds["active"].append(one)
            if end and self.inside(end):
                kinds["ended"].append(one)
        for column, ones in kinds.items():
            for one in ones:
                picked = self.contact_of("loan", "pick_up", one["id"])
                first = self.due_on(one, date.min)
                self.add("by_device_kind", f"kind:{one['kind']}", column)
                self.add("by_location", self.place(picked and picked["location"]), column)
                self.add("by_term", "term:months" if first else "term:indefinite", column)
        self.months_of_loans(some, kinds, at)
        for one in kinds["ended"]:
            self.add("endings", f"ending:{one['ending']}", "ended")
        self.middles("days", "realised", [(self.ended(one) - one["began"]).days for one in kinds["ended"]])
        terms = [
            (first - one["began"]).days for one in kinds["ended"] if (first := self.due_on(one, date.min))
        ]
        self.middles("days", "agreed", terms)
        late = []
        for one in kinds["active"]:
            days, due = (at - one["began"]).days, self.due_on(one, at)
            row = next((name for last, name in _BANDS if days <= last), "days:731+")
            self.add("running", row, "so_far")
            if due is not None and due < at:
                late.append((at - due).days)
        self.middles("overdue", "overdue", late)
        self.moves_of(kinds)
        asked = [one for one in kinds["began"] if one["application"] is not None]
        waits = [(one["began"] - wall_clock(one["application"]["at"]).date()).days for one in asked]
        self.middles("waiting", "waiting", waits)
        for one in kinds["began"]:
            self.add("deposits", self.deposit(one["deposit"]), "began")
        self.n = len({one["id"] for ones in kinds.values() for one in ones})
        self.missing = len(kinds["began"]) - len(asked)
        self.numbers |= {name: len(ones) for name, ones in kinds.items()} | {"overdue": len(late)}
        self.numbers["given_away"] = len([one for one in kinds["ended"] if one["ending"] == "transferred"])

    def months_of_loans(self, some: list[dict[str, Any]], kinds: dict[str, list[Any]], at: date) -> None:
        for name, first, last in self.months():
            self.put(
                "by_month",
                name,
                "began",
                len([one for one in kinds["began"] if first <= one["began"] <= last]),
            )
            self.put(
                "by_month",
                name,
                "ended",
                len([one for one in kinds["ended"] if first <= self.ended(one) <= last]),
            )
            if first <= at:
                end = min(last, at)
                running = [
                    one
                    for one in some
                    if one["began"] <= end and not (self.ended(one) and self.ended(one) <= end)
                ]
                self.put("active_by_month", name, "active", len(running))

    def moves_of(self, kinds: dict[str, list[Any]]) -> None:
        counted = {one["id"] for ones in kinds.values() for one in ones}
        moves = [one for one in self.w.moves if one["loan"] in counted]
        inside = [one for one in moves if self.inside(wall_clock(one["at"]).date())]
        self.numbers["extended"] = len(inside)
        self.numbers["turned_indefinite"] = len([one for one in inside if one["from"] and one["to"] is None])
        for column in ("active", "ended"):
            for loan in kinds[column]:
                mine = [one for one in moves if one["loan"] == loan["id"]]
                times = len([one for one in mine if wall_clock(one["at"]).date() <= self.q.until])
                self.add("extensions", f"times:{times}" if times < 3 else "times:3+", column)

    def deposit(self, agreed: tuple[str, str] | None) -> str:
        if agreed is None:
            return "unknown"
        tariff, way = agreed
        if way in ("waived", "none"):
            return f"tariff:{way}"
        return f"tariff:{tariff}" if tariff in ("normal", "social", "waived", "third_party") else "unknown"

    def borrowers(self) -> None:
        borrowing = {one["person"] for one in self.loans_here()}
        asked, self.q = self.q, replace(self.q, municipality="", location_id=None, service="", device_kind="")
        every = {one["person"] for one in self.loans_here()}
        self.q = asked
        others = {one for one in self.who(self.here) if one not in every}
        self.profile({"borrowers": borrowing, "others": others})
        for grid, row in {(grid, row) for grid, row, _ in self.cells}:
            counts = [self.cells.get((grid, row, name), 0) for name in ("borrowers", "others")]
            parts = []
            for name, count, group in zip(("borrowers", "others"), counts, (borrowing, others), strict=True):
                parts.append(int(count * 1000 / len(group) + 0.5) if group else None)
                self.put(f"{grid}_share", row, name, parts[-1])
            if None not in parts:
                self.put(f"{grid}_share", row, "difference", parts[0] - parts[1])
        everyone = borrowing | others
        vague = [
            one
            for one in everyone
            if self.traits(one)["age"] == "unknown" or not self.w.people[one]["groups"]
        ]
        self.n, self.missing = len(everyone), len(vague)
        self.numbers = {"borrowers": len(borrowing), "others": len(others)}
