"""How a giver opens each lock, in plain words per lock and maker; what stands in the letter to the giver.

The ways are those of the makers' own consoles: Microsoft Intune admin center, Apple Business Manager and iCloud,
Google Admin console, Absolute console, and the set-up screen of Dell, HP and Lenovo.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from inventory.devices.models import Device
from inventory.intake.lock_models import LockFound
from inventory.intake.locks import Lock, Maker, maker_of
from inventory.wording import say

_BIOS = {
    Maker.DELL: (
        _l("Start the laptop and press F2. Give the password."),
        _l("Choose Security (or Passwords), then Admin password and System password."),
        _l("Fill in the old password, and leave the new one empty. Save and restart."),
    ),
    Maker.HP: (
        _l("Start the laptop and press F10. Give the password."),
        _l("Choose Security, then Change BIOS administrator password."),
        _l("Fill in the old password, and leave the new one empty. Save and restart."),
    ),
    Maker.LENOVO: (
        _l("Start the laptop and press F1 (or Enter, then F1). Give the password."),
        _l("Choose Security, then Password, then Supervisor password and Power-on password."),
        _l("Fill in the old password, and leave the new one empty. Save with F10."),
    ),
    Maker.OTHER: (
        _l("Start the laptop and open its set-up, often with F2, F10 or Delete. Give the password."),
        _l("Look under Security for the passwords, and make each of them empty. Save and restart."),
    ),
}
_STEPS = {
    Lock.AUTOPILOT: (
        _l("Sign in to intune.microsoft.com and find the laptop by its serial number under Devices."),
        _l("Choose Delete there. Then go to Devices, Enrollment, Windows Autopilot devices."),
        _l("Tick the same serial number, choose Delete, and then Sync. It can take half an hour."),
    ),
    Lock.APPLE: (
        _l(
            "Of a company: sign in to business.apple.com, find the serial number under Devices, and choose Release."
        ),
        _l("Of one person: sign in to icloud.com/find with that Apple ID, choose the laptop, and remove it."),
        _l("The laptop need not be with you."),
    ),
    Lock.CHROME: (
        _l("Sign in to admin.google.com and go to Devices, Chrome, Devices."),
        _l("Find the serial number, tick it, and choose Deprovision. As the reason choose that it leaves."),
    ),
    Lock.ABSOLUTE: (
        _l("Sign in to the Absolute console and find the laptop by its serial number."),
        _l("Undo a freeze first if there is one. Then choose Unenroll device."),
        _l("We let the laptop go online for a day, so that it hears of it."),
    ),
}


@dataclass(frozen=True)
class Group:
    """Laptops with one lock of one sort, and how each is opened."""

    title: str
    steps: tuple[str, ...]
    devices: tuple[Device, ...]


def grouped(locks: Collection[LockFound]) -> list[Group]:
    """The locks by what must be done about them, in the reader's language."""
    groups: dict[tuple[Lock, Maker], list[Device]] = {}
    for one in locks:
        maker = maker_of(one.device.maker) if one.lock is Lock.BIOS else Maker.OTHER
        groups.setdefault((one.lock, maker), []).append(one.device)
    return [
        Group(say(lock), tuple(str(step) for step in steps_for(lock, maker)), tuple(devices))
        for (lock, maker), devices in groups.items()
    ]


def steps_for(lock: Lock, maker: Maker) -> tuple[Any, ...]:
    """What to do about this lock; nothing when we do not know which lock it is."""
    return _BIOS[maker] if lock is Lock.BIOS else _STEPS.get(lock, ())
