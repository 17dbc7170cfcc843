"""What is said of skills, buddies and codes."""

from flask_babel import lazy_gettext as _l

from inventory.learning import actions, rules
from inventory.learning.rules import Level, Trade
from inventory.wording import says

says(
    {
        Level.NOT_YET: _l("Not yet"),
        Level.WITH_BUDDY: _l("With a buddy"),
        Level.ALONE: _l("Alone"),
        Trade.INTAKE: _l("Taking in laptops"),
        Trade.WIPING: _l("Wiping disks"),
        Trade.CHECKLIST: _l("Checklist"),
        Trade.CLEANING: _l("Cleaning"),
        Trade.SYSTEM: _l("Installing the system"),
        Trade.REPAIR_BATTERY: _l("Replacing a battery"),
        Trade.REPAIR_SCREEN: _l("Repairing a screen"),
        Trade.REPAIR_KEYBOARD: _l("Repairing a keyboard"),
        Trade.REPAIR_DISK: _l("Changing memory or a disk"),
        Trade.REPAIR_OTHER: _l("Other repairs"),
        Trade.SECOND_LOOK: _l("Checking a colleague's work"),
        Trade.LABELS: _l("Labels"),
        rules.NotLearntYet: _l("“%(trade)s” is for later. Ask your buddy what you can do now."),
        rules.NeedsBuddy: _l("“%(trade)s” you do with a buddy. Ask your buddy to scan the badge here."),
        rules.OwnCode: _l("This is your own badge. Ask your buddy to scan theirs."),
        rules.BuddyLearnsToo: _l("This colleague does “%(trade)s” with a buddy too. Ask someone else."),
        rules.WrongCode: _l("The badge or the PIN is not right. Try again."),
        rules.NoPinYet: _l("This colleague has no PIN yet. They choose one on “What I learn”."),
        rules.CodeRests: _l("The PIN was wrong too often. Try again in ten minutes, or ask another buddy."),
        rules.CodeIsVoid: _l(
            "The PIN was wrong ten times, so it does nothing any more. Its owner chooses another on “What I learn”."
        ),
        rules.NotFourDigits: _l("Type four digits."),
        rules.TooEasy: _l("This one everybody tries first. Choose other digits."),
        rules.WasTheBuddy: _l("You were the buddy for this work. Ask another colleague to check."),
        rules.BuddyIsNotFresh: _l(
            "Your buddy did this work, or was the buddy for it. Ask another buddy to check it with you."
        ),
        rules.OwnLevel: _l("You cannot say this of yourself. Ask a colleague who leads."),
        actions.SkillKnown: _l("There is a skill “%(name)s” already."),
        "learning.begun": _l("Began to learn the trade"),
        "learning.ended": _l("Stopped learning with a buddy"),
        "learning.level_said": _l("Said what someone can do"),
        "learning.asked": _l("Asked to be seen at work"),
        "learning.practised": _l("Practised alone"),
        "learning.stood_beside": _l("Stood beside as a buddy"),
        "learning.word_given": _l("A buddy gave a code"),
        "learning.pin_set": _l("Chose a PIN"),
        "learning.pin_wrong": _l("Typed a wrong PIN"),
        "learning.pin_right": _l("Typed the right PIN after a wrong one"),
        "learning.pin_gone": _l("A PIN was taken away"),
        "learning.skill_added": _l("Skill added"),
        "learning.skill_closed": _l("Skill not learnt here any more"),
        "learning.skill_opened": _l("Skill learnt here again"),
        "learning.forgotten": _l("Forgot who learnt this"),
    }
)
