"""What is said of lots, lists, hardware reports and the refusals at the door."""

from flask_babel import lazy_gettext as _l

from inventory.intake import actions, announcing, importing, inspecting, locks, rules, thanks
from inventory.intake.findings import Finding, RefusedBecause
from inventory.intake.hardware import report
from inventory.intake.hardware.report import Remark
from inventory.intake.locks import BatterySeen, Criterion, Damage, Lock, Outcome
from inventory.intake.machines import MachineVerdict
from inventory.intake.models import Confidentiality, LotKind, LotState, Way
from inventory.intake.queries import Reconciled
from inventory.intake.rows import ListField, RowVerdict
from inventory.wording import says

says(
    {
        LotKind.DONATION: _l("Donation"),
        LotKind.PURCHASE: _l("Purchase"),
        Confidentiality.ORDINARY: _l("Everyday work"),
        Confidentiality.CONFIDENTIAL: _l("Confidential: data of customers or staff"),
        Confidentiality.STRICT: _l("Strictly confidential: health, money, secrets"),
        Way.FETCHED: _l("We come and fetch it"),
        Way.BROUGHT: _l("They bring it"),
        Reconciled.RECEIVED: _l("Listed and here"),
        Reconciled.MISSING: _l("Listed, not here"),
        Reconciled.EXTRA: _l("Here, not listed"),
        Reconciled.SENT_BACK: _l("Sent back at the door"),
        LotState.ANNOUNCED: _l("Announced"),
        LotState.RECEIVING: _l("Coming in"),
        LotState.CLOSED: _l("Closed"),
        LotState.DECLINED: _l("Does not come"),
        Finding.SCREEN: _l("Screen broken"),
        Finding.NO_CHARGER: _l("No charger"),
        Finding.LOCK: _l("Lock or password"),
        Finding.BATTERY: _l("Battery swollen"),
        RefusedBecause.LOCKED: _l("It is locked and the giver cannot unlock it."),
        RefusedBecause.TOO_OLD: _l("It is too old to lend."),
        RefusedBecause.BROKEN: _l("It is broken beyond repair."),
        RefusedBecause.NOT_THEIRS: _l("It is leased, or belongs to someone else."),
        RefusedBecause.OTHER: _l("Another reason."),
        Lock.UNKNOWN: _l("A lock, we do not know which"),
        Lock.BIOS: _l("Password of the BIOS"),
        Lock.AUTOPILOT: _l("Windows Autopilot or Intune"),
        Lock.APPLE: _l("Apple Activation Lock"),
        Lock.CHROME: _l("Chrome enterprise enrolment"),
        Lock.ABSOLUTE: _l("Absolute (Computrace)"),
        Criterion.OUTDATED: _l("Very outdated"),
        Criterion.RUST: _l("Rust or much outer damage"),
        Criterion.BAD_STATE: _l("In a bad general state"),
        Criterion.NOT_WORTH_IT: _l("Repair costs more than it is worth"),
        Damage.SCREEN: _l("Screen broken"),
        Damage.HINGE: _l("Hinge loose or broken"),
        Damage.CASE: _l("Case cracked"),
        Damage.KEYS: _l("Keys missing"),
        Damage.NO_DISK: _l("No disk inside"),
        BatterySeen.FINE: _l("Fine"),
        BatterySeen.SWOLLEN: _l("Battery swollen"),
        BatterySeen.ABSENT: _l("No battery"),
        Outcome.ACCEPT: _l("We take it"),
        Outcome.PARTS: _l("For its parts"),
        Outcome.RECYCLE: _l("To the recycler"),
        Outcome.BACK: _l("Back to the giver"),
        locks.GiverMustUnlock: _l(
            "%(code)s is locked by its former owner. It waits until its giver unlocks it."
        ),
        locks.LockIsOpen: _l("Somebody said already that this lock is off."),
        locks.TakenForParts: _l("%(code)s was taken in for its parts. Look it over again when that changed."),
        locks.NoLockHere: _l("There is no lock to write about. Say first which lock it is."),
        inspecting.NotAtTheDoor: _l("%(code)s is past the bench. Put its details right on its own page."),
        inspecting.MustGoBack: _l("%(code)s left the door already. Only what just came in can go back."),
        "intake.inspected": _l("Looked over"),
        "intake.lock_noted": _l("Lock seen"),
        "intake.lock_lifted": _l("Lock is off"),
        "intake.giver_asked_to_unlock": _l("Giver asked to unlock"),
        "intake.giver_reminded_to_unlock": _l("Giver reminded to unlock"),
        ListField.SERIAL: _l("Serial number"),
        ListField.MAKER: _l("Maker"),
        ListField.MODEL: _l("Model"),
        ListField.ASSET_NUMBER: _l("The giver's own number"),
        ListField.PROCESSOR: _l("Processor"),
        ListField.MEMORY: _l("Memory"),
        RowVerdict.NEW: _l("New on this lot."),
        RowVerdict.MATCHED: _l("Is here already as %(named)s. The list confirms it."),
        RowVerdict.NO_SERIAL: _l("There is no serial number in this row."),
        RowVerdict.FILLER: _l("The maker left a filler as serial number. Look on the laptop itself."),
        RowVerdict.TWICE: _l("The same serial number stands in row %(named)s."),
        RowVerdict.KNOWN: _l("Is in the house already as %(named)s."),
        RowVerdict.OTHER_LOT: _l("Was announced on another lot as %(named)s."),
        RowVerdict.LISTED: _l("Stands on the list of this lot already as %(named)s."),
        RowVerdict.NATIONAL_NUMBER: _l("Holds a national register number. We do not keep those."),
        RowVerdict.FORMULA: _l("Holds a formula. Paste the values and send it again."),
        RowVerdict.SHORTENED: _l("The spreadsheet shortened this number. Make the column text."),
        RowVerdict.OUR_LABEL: _l("This is our label %(named)s. Put the serial number of the laptop here."),
        RowVerdict.LABEL: _l(
            "This looks like a label or a link. Put the serial number here. If the maker printed it, scan this "
            "laptop at the door."
        ),
        RowVerdict.TOO_LONG: _l("Holds a text that is too long."),
        Remark.NO_MEDIA_SEEN: _l("The tool saw no drive. Look inside."),
        Remark.MEDIA_NOT_LISTED: _l("This tool never lists drives."),
        Remark.PLACEHOLDER_SERIAL: _l("The maker left a filler as serial number."),
        Remark.PLACEHOLDER_UUID: _l("The maker left a filler as UUID."),
        Remark.MEDIUM_WITHOUT_SERIAL: _l("A drive has no serial number."),
        Remark.MEDIUM_SERIAL_TWICE: _l("Two drives have the same serial number."),
        Remark.MODEL_CLIPPED: _l("The name of a drive is cut short."),
        Remark.REMOVABLE_LEFT_OUT: _l("Sticks and cards were left out."),
        Remark.RAID_HIDES_MEDIA: _l("A RAID volume hides its drives."),
        Remark.MEDIUM_NOT_OPENED: _l("The tool could not open a drive."),
        Remark.MEDIUM_FAILING: _l("A drive says that it is failing."),
        Remark.ACTIVATION_LOCKED: _l("The former owner's account still locks it."),
        Remark.NO_MACHINE: _l("The report tells of a drive only."),
        Remark.BATTERY_UNLIKELY: _l("The battery claims more than it can hold. Do not trust its number."),
        Remark.VIRTUAL_MACHINE: _l("The report was made in a virtual machine."),
        report.EmptyFile: _l("%(file)s is empty."),
        report.FileTooLong: _l(
            "%(file)s is longer than %(megabytes)s MB. That is no hardware report. Make it again with one tool, "
            "such as lshw -json, and send only that file."
        ),
        report.NotText: _l("%(file)s is no text. We read reports as text or JSON."),
        report.DamagedReport: _l("%(file)s is broken off or damaged. Make the report again."),
        report.UnknownReport: _l("%(file)s is no hardware report that we know."),
        rules.LotIsClosed: _l("Lot %(lot)s is closed. A coordinator can open it again."),
        rules.LotIsDeclined: _l("Lot %(lot)s was called off. Let its giver announce it anew."),
        rules.NeedsAReason: _l("Say why, in a few words."),
        rules.SomethingCame: _l("Part of this gift is here already. Close the lot instead."),
        actions.NotSignedFor: _l("Nobody signed for this gift yet. Let the giver sign first."),
        actions.NothingReceived: _l("Nothing came in yet. Scan a laptop first."),
        actions.OnAnotherLot: _l("This laptop was announced on lot %(lot)s. Open that lot."),
        actions.NoSerial: _l("Scan the serial number. It is underneath."),
        actions.FillerSerial: _l("“%(serial)s” is a filler of the maker. Look for the real serial number."),
        actions.TooLateToUndo: _l("Something else happened to this laptop already. Open its page."),
        actions.ContactOfAnother: _l("This contact works for another partner. Choose again."),
        importing.ReportChanged: _l("Something changed meanwhile. Look at the report again, then confirm."),
        importing.NothingComesIn: _l("Nothing of this can come in. Look at the reasons below."),
        importing.NoColumnChosen: _l("Choose the column with the serial numbers."),
        "intake.announced": _l("Lot announced"),
        "intake.agreement_found": _l("Agreement linked to the lot"),
        announcing.DayIsOver: _l("This day is over. Choose one that is still to come."),
        "intake.announced_by_giver": _l("Lot announced by its giver"),
        "intake.announcement_forgotten": _l("Whom to ask for was forgotten"),
        "intake.announcement_accepted": _l("Announcement accepted"),
        "intake.announcement_declined": _l("Gift called off"),
        "intake.edited": _l("Lot changed"),
        "intake.received": _l("Came in"),
        "intake.received_by_report": _l("Came in by hardware report"),
        "intake.report_filled_in": _l("Details filled in from a report"),
        "intake.receive_undone": _l("Scan taken back"),
        "intake.refused": _l("Sent back to the giver"),
        "intake.signed_for": _l("Handover signed"),
        "intake.closed": _l("Lot closed"),
        thanks.NobodyToTell: _l("We know no e-mail address of this giver. Fill it in first."),
        thanks.NotClosedYet: _l("Close the lot first. Then the giver gets the right numbers."),
        "intake.giver_told": _l("Giver told what came in"),
        "intake.reopened": _l("Lot opened again"),
        "intake.list_uploaded": _l("List uploaded"),
        "intake.columns_mapped": _l("Columns named"),
        "intake.list_confirmed": _l("List confirmed"),
        "intake.reports_uploaded": _l("Hardware reports uploaded"),
        "intake.reports_confirmed": _l("Hardware reports confirmed"),
        "intake.draft_forgotten": _l("Uploaded list forgotten"),
    }
)

# Apart from the above: in one table two members with the same text ("new") would be one key.
says(
    {
        MachineVerdict.NEW: _l("Comes in."),
        MachineVerdict.ARRIVES: _l("Was announced and comes in."),
        MachineVerdict.FILLED_IN: _l("Is here. We fill in what we did not know."),
        MachineVerdict.ELSEWHERE: _l("Is in the house, but not in this lot."),
        MachineVerdict.NAMELESS: _l("Has no serial number that we can trust. Scan it by hand."),
        MachineVerdict.LOOSE_DRIVE: _l("Tells of a drive only. Add the report of its laptop."),
        MachineVerdict.VIRTUAL: _l(
            "Was made in a virtual machine, and tells nothing of the laptop around it."
        ),
    }
)
