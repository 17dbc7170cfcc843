"""What is said of parts and loose disks."""

from flask_babel import lazy_gettext as _l

from inventory.parts import rules
from inventory.parts.rules import PartKind, Trial, Whereabouts
from inventory.wording import says

says(
    {
        PartKind.BATTERY: _l("Battery"),
        PartKind.CHARGER: _l("Charger"),
        PartKind.SCREEN: _l("Screen"),
        PartKind.KEYBOARD: _l("Keyboard"),
        PartKind.TOUCHPAD: _l("Touchpad"),
        PartKind.MEMORY: _l("Memory"),
        PartKind.FAN: _l("Fan"),
        PartKind.HINGE: _l("Hinge"),
        PartKind.WIFI: _l("Wi-Fi card"),
        PartKind.CAMERA: _l("Camera"),
        PartKind.SPEAKER: _l("Speakers"),
        PartKind.CABLE: _l("Cable"),
        PartKind.CASE: _l("Case"),
        PartKind.BOARD: _l("Main board"),
        PartKind.OTHER: _l("Other part"),
        Trial.NOT_YET: _l("Not tested yet"),
        Trial.WORKS: _l("Tested: works"),
        Trial.BROKEN: _l("Tested: broken"),
        Whereabouts.IN_STOCK: _l("In stock"),
        Whereabouts.BUILT_IN: _l("Built in"),
        Whereabouts.THROWN_AWAY: _l("Thrown away"),
        rules.NotInStock: _l("There are not that many in stock. Count the bin, or take another part."),
        rules.BuiltInAlready: _l("This part sits in a laptop already. Take it out there first."),
        rules.IsBroken: _l("This part was tested and is broken. Take another one."),
        rules.DoesNotFit: _l("This part is for other models. Look again, or tick that you are sure."),
        rules.NotTakenApart: _l(
            "Take parts only out of a laptop that was wiped and went to parts. This one is “%(stage)s”."
        ),
        rules.NotInParts: _l(
            "This laptop is “%(stage)s”. Take it to the bench first, then build the part in."
        ),
        rules.AbsurdNumber: _l("Fill in a number from 0 to %(most)s."),
        rules.NoFit: _l(
            "Say for which laptops it is. Or else: of a charger the plug and the watts, of a battery its number."
        ),
        rules.KindKnown: _l("We keep a part with this name already."),
        rules.WhereIsTheDisk: _l(
            "A disk was taken out of %(code)s. First say where that disk is: Parts, Loose disks."
        ),
        rules.DiskGoesElsewhere: _l(
            "Take this disk out at the wiping bench. There a colleague checks it too."
        ),
        "parts.type_added": _l("Kind of part added"),
        "parts.type_corrected": _l("Kind of part put right"),
        "parts.counted": _l("Parts counted"),
        "parts.taken_out": _l("Part taken out"),
        "parts.built_in": _l("Part built in"),
        "parts.came_out": _l("Part came out again"),
        "parts.tested": _l("Part tested"),
        "parts.laid": _l("Part put in a place"),
        "parts.thrown_away": _l("Part thrown away"),
        "parts.kept_after_all": _l("Part kept after all"),
        "parts.back_to_the_wipe": _l("A disk with data was built in: back to the wiping bench"),
    }
)

#: the picture beside each kind
ICONS = {
    PartKind.BATTERY: "battery",
    PartKind.CHARGER: "plug",
    PartKind.SCREEN: "screen",
    PartKind.KEYBOARD: "keyboard",
    PartKind.TOUCHPAD: "hand",
    PartKind.WIFI: "loop",
    PartKind.CAMERA: "camera",
}
