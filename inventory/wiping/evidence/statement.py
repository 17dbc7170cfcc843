"""What a person says was done where no tool can speak: a Powerwash, a reset of a tablet.

It has the shape of every report, so that the same rules weigh it; its only proof is who said it, and who looked.
"""

from inventory.wiping.evidence.facts import Drive, EvidenceReport, Form, Technique


def stated(technique: Technique, *, serial: str, model: str, kind: str) -> EvidenceReport:
    """One person's word on one medium that stands here."""
    medium = Drive(
        device="1",
        serials=(serial,) if serial else (),
        model=model or None,
        kind=kind,
        technique=technique,
    )
    return EvidenceReport(form=Form.STATEMENT, tool="statement", drives=(medium,))
