"""What someone may do here (thing:deed), and which role may do it.

The table follows the people: a technician never sees a borrower or money, a teacher sees first names only,
and nobody sees another digibank at all.
"""

from enum import StrEnum


class Role(StrEnum):
    """What someone is in one digibank."""

    #: works at the bench: devices, wipes, checks, labels
    TECHNICIAN = "technician"
    #: leads the bench: verifies what others did, signs off, issues and revokes certificates
    SUPERVISOR = "supervisor"
    #: the lending desk: applications, loans, returns, cash
    DESK = "desk"
    #: runs start workshops: own sessions, first names
    TEACHER = "teacher"
    #: the bookkeeper: deposits and refunds
    TREASURER = "treasurer"
    #: all of one digibank
    COORDINATOR = "coordinator"
    #: a social worker: own applications and their status
    REFERRER = "referrer"
    #: contact of a donating company: own lots and certificates
    DONOR = "donor"
    #: looks at indicators over digibanken, never at a person
    OBSERVER = "observer"


class Permission(StrEnum):
    """One deed that can be asked of us."""

    AGREEMENT_EDIT = "agreement:edit"
    AGREEMENT_SEE = "agreement:see"
    APPLICATION_COORDINATE = "application:coordinate"
    APPLICATION_DECIDE = "application:decide"
    APPLICATION_REGISTER = "application:register"
    APPLICATION_SEE = "application:see"
    AUDIT_SEE = "audit:see"
    BANK_BOOK = "bank:book"
    BANK_EDIT = "bank:edit"
    BANK_IMPORT = "bank:import"
    BANK_SEE = "bank:see"
    #: who leads the bench: what each can do, and the hours of the team
    BENCH_LEAD = "bench:lead"
    #: one's own skills and hours at the bench
    BENCH_OWN = "bench:own"
    BOOKS_EDIT = "books:edit"
    BOOKS_SEE = "books:see"
    BORROWER_EDIT = "borrower:edit"
    BORROWER_FORGET = "borrower:forget"
    BORROWER_SEE = "borrower:see"
    CERTIFICATE_ISSUE = "certificate:issue"
    CERTIFICATE_REVOKE = "certificate:revoke"
    CERTIFICATE_SEE = "certificate:see"
    CHECKLIST_EDIT = "checklist:edit"
    #: bring in lists of contacts from elsewhere, and take them back
    CONTACT_IMPORT = "contact:import"
    #: write down that someone came
    CONTACT_NOTE = "contact:note"
    CONTACT_SEE = "contact:see"
    #: the lists to choose from: groups, questions, places
    CONTACT_SET = "contact:set"
    DEPOSIT_ASK = "deposit:ask"
    DEPOSIT_RECEIVE = "deposit:receive"
    DEPOSIT_REFUND = "deposit:refund"
    DEPOSIT_SEE = "deposit:see"
    DEVICE_CORRECT = "device:correct"
    DEVICE_DISCARD = "device:discard"
    DEVICE_EXPORT = "device:export"
    DEVICE_MISS = "device:miss"
    DEVICE_MOVE = "device:move"
    DEVICE_SEE = "device:see"
    DIGIBANK_SETTINGS = "digibank:settings"
    DOSSIER_MAKE = "dossier:make"
    EVIDENCE_SEND = "evidence:send"
    #: write what the digibank thinks of a figure
    FIGURE_REFLECT = "figure:reflect"
    #: the figures inside the house, small ones too
    FIGURE_SEE = "figure:see"
    #: choose which figures observers see
    FIGURE_SHARE = "figure:share"
    #: the published numbers with which we work out what laptops saved
    FACTOR_EDIT = "factor:edit"
    #: what came of the laptops: in pieces, kilograms and days, without money or people
    IMPACT_SEE = "impact:see"
    INDICATOR_SEE = "indicator:see"
    LABEL_PRINT = "label:print"
    LOAN_EXTEND = "loan:extend"
    LOAN_HAND_OVER = "loan:hand-over"
    LOAN_SEE = "loan:see"
    LOAN_TAKE_BACK = "loan:take-back"
    LOT_EDIT = "lot:edit"
    LOT_RECEIVE = "lot:receive"
    LOT_SEE = "lot:see"
    MEMBER_MANAGE = "member:manage"
    OUTING_GO = "outing:go"
    OUTING_PACK = "outing:pack"
    OUTING_PLAN = "outing:plan"
    OWN_APPLICATION_SEE = "own-application:see"
    OWN_LOT_ANNOUNCE = "own-lot:announce"
    OWN_LOT_SEE = "own-lot:see"
    OWN_WIPE_VALIDATE = "own-wipe:validate"
    PARTNER_EDIT = "partner:edit"
    PARTNER_SEE = "partner:see"
    PAYMENT_APPROVE = "payment:approve"
    PAYMENT_PREPARE = "payment:prepare"
    PLACE_EDIT = "place:edit"
    PLACE_SEE = "place:see"
    POLICY_EDIT = "policy:edit"
    PART_USE = "part:use"
    REFURBISH = "device:refurbish"
    REFURBISH_SIGN_OFF = "device:sign-off"
    #: take in visitors' laptops, tell their owners, be paid, and give them back
    REPAIR_DESK_RECEIVE = "repair-desk:receive"
    #: the queue of visitors' laptops: first names and complaints
    REPAIR_DESK_SEE = "repair-desk:see"
    #: look at visitors' laptops: a first name and a complaint, nothing else of the owner
    REPAIR_DESK_WORK = "repair-desk:work"
    #: the register of all devices over a period, for an inspection
    REUSE_REGISTER_SEE = "reuse-sheet:register"
    REUSE_SHEET_SEE = "reuse-sheet:see"
    #: what a report is made of and when it leaves by itself; and to issue one
    REPORT_EDIT = "report:edit"
    REPORT_SEE = "report:see"
    REPAIR_COST = "repair:cost"
    REPAIR_OPEN = "repair:open"
    REPAIR_WORK = "repair:work"
    REPAIR_WRITE_OFF = "repair:write-off"
    #: how long what is kept, what will go, and who stays a while longer
    RETENTION_MANAGE = "retention:manage"
    #: answer what a person asks about the own data, and look who looked at a file
    RIGHTS_ANSWER = "rights:answer"
    #: write down that a person asks something about the own data
    RIGHTS_ASK = "rights:ask"
    #: what persons asked about their own data, and what must be answered by when
    RIGHTS_SEE = "rights:see"
    SCAN = "code:scan"
    SEAL_MANAGE = "seal:manage"
    STATION_MANAGE = "station:manage"
    TILL_CLOSE = "till:close"
    TILL_MANAGE = "till:manage"
    TODAY_SEE = "today:see"
    TOKEN_MANAGE = "token:manage"
    VALIDATOR_APPOINT = "validator:appoint"
    WIPE_RECORD = "wipe:record"
    WIPE_SEE = "wipe:see"
    WIPE_VERIFY = "wipe:verify"
    WORKSHOP_ATTENDANCE = "workshop:attendance"
    WORKSHOP_ENROL = "workshop:enrol"
    WORKSHOP_PLAN = "workshop:plan"
    WORKSHOP_SEE = "workshop:see"
    #: which kinds there are, and what they count for
    WORKSHOP_SET = "workshop:set"
    #: say that someone needs none, where the policy leaves that to the coordinator
    WORKSHOP_WAIVE = "workshop:waive"


_P = Permission

_BENCH = frozenset(
    {
        _P.BENCH_OWN,
        _P.CERTIFICATE_SEE,
        _P.DEVICE_CORRECT,
        _P.DEVICE_MISS,
        _P.DEVICE_MOVE,
        _P.DEVICE_SEE,
        _P.EVIDENCE_SEND,
        _P.LABEL_PRINT,
        _P.LOT_RECEIVE,
        _P.LOT_SEE,
        _P.OUTING_PACK,
        _P.PART_USE,
        _P.PLACE_SEE,
        _P.REFURBISH,
        _P.REPAIR_DESK_SEE,
        _P.REPAIR_DESK_WORK,
        _P.REUSE_SHEET_SEE,
        _P.REPAIR_OPEN,
        _P.REPAIR_WORK,
        _P.SCAN,
        _P.TODAY_SEE,
        _P.WIPE_RECORD,
        _P.WIPE_SEE,
    }
)

ROLES: dict[Role, frozenset[Permission]] = {
    Role.TECHNICIAN: _BENCH,
    Role.SUPERVISOR: _BENCH
    | {
        _P.AGREEMENT_SEE,
        _P.BENCH_LEAD,
        _P.CERTIFICATE_ISSUE,
        _P.CERTIFICATE_REVOKE,
        _P.CHECKLIST_EDIT,
        _P.DEVICE_DISCARD,
        _P.DEVICE_EXPORT,
        _P.LOT_EDIT,
        _P.PARTNER_SEE,
        _P.PLACE_EDIT,
        _P.REFURBISH_SIGN_OFF,
        _P.REUSE_REGISTER_SEE,
        _P.REPAIR_WRITE_OFF,
        _P.STATION_MANAGE,
        _P.WIPE_VERIFY,
    },
    Role.DESK: frozenset(
        {
            _P.APPLICATION_DECIDE,
            _P.APPLICATION_REGISTER,
            _P.APPLICATION_SEE,
            _P.BORROWER_EDIT,
            _P.BORROWER_SEE,
            _P.CERTIFICATE_SEE,
            _P.CONTACT_IMPORT,
            _P.CONTACT_NOTE,
            _P.CONTACT_SEE,
            _P.DEPOSIT_ASK,
            _P.DEPOSIT_RECEIVE,
            _P.DEPOSIT_REFUND,
            _P.DEPOSIT_SEE,
            _P.DEVICE_MISS,
            _P.DEVICE_MOVE,
            _P.DEVICE_SEE,
            _P.LABEL_PRINT,
            _P.LOAN_EXTEND,
            _P.LOAN_HAND_OVER,
            _P.LOAN_SEE,
            _P.LOAN_TAKE_BACK,
            _P.OUTING_GO,
            _P.OUTING_PACK,
            _P.PLACE_SEE,
            _P.REPAIR_DESK_RECEIVE,
            _P.REPAIR_DESK_SEE,
            _P.REPAIR_OPEN,
            _P.RIGHTS_ASK,
            _P.SCAN,
            _P.TILL_CLOSE,
            _P.TODAY_SEE,
            _P.WORKSHOP_ATTENDANCE,
            _P.WORKSHOP_ENROL,
            _P.WORKSHOP_PLAN,
            _P.WORKSHOP_SEE,
        }
    ),
    Role.TEACHER: frozenset(
        {_P.CONTACT_NOTE, _P.SCAN, _P.TODAY_SEE, _P.WORKSHOP_ATTENDANCE, _P.WORKSHOP_SEE}
    ),
    Role.TREASURER: frozenset(
        {
            _P.BANK_BOOK,
            _P.BANK_EDIT,
            _P.BANK_IMPORT,
            _P.BANK_SEE,
            _P.BOOKS_EDIT,
            _P.BOOKS_SEE,
            _P.DEPOSIT_ASK,
            _P.DEPOSIT_REFUND,
            _P.DEPOSIT_SEE,
            _P.DEVICE_SEE,
            _P.LOAN_SEE,
            _P.PAYMENT_APPROVE,
            _P.PAYMENT_PREPARE,
            _P.SCAN,
            _P.TILL_CLOSE,
            _P.TILL_MANAGE,
            _P.TODAY_SEE,
        }
    ),
    Role.COORDINATOR: frozenset(_P)
    - {_P.OWN_LOT_ANNOUNCE, _P.OWN_LOT_SEE, _P.OWN_WIPE_VALIDATE, _P.OWN_APPLICATION_SEE},
    Role.REFERRER: frozenset({_P.OWN_APPLICATION_SEE, _P.APPLICATION_REGISTER, _P.WORKSHOP_ENROL}),
    Role.DONOR: frozenset({_P.OWN_LOT_ANNOUNCE, _P.OWN_LOT_SEE, _P.OWN_WIPE_VALIDATE}),
    Role.OBSERVER: frozenset({_P.INDICATOR_SEE}),
}

#: who looks after all of a digibank: a scan leads such a person to the thing's own page, and not into a deed
OVERSIGHT = _P.DIGIBANK_SETTINGS

#: what a station at the wiping bench may do, whoever made its key: bring reports, and see nothing
STATION: frozenset[Permission] = frozenset({_P.EVIDENCE_SEND})
