"""What is said of wipe reports, verdicts, reasons, attempts and attests."""

from flask_babel import lazy_gettext as _l

from inventory.wiping import actions, bench, issuing, stations
from inventory.wiping.attest import NotAttested
from inventory.wiping.blocking import Blocker
from inventory.wiping.categories import Category
from inventory.wiping.evidence import people, text
from inventory.wiping.evidence.facts import Form, HiddenArea, Technique, VerifyLevel
from inventory.wiping.evidence.firmware import Deed, Sanitizing
from inventory.wiping.evidence.nwipe_facts import EndLine, Layout
from inventory.wiping.meeting import HostAgreement
from inventory.wiping.models import CertificateState, FindingState, Means
from inventory.wiping.next_steps import NextStep
from inventory.wiping.reasons import Reason
from inventory.wiping.required import Way
from inventory.wiping.rules import Remark, Verdict
from inventory.wiping.sample_log import Outcome
from inventory.wiping.spots import Waits
from inventory.wording import says

# One call per enum: members of two enums with the same text would be one key of a dictionary.
says(
    {
        Verdict.ERASED_VERIFIED: _l("Erased, read back"),
        Verdict.ERASED_UNVERIFIED: _l("Erased, not read back"),
        Verdict.FAILED: _l("Failed"),
        Verdict.ABORTED: _l("Stopped halfway"),
        Verdict.INDETERMINATE: _l("Not finished, as far as we see"),
        Verdict.NOT_AN_ERASURE: _l("Nothing was erased"),
        Verdict.REJECTED: _l("Proves nothing"),
    }
)
says(
    {
        # The three words of the standard are not translated: a lawyer looks them up.
        Category.CLEAR: "Clear",
        Category.PURGE: "Purge",
        Category.DESTROY: "Destroy",
        Category.NONE: _l("No category"),
    }
)
says(
    {
        NotAttested.OTHER_MEDIA: _l("It is about the disks listed above and no others."),
        NotAttested.LOOSE_MEDIA: _l(
            "Nobody wrote down whether memory cards, sticks or discs came with the device."
        ),
        NotAttested.COPIES: _l("Copies in a cloud, on a server or in a backup are not covered."),
        NotAttested.LOCKS: _l("Nor are accounts and locks of a maker or an organisation."),
        NotAttested.AFTERWARDS: _l("Nor is what was put on the disk after that day."),
    }
)
says(
    {
        Technique.OVERWRITE: _l("Overwritten"),
        Technique.SECURITY_ERASE: _l("Erased by the disk itself (secure erase)"),
        Technique.FORMAT_ERASE: _l("Formatted and erased by the disk itself"),
        Technique.SANITIZE: _l("Erased by the disk itself (sanitize)"),
        Technique.FACTORY_RESET: _l("Reset to factory state"),
        Technique.FIRMWARE_ERASE: _l("Erased by the disk's own command"),
        Technique.OTHER: _l("Another way"),
        Technique.DESTRUCTION: _l("Destroyed"),
        Technique.REMOVAL: _l("Taken out"),
        Technique.ABSENCE: _l("No disk inside"),
    }
)
says(
    {
        Blocker.NO_MEDIUM_KNOWN: _l("We know of no disk inside. Look, and tell us."),
        Blocker.NOT_WIPED: _l("Not wiped yet"),
        Blocker.WIPE_FAILED: _l("The wipe did not succeed"),
        Blocker.WAITS_FOR_SECOND_PERSON: _l("Waits for a second person"),
        Blocker.BELOW_MINIMUM: _l(
            "Wiped, but less than the giver asks. Wipe it again with a stronger method, or destroy the disk."
        ),
    }
)
says(
    {
        NextStep.CONFIRM: _l("Confirm it at the wiping bench. Then a colleague checks it."),
        NextStep.LOOK: _l("Look at it at the wiping bench before you confirm it."),
        NextStep.SCAN_DEVICE: _l("Scan the laptop in which this disk sits."),
        NextStep.TELL_WHICH: _l("Two disks here have this number. Scan the laptop in which it sits."),
        NextStep.SHOW_SERIAL: _l("Make the report anew, with the serial number of the disk in it."),
        NextStep.ELSEWHERE: _l("That laptop is not at the wiping bench. Look which one was wiped."),
        NextStep.BRING_MORE: _l("Bring what is missing too."),
        NextStep.WIPE: _l("Nothing was erased. Wipe the disk."),
        NextStep.WIPE_AGAIN: _l("Wipe the disk again, or take it out and destroy it."),
        NextStep.SECOND_LOOK: _l("A colleague checks it."),
        NextStep.NOTHING: _l("Nothing more to do."),
    }
)
says(
    {
        Way.OVERWRITE: _l("nwipe: zeros, read back all"),
        Way.SANITIZE_ATA: _l("hdparm: sanitize, or else secure erase"),
        Way.SANITIZE_NVME: _l("nvme: sanitize every block, or else the key"),
        Way.OVERWRITE_FLASH: _l("nwipe: zeros, read back all"),
        Way.LOOK_FIRST: _l("Look which kind it is, and ask."),
    }
)
says(
    {
        Waits.FOR_ITS_REPORT: _l("Waits for its report"),
        Waits.FOR_A_CONFIRMATION: _l("Its report is here: confirm it"),
        Waits.FOR_ITS_CERTIFICATE: _l("Every disk is dealt with"),
    }
)
says(
    {
        HostAgreement.SAME: _l("Wiped in this device"),
        HostAgreement.OTHER: _l("Wiped in another device"),
        HostAgreement.NOT_TOLD: _l("The report does not say in which device"),
    }
)
says(
    {
        Means.REPORT: _l("Report of a program"),
        Means.STATEMENT: _l("Written down by hand"),
        Means.DESTROYED: _l("Disk destroyed"),
        Means.REMOVED: _l("Disk taken out"),
        Means.ABSENT: _l("No disk inside"),
        Means.SEALED: _l("Factory-sealed, not wiped"),
    }
)
says(
    {
        FindingState.WAITING: _l("Waits at the wiping bench"),
        FindingState.RECORDED: _l("Written down"),
        FindingState.SET_ASIDE: _l("Put away"),
    }
)
says(
    {
        CertificateState.VALID: _l("Valid"),
        CertificateState.SUPERSEDED: _l("Replaced"),
        CertificateState.REVOKED: _l("Revoked"),
    }
)
says(
    {
        VerifyLevel.OFF: _l("not read back"),
        VerifyLevel.LAST: _l("read back after the last pass"),
        VerifyLevel.ALL: _l("read back after every pass"),
        VerifyLevel.STATUS: _l("by what the disk itself says"),
    }
)
says(
    {
        Form.NWIPE_LOG: _l("Log of nwipe"),
        Form.NWIPE_PDF: _l("PDF of nwipe"),
        Form.HDPARM: _l("Session with hdparm"),
        Form.NVME: _l("Session with nvme-cli"),
        Form.SG_SANITIZE: _l("Session with sg_sanitize"),
        Form.BLANCCO: _l("Report of Blancco"),
        Form.EREUSE: _l("Snapshot of eReuse Workbench"),
        Form.HARDWARE: _l("Hardware report"),
        Form.STATEMENT: _l("A person's word"),
    }
)
says(
    {
        Deed.SECURITY_ERASE: _l("Secure erase"),
        Deed.SECURITY_ERASE_ENHANCED: _l("Enhanced secure erase"),
        Deed.SANITIZE_BLOCK: _l("Sanitize: every block erased"),
        Deed.SANITIZE_CRYPTO: _l("Sanitize: the key thrown away"),
        Deed.SANITIZE_OVERWRITE: _l("Sanitize: overwritten"),
        Deed.SANITIZE_OTHER: _l("Sanitize"),
        Deed.FORMAT_USER_DATA: _l("Format: all data erased"),
        Deed.FORMAT_CRYPTO: _l("Format: the key thrown away"),
        Deed.FORMAT_ONLY: _l("Format that erases nothing"),
    }
)
says(
    {
        Sanitizing.NEVER: _l("Never begun"),
        Sanitizing.RUNNING: _l("Still busy"),
        Sanitizing.DONE: _l("Done"),
        Sanitizing.FAILED: _l("Did not succeed"),
        Sanitizing.UNKNOWN: _l("Not told"),
    }
)
says(
    {
        HiddenArea.NONE: _l("No hidden area"),
        HiddenArea.DETECTED: _l("A hidden area was found"),
        HiddenArea.INDETERMINATE: _l("A hidden area could not be ruled out"),
        HiddenArea.NOT_TOLD: _l("Nothing is said about a hidden area"),
    }
)
says(
    {
        EndLine.COMPLETED: _l("Completed"),
        EndLine.ERRORS: _l("Ended with errors"),
        EndLine.ABORTED: _l("Stopped by a person"),
    }
)
says(
    {
        Layout.LINES: _l("Older log, without tables"),
        Layout.TABLES: _l("Log with tables"),
    }
)
says(
    {
        Outcome.ERASED: _l("Erased"),
        Outcome.FAILED: _l("Failed"),
        Outcome.ABORTED: _l("Stopped halfway"),
    }
)

says(
    {
        Remark.NOT_VERIFIED: _l("Not read back."),
        Remark.STATED_BY_A_PERSON: _l("Stated by a person, without a report."),
        Remark.HIDDEN_AREA_DETECTED: _l("A hidden area was found and not erased."),
        Remark.HIDDEN_AREA_UNKNOWN: _l("The report says nothing certain about hidden areas."),
        Remark.SPARE_CELLS_NOT_REACHED: _l("Overwriting does not reach the spare cells of flash storage."),
        Remark.TOOL_VERSION_UNKNOWN: _l("We have not seen this version of the program before."),
        Remark.TOOL_REPORTED_TROUBLE: _l("The program reported trouble that concerns no disk."),
        Remark.WIPED_IN_ANOTHER_MACHINE: _l("Wiped in another device than the one it belongs to."),
        Remark.HOST_NOT_NAMED: _l("The report does not name the device."),
        Remark.FIRMWARE_SAYS_SO: _l("The disk itself says that it is done. We take its word for it."),
        Remark.ONLY_THE_KEY: _l("Only the key was thrown away. What was never encrypted is still there."),
        Remark.ONE_NAMESPACE: _l("One part of the disk was erased. The report says nothing of other parts."),
        Remark.SIGNATURE_NOT_CHECKED: _l("The report is signed, but we cannot check the signature."),
        Remark.WITH_EXCEPTIONS: _l("The program reports exceptions. Read them in the file."),
        Remark.WORN_SECTORS: _l("The disk has worn sectors. Overwriting does not reach those."),
        Remark.OLD_REPORT: _l("The report came in more than a month after the wipe."),
        Remark.BOUND_BY_HAND: _l("A person said which device this disk belongs to."),
    }
)

says(
    {
        Reason.NO_SERIAL: _l("The report gives no serial number."),
        Reason.SERIAL_HIDDEN: _l("The serial number was hidden. Wipe again without quiet mode."),
        Reason.SERIAL_UNUSABLE: _l("This serial number could be any disk's."),
        Reason.SERIALS_DIFFER: _l("The report gives two serial numbers for one disk."),
        Reason.IDENTITY_INCOMPLETE: _l("A line that names the disk is missing."),
        Reason.NOT_A_DISK: _l("This is not a disk but something that looks like one."),
        Reason.SERIAL_NOT_TOLD: _l("The report does not show which disk it is. Ask the serial number too."),
        Reason.METHOD_ONLY_READS: _l("This method only reads. Nothing was erased."),
        Reason.NO_ERASE_COMMAND: _l("This only shows which disk it is. Nothing was erased."),
        Reason.ONLY_FORMATTED: _l("This format leaves the data where it is."),
        Reason.NOT_SUPPORTED: _l("The disk cannot do this."),
        Reason.DISK_LOCKED: _l("The disk is locked, or a password is still on it."),
        Reason.STILL_RUNNING: _l("The disk was still busy. Ask again when it is done."),
        Reason.NEVER_SANITIZED: _l("The disk says that it was never sanitized."),
        Reason.ONLY_A_PDF: _l("Anyone can edit a PDF. Bring the log file."),
        Reason.SIGNATURE_NOT_CHECKED: _l("We cannot check the signature of this report."),
        Reason.WRITTEN_SINCE: _l("Something was written to the disk afterwards."),
        Reason.COMMAND_NOT_SHOWN: _l("The command is missing, so this may be the result of years ago."),
        Reason.STATE_BEFORE_NOT_SHOWN: _l("The report does not show that the disk began."),
        Reason.STATE_AFTER_NOT_SHOWN: _l("The report does not show how it ended."),
        Reason.EXIT_NOT_SHOWN: _l("The report does not show with which code the program ended."),
        Reason.CRYPTO_NOT_SHOWN: _l("The report does not show that the disk can throw away its key."),
        Reason.COMMANDS_CHAINED: _l("Two commands stand on one line. Which answer belongs to which?"),
        Reason.CRYPTO_NOT_SUPPORTED: _l("The disk has no key that it could throw away."),
        Reason.STATES_DISAGREE: _l("What the disk says of itself does not fit together."),
        Reason.CLOCK_DEAD: _l("The clock of the device stood still for years. Set it, and wipe again."),
        Reason.TOOL_SAYS_FAILED: _l("The program says that it failed."),
        Reason.ERRORS_COUNTED: _l("The program counted errors."),
        Reason.TROUBLE_REPORTED: _l("The program had trouble with this disk."),
        Reason.STOPPED: _l("Somebody stopped the program."),
        Reason.NOT_READ_BACK: _l("It was not read back."),
        Reason.STATED_BY_A_PERSON: _l("A person says so; there is no report."),
        Reason.NOT_STARTED: _l("The program saw this disk but did not wipe it."),
        Reason.NO_END: _l("The report has no end. Perhaps it was copied too early."),
        Reason.NO_RESULT_ROW: _l("The result of this disk is missing."),
        Reason.NO_ERROR_ROW: _l("The error count of this disk is missing."),
        Reason.NO_COVERAGE_ROW: _l("The line on how much was erased is missing."),
        Reason.OPTIONS_MISSING: _l("The report does not say what was asked."),
        Reason.SIZE_UNKNOWN: _l("The size of the disk is missing."),
        Reason.ROUNDS_UNFINISHED: _l("Not every round was finished."),
        Reason.BYTES_NOT_REPORTED: _l("It does not say how much was written."),
        Reason.BLANK_NOT_REPORTED: _l("The last pass of zeros was not finished."),
        Reason.READING_BACK_NOT_REPORTED: _l("Reading back was asked but not done."),
        Reason.NO_TIME: _l("The report does not say when."),
        Reason.SEVERAL_RUNS: _l("This file holds more than one run. Bring one file per run."),
        Reason.SIZES_DIFFER: _l("The report gives two sizes for one disk."),
        Reason.BYTES_DIFFER: _l("Not as much was written as the disk holds."),
        Reason.METHODS_DIFFER: _l("The report names two methods."),
        Reason.METHOD_UNKNOWN: _l("We do not know this method."),
        Reason.OPTIONS_DIFFER: _l("What was asked and what was done differ."),
        Reason.OUT_OF_ORDER: _l("Lines stand where they cannot stand."),
        Reason.CLOCK_RUNS_BACK: _l("The clock runs backwards."),
        Reason.DURATION_DIFFERS: _l("The duration does not fit the times."),
        Reason.TOO_FAST: _l("No disk is this fast."),
        Reason.END_DISAGREES: _l("The last line does not fit the results."),
        Reason.ROW_DISAGREES: _l("The result row is about another disk."),
        Reason.OLDER_THAN_ARRIVAL: _l("This wipe is older than the day the device came in."),
        Reason.LATER_THAN_NOW: _l("This wipe lies in the future. Check the clock of the device."),
        Reason.RUN_OF_ANOTHER_DISK: _l("Another file tells the very same run of another disk."),
        Reason.SMALLER_THAN_KNOWN: _l("The disk is larger than what was erased."),
    }
)

says(
    {
        text.EvidenceTooLarge: _l("This file is larger than %(megabytes)s MB. A wipe report is smaller."),
        text.EvidenceEmpty: _l("This file is empty."),
        text.NotAWipeReport: _l("“%(file)s” is no report of a wiping program that we know."),
        people.NamesAPerson: _l(
            "On line %(line)s stands what looks like a national register number. We keep no such number, so "
            "nothing of this file is kept. Take the number away where it was written, for example in the BIOS, "
            "and wipe again."
        ),
        text.PdfWithoutText: _l("There are no words in this PDF that we can read. Bring the log file."),
        text.DamagedEvidence: _l("This file begins like a wipe report, but it is damaged."),
        text.TellsOfNoWipe: _l("This report of %(tool)s tells of no wipe. It belongs at the intake."),
        text.EvidenceTooLong: _l("This file has more than %(lines)s lines. A wipe report is shorter."),
        text.TooManyDrives: _l("This report names more than %(count)s disks. That cannot be one device."),
        bench.TooManyReports: _l("That is more than %(most)s files at once. Bring them in parts."),
        bench.NothingToBindBy: _l("This report gives no serial number, so it belongs to no disk."),
        bench.SetAsideAlready: _l("Somebody dealt with this report already."),
        stations.NotABench: _l("%(name)s is no bench. A station stands at a bench."),
        actions.NotAtTheBench: _l("This device is “%(stage)s”. Nothing is wiped there."),
        actions.NotClear: _l("The report on %(serial)s proves no wipe of a disk that is here."),
        actions.UsedAlready: _l("This report was used for the disk %(serial)s already."),
        actions.ServesAnotherDevice: _l(
            "This report does not say in which device the disks were, and served another device already."
        ),
        actions.AsksForMore: _l("This report tells of a wipe, but something is missing. Bring that too."),
        actions.OwnWork: _l("You did this yourself. Ask a colleague to check it."),
        actions.AnsweredAlready: _l("Somebody checked this already."),
        actions.NoProof: _l("This attempt did not erase the disk."),
        actions.ExposedSince: _l("The device was out of our hands since. Wipe it again."),
        actions.HasAMedium: _l("There is a disk in this device. Wipe it, or take it out."),
        actions.OnlySealedPurchases: _l("Only a factory-sealed purchase may skip the wipe."),
        actions.NoSuchDevice: _l("We have no laptop with this code."),
        actions.OnTheBenchForAReason: _l(
            "%(code)s stays on the wiping bench: something was written down of its wipe already."
        ),
        actions.StillOpen: _l("Not yet: %(because)s"),
        issuing.NoLongerHolds: _l("This certificate was revoked or replaced already."),
        issuing.NeedsAReason: _l("Say why."),
    }
)

says(
    {
        "wiping.started": _l("Taken to the wiping bench"),
        "wiping.start_undone": _l("Taken off the wiping bench again"),
        "wiping.evidence_taken": _l("Wipe report read"),
        "wiping.station_opened": _l("Station made"),
        "wiping.station_withdrawn": _l("Station ended"),
        "wiping.report_bound": _l("Wipe report bound to this device"),
        "wiping.report_set_aside": _l("Wipe report put away"),
        "wiping.recorded": _l("Written down at the wiping bench"),
        "wiping.verified": _l("Checked by a second person"),
        "wiping.declined": _l("Not agreed by a second person"),
        "wiping.finished": _l("Wiped"),
        "wiping.skipped": _l("Skipped the wipe: factory-sealed"),
        "wiping.certificate_issued": _l("Wipe certificate issued"),
        "wiping.certificate_revoked": _l("Wipe certificate revoked"),
    }
)
