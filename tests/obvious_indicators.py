"""The twelve indicators again, slow and obvious, from the words of belgium.md §5.3: loops over lists, nothing clever.

Another mind than the rules it checks: it shares no line with them. What it tells are cells, `{(grid, row, column): n}`,
without those that are nothing, and beside them how many are known and missing, and the numbers of their own.
"""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

Cells = dict[tuple[str, str, str], int]
SERVICES = ("lending", "start_workshop", "digipunt", "digicafe", "course", "computer_room", "repair_desk",
            "home_visit", "mobile")  # fmt: skip


def wall_clock(moment: datetime) -> datetime:
    """What a clock in Brussels shows: one hour ahead, two from the last Sunday of March to that of October at 1 UTC."""
    moment = moment.astimezone(UTC)

    def last_sunday(month: int) -> datetime:
        day = datetime(moment.year, month, 31, 1, tzinfo=UTC)
        while day.weekday() != 6:
            day -= timedelta(days=1)
        return day

    is_summer = last_sunday(3) <= moment < last_sunday(10)
    return moment + timedelta(hours=2 if is_summer else 1)


class ObviousContacts:
    """One world, one question, one day on which it is asked."""

    def __init__(self, world: SimpleNamespace, question: Any, today: date) -> None:
        """Work out once what every indicator begins with."""
        self.w, self.q, self.today = world, question, today
        self.cells: Cells = {}
        self.numbers: dict[str, int] = {}
        self.n = self.missing = 0
        self.here = [one for one in world.contacts if self.inside(one["on"]) and self.passes(one)]

    def inside(self, day: date) -> bool:
        return self.q.since <= day and day <= self.q.until

    def passes(self, contact: dict[str, Any] | None) -> bool:
        """Municipality, place and service, as the question asks."""
        q = self.q
        if contact is None:
            return not q.municipality and q.location_id is None
        if q.municipality and contact["town"] != q.municipality:
            return False
        if q.location_id is not None and contact["location"] != q.location_id:
            return False
        return not q.service or contact["service"] == q.service

    def add(self, grid: str, row: str, column: str, number: int | None = 1) -> None:
        if number:
            self.cells[grid, row, column] = self.cells.get((grid, row, column), 0) + number

    def put(self, grid: str, row: str, column: str, number: int | None) -> None:
        if number:
            self.cells[grid, row, column] = number

    def part(self, grid: str, row: str, column: str, part: int, whole: int) -> None:
        """Tenths of a percent, a half upwards."""
        if whole:
            exact = part * 1000 / whole
            self.put(grid, row, column, int(exact + 0.5))

    def middles(self, grid: str, row: str, values: list[int], quarters: bool = True) -> None:
        """The smallest value with at least a quarter, a half, three quarters at or below it."""
        for column, least in (("p25", 0.25), ("median", 0.5), ("p75", 0.75)):
            for value in sorted(values):
                if sum(other <= value for other in values) >= least * len(values):
                    self.put(grid, row, column, value)
                    break

    def opener(self, contact: dict[str, Any]) -> dict[str, Any]:
        for one in self.w.contacts:
            if one["id"] == (contact["opener"] or contact["id"]):
                return one
        raise AssertionError("every episode begins")

    def months(self) -> list[tuple[str, date, date]]:
        """Each month of the period with its first and last day."""
        found, day = [], self.q.since
        while day <= self.q.until:
            first = day.replace(day=1)
            last = first
            while (last + timedelta(days=1)).month == first.month:
                last += timedelta(days=1)
            found.append((f"month:{first:%Y-%m}", first, last))
            day = last + timedelta(days=1)
        return found

    def who(self, contacts: list[dict[str, Any]]) -> set[int]:
        return {one["person"] for one in contacts if one["person"] is not None}

    def groups(self, person: int | None) -> list[str]:
        mine = self.w.people[person]["groups"] if person is not None else set()
        return [f"group:{one}" for one in mine] or ["unknown"]

    # --- 1 and 2 ---

    def unique_visitors(self) -> None:
        people = self.who(self.here)
        fresh = []
        for person in self.w.people:
            mine = [one for one in self.w.contacts if one["person"] == person]
            if not mine:
                continue
            first = min(one["on"] for one in mine)
            if first <= self.q.until and any(one["on"] == first and self.passes(one) for one in mine):
                fresh.append(first)
        self.n, self.missing = len(self.here), len([one for one in self.here if one["person"] is None])
        for name, first, last in self.months():
            self.put(
                "new_by_month", name, "new", len([d for d in fresh if first <= d <= last and self.inside(d)])
            )
            self.put("cumulative_by_month", name, "new_so_far", len([d for d in fresh if d <= last]))
            inside = [one for one in self.here if first <= one["on"] <= last]
            self.put("people_by_month", name, "all", len(self.who(inside)))
        for service in SERVICES:
            some = [one for one in self.here if one["service"] == service]
            self.put("people_by_service", f"service:{service}", "all", len(self.who(some)))
            self.put("contacts_by_service", f"service:{service}", "all", len(some))
        self.numbers = {
            "unique": len(people), "new_unique": len([d for d in fresh if self.inside(d)]), "cumulative": len(fresh),
            "target": 1000, "contacts": self.n, "anonymous": self.missing,
        }  # fmt: skip

    def returning_visitors(self) -> None:
        people = self.who(self.here)
        before = [one for one in self.w.contacts if one["on"] < self.q.since and self.passes(one)]
        back, again = set(), set()
        for person in people:
            mine = [one for one in self.here if one["person"] == person]
            starts = {}
            for one in mine:
                key = self.opener(one)["id"]
                starts[key] = min([one["on"], *([starts[key]] if key in starts else [])])
            if len(set(starts.values())) >= 2:
                back.add(person)
            for old in before:
                if old["person"] == person and any(self.opener(old)["id"] != key for key in starts):
                    again.add(person)
        often = {one: len([c for c in self.here if c["person"] == one]) for one in back}
        self.n, self.missing = len(people), len([one for one in self.here if one["person"] is None])
        for row, some in (("within", back), ("earlier", again), ("either", back | again)):
            self.part("returning_share", row, "all", len(some), len(people))
        for times in often.values():
            self.add("people_by_times", f"times:{times}" if times < 6 else "times:6+", "returning")
        self.middles("contacts_per_person", "returning", list(often.values()))
        for person in people:
            services = {one["service"] for one in self.here if one["person"] == person}
            for one in services:
                for other in services:
                    self.add("services_together", f"service:{one}", f"service:{other}")
        self.profile({"returning": back, "once": people - back})
        self.numbers = {
            "unique": len(people), "returning": len(back), "returning_earlier": len(again),
            "returning_either": len(back | again),
        }  # fmt: skip

    def traits(self, person: int) -> dict[str, str]:
        """What is known of someone: by the newest contact that knows it, and how they came first."""
        mine = [one for one in self.w.contacts if one["person"] == person and one["on"] <= self.q.until]
        mine.sort(key=lambda one: (one["on"], one["id"]))
        ages = [one["band"] for one in mine if one["band"] != "unknown"]
        towns = [one["town"] for one in mine if one["town"]]
        ways = [one["channel"] for one in mine if one["channel"] != "unknown"]
        known = self.w.people[person]
        return {
            "age": f"band:{ages[-1]}" if ages else "unknown",
            "municipality": f"municipality:{towns[-1]}" if towns else "unknown",
            "channel": f"channel:{ways[0]}" if ways else "unknown",
            "gender": f"gender:{known['gender']}" if known["gender"] else "unknown",
            "language": f"language:{known['language']}",
        }

    def profile(self, columns: dict[str, set[int]]) -> None:
        for column, people in columns.items():
            for person in people:
                for grid, row in self.traits(person).items():
                    self.add(grid, row, column)
                for row in self.groups(person):
                    self.add("groups", row, column)

    # --- 3 and 4 ---

    def place(self, number: int | None) -> str:
        return f"location:{number}" if number else "unknown"

    def locations(self) -> None:
        self.n, self.missing = len(self.here), len([one for one in self.here if one["location"] is None])
        used, new = {one["location"] for one in self.here} - {None}, set()
        for place in [*used, None]:
            row, some = self.place(place), [one for one in self.here if one["location"] == place]
            self.put("people_by_location", row, "all", len(self.who(some)))
            for service in SERVICES:
                at = [one for one in some if one["service"] == service]
                self.put("contacts_by_location", row, f"service:{service}", len(at))
                self.put("people_by_location", row, f"service:{service}", len(self.who(at)))
            for name, first, last in self.months():
                at = [one for one in some if first <= one["on"] <= last]
                self.put("contacts_by_month", row, name, len(at))
                self.put("people_by_month", row, name, len(self.who(at)))
        for place in used:
            opened = min(one["on"] for one in self.w.contacts if one["location"] == place)
            if self.inside(opened):
                new.add(place)
                for one in self.here:
                    if one["location"] == place:
                        months = (one["on"].year - opened.year) * 12 + one["on"].month - opened.month
                        self.add("contacts_since_opening", self.place(place), f"since:{months}")
        self.numbers = {"locations": len(used), "new_locations": len(new), "contacts": self.n,
                        "unique": len(self.who(self.here))}  # fmt: skip

    def groups_by_location(self) -> None:
        people = self.who(self.here)
        self.n = len(people)
        self.missing = len([one for one in people if not self.w.people[one]["groups"]])
        for row in ["all", *{self.place(one["location"]) for one in self.here}]:
            there = {
                one["person"] for one in self.here
                if one["person"] is not None and row in ("all", self.place(one["location"]))
            }  # fmt: skip
            self.put("people", row, "all", len(there))
            for column in ["unknown", *(f"group:{one}" for one in self.w.groups)]:
                some = [one for one in there if column in self.groups(one)]
                self.put("people", row, column, len(some))
                self.part("share", row, column, len(some), len(there))

    # --- 5 and 6 ---

    def first_referrals(self) -> list[tuple[dict[str, Any], str, str]]:
        """Each episode that began in the period, with the organisation and the way of its first referral."""
        found = []
        for begin in self.here:
            if begin["opener"] is not None:
                continue
            steps = [
                one for one in self.w.contacts if self.opener(one) is begin and one["on"] <= self.q.until
            ]
            told = [one for one in steps if one["partner"] is not None or one["channel"] != "unknown"]
            told.sort(key=lambda one: (one["on"], one["id"]))
            partner = f"partner:{told[0]['partner']}" if told and told[0]["partner"] else "unknown"
            known = told and told[0]["channel"] != "unknown"
            found.append((begin, partner, f"channel:{told[0]['channel']}" if known else "unknown"))
        return found

    def referrers(self) -> None:
        found = self.first_referrals()
        self.n = len(found)
        self.missing = len([one for one in found if one[1:] == ("unknown", "unknown")])
        for _begin, partner, channel in found:
            self.add("by_partner", partner, "all")
            self.add("by_channel", channel, "all")
        applications = [one for one in self.w.applications if self.asks_of(one)]
        for row in {"all", *(self.sender(one) for one in applications)}:
            some = [one for one in applications if row in ("all", self.sender(one))]
            ends = [self.came_of(one) for one in some]
            if row != "all":
                for end, _days in ends:
                    self.add("applications", row, end)
            decided = [end for end, _days in ends if end != "open"]
            self.part("conversion", row, "lent", decided.count("lent"), len(decided))
            self.middles("days_to_loan", row, [days for end, days in ends if end == "lent"])
        ends = [self.came_of(one)[0] for one in applications]
        self.numbers = {"applications": len(ends), "lent": ends.count("lent"), "open": ends.count("open")}

    def asks_of(self, application: dict[str, Any]) -> bool:
        if not self.inside(wall_clock(application["at"]).date()) or self.q.service not in ("", "lending"):
            return False
        if self.q.device_kind and application["kind"] != self.q.device_kind:
            return False
        return self.passes(self.contact_of("application", "application", application["id"]))

    def contact_of(self, source: str, step: str, number: int) -> dict[str, Any] | None:
        for one in self.w.contacts:
            if (one["source"], one["step"], one["source_id"]) == (source, step, number):
                return one
        return None

    def sender(self, application: dict[str, Any]) -> str:
        return f"partner:{application['partner']}" if application["partner"] else "unknown"

    def came_of(self, application: dict[str, Any]) -> tuple[str, int]:
        days = [
            (one["began"] - wall_clock(application["at"]).date()).days for one in self.w.loans
            if one["application"] is application and one["ending"] != "undone"
        ]  # fmt: skip
        if days:
            return "lent", min(days)
        state = application["state"]
        return (state if state in ("refused", "withdrawn") else "open"), 0

    def groups_by_referrer(self) -> None:
        found = self.first_referrals()
        named = [one for one in found if one[0]["person"] is not None]
        unknown = [one for one in named if not self.w.people[one[0]["person"]]["groups"]]
        self.n, self.missing = len(named), len(found) - len(named) + len(unknown)
        rows: dict[str, list[tuple[str, str]]] = {}
        for begin, partner, channel in named:
            for row in self.groups(begin["person"]):
                rows.setdefault(row, []).append((partner, channel))
        for row, some in rows.items():
            for at, name in enumerate(("partner", "channel")):
                for column in {one[at] for one in some}:
                    count = len([one for one in some if one[at] == column])
                    self.put(f"groups_by_{name}", row, column, count)
                    self.part(f"share_by_{name}", row, column, count, len(some))
        sent = {partner for _begin, partner, _channel in found}
        silent = [
            one for one, kind in self.w.partners.items() if kind != "donor" and f"partner:{one}" not in sent
        ]
        self.numbers = {"silent": len(silent), "anonymous": len(found) - len(named)}
