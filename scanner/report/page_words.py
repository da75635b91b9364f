"""The fixed sentences of the HTML report, each whole; ``{name}`` stands for what a report puts in."""

from __future__ import annotations

from scanner.results import AppLevel, Level
from scanner.say import say

TITLE = say("Report {date}")

SKIP = say("Skip to the report")
DANGER = say("Before anything else")
CALL = say("Whom to call")
SCANNED = say("What was scanned")
CALL_SOURCES = say("Where these numbers come from")
CALL_SOURCE = say("{number}: {source} ({date}); {how} {day}; {page}")
RESULT = say("Result")
MEANS = say("What this means")
MEANS_NOT = say("What it does not mean")
FIRST = say("What to do first")
CONTENTS = say("In this report")
ATTENTION = say("What needs attention")
OTHER = say("Worth knowing")
TIMES = say("Dates that the phone remembers")
STEPS = say("What to do, in this order")
PHONE = say("The phone itself")
MISSING = say("What was not checked, or only in part")
CHECKED = say("What was checked")
BLIND = say("What no scan of a phone can see")
ADVICE = say("General advice")
APPENDIX = say("For specialists")

MEANING = {
    Level.KNOWN_STALKERWARE: say(
        "At least one app on this phone matches a public list of apps that are sold or used to watch people in secret. "
        "Such an app can pass on what the phone's user does, to somebody elsewhere."
    ),
    Level.NEEDS_ATTENTION: say(
        "Something on this phone could be used to watch the person who uses it, or is used for that openly. A person "
        "should look at it, together with the one who uses the phone."
    ),
    Level.NOTHING_FOUND: say(
        "Everything essential could be read. No app matched a list, and no rule found something that needs attention."
    ),
    Level.INCOMPLETE: say(
        "Something essential could not be read, and nothing in the rest needs attention. This is no result yet."
    ),
}
"""What a verdict means, for the person who uses the phone."""

NOT_MEANING = {
    Level.KNOWN_STALKERWARE: say(
        "It does not tell who put the app there, or whether anybody looked at what it gathered. A list can be wrong, "
        "and another app can carry the same name."
    ),
    Level.NEEDS_ATTENTION: say(
        "It is no proof. Many harmless apps and settings look the same: each entry says how. It does not tell who set "
        "something up."
    ),
    Level.NOTHING_FOUND: say(
        "It does not mean that nobody watches this phone. Accounts, shared locations, linked devices and trackers "
        "cannot be seen in a scan, and an app that no list knows can look ordinary."
    ),
    Level.INCOMPLETE: say("It does not mean that something is there, nor that nothing is."),
}

FIRST_SEVERAL = (
    say(
        "Change nothing on the phone yet. Talk to a support service about a safety plan, from a phone or computer that "
        "nobody who may be watching has ever used or held."
    ),
    say("Keep this report where nobody else looks."),
    say("Then go through “{title}”. Nothing has to be done today.", title=STEPS),
)
"""What to do first where something needs attention."""

ESSENTIAL_MISSING = say("These essential parts could not be read, or not in full:")
EVERYTHING_READ = say("Every source that this version reads was read.")
SOURCES = say("Every source, and how reading it ended, stands under “{title}”.", title=APPENDIX)
NOTHING_IN_FULL = say("No source was read in full.")
NO_ATTENTION = say("Nothing that needs attention, in what was checked.")
SCALES = say("Weight is how much it would matter if true; certainty is how firm the evidence is.")
WHOLE_PHONE = say("The phone as a whole")
USER = say("user {user}")
NAMES_ITSELF = say("It calls itself {name}.")

APP_LEVELS = {
    AppLevel.KNOWN_STALKERWARE: say("Matches a list of stalkerware"),
    AppLevel.NEEDS_ATTENTION: say("Needs attention"),
    AppLevel.WORTH_KNOWING: say("Worth knowing"),
    AppLevel.NOTHING_FOUND: say("Nothing found"),
}
NOTHING_IN_PART = say("Nothing found, not fully checked")
PHONE_ATTENTION = say("Needs attention")
PHONE_OTHER = say("Worth knowing")

SEES = say("What it can see")
DIRECTLY = say("It can read directly")
SHOWN_ONLY = say("It can also see, while it is on the screen or in a notification")
SEES_NOTHING = say("None of the fourteen kinds looked for.")
SEES_UNKNOWN = say("Not known, because its permissions could not be read.")
SINCE = say("On the phone since")
UPDATED = say("Last updated")
CAME = say("How it came")
NOT_TOLD = say("not told")
CLOCK = say("{time} (the phone's clock)")
WHY = say("Why it is named here")
FURTHER_APP = say("Further signs of the same app ({count})")
FURTHER = say("Further signs ({count})")
EVIDENCE = say("Evidence ({count})")
EVIDENCE_READ = say("Each line ends with where it was read.")
HARMLESS = say("It may be harmless")
ASK = say("To ask, away from the phone")
FINGERPRINTS = say("Fingerprints, for a specialist")
STEPS_OF_APP = say("What to do about it, after a safety plan")
STEPS_LEAD = say(
    "Only after a safety plan. Menu names differ between phones; the search in Settings helps. A way through the menus "
    "that is marked as not checked is the usual one, and nobody tried it on such a phone."
)
CONCERNS = say("For: {apps}")
TO_CHECK = say("To check:")

PHONE_LABEL = say("Phone")
ANDROID_LABEL = say("Android")
ANDROID_VALUE = say("{android} (security patch {patch})")
READ_FROM = say("Read from")
USERS = say("Users")
ZONE = say("Time zone of the phone")

TIMELINE_LEAD = say("From what the phone remembers, by its own clock. A clock can be set wrong.")
TIMELINE_TITLE = say("Timeline from {first} to {last}")
TIMELINE_TEXT = say("A line of time with {count} numbered points; the list beside it tells what each of them is.")
TIMELINE_MORE = say("{count} earlier points are left out here.")
INSTALLED = say("{app} was installed.")
USED = say("{app} last used: {kinds}.")
REMOVED = say("{app} was removed.")
REMOVED_BETWEEN = say("{app} was removed between then and {until}.")
READ = say("The phone was read.")

COMMANDS = say("Commands and checks")
COMMANDS_SENT = say(
    "{commands} commands were sent, and {size} bytes were read. Each of them reads only. A saved capture holds every "
    "one word for word, with its answer."
)
CHECK = say("Check")
HOW_IT_ENDED = say("How it ended")
DETAIL = say("What the phone gave")
ESSENTIAL = say("{check} (essential)")
APPS = say("Apps that were added, or that matter ({count})")
APP = say("App")
USER_COLUMN = say("User")
CAME_COLUMN = say("Came from")
FIRST_COLUMN = say("First installed")
LEVEL_COLUMN = say("Result")
CERTIFICATES = say("Who signed the apps above")
LISTS = say("Lists, rules and program")
MADE_BY = say("Made by {name} {version}, scan {scan}.")
RULES = say("{count} rules; their digest (SHA-256): {sha256}")
LIST_DIGEST = say("digest (SHA-256): {sha256}")
KINDS = {
    "store": say("Google Play"),
    "oem_store": say("the maker's store"),
    "sideload": say("a file"),
    "adb": say("a computer"),
    "unknown": say("not clear"),
    "system": say("the system"),
}
FOOTER = say("This page holds everything in itself: it loads nothing and sends nothing.")
PRINTING = say("Closed parts for specialists are printed only when they are open.")
