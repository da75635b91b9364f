"""The fixed sentences of the HTML report, each whole; ``{name}`` stands for what a report puts in."""

from __future__ import annotations

from scanner.results import AppLevel, Level

TITLE = "Report {date}"

SKIP = "Skip to the report"
DANGER = "Before anything else"
CALL = "Whom to call"
SCANNED = "What was scanned"
CALL_SOURCES = "Where these numbers come from"
RESULT = "Result"
MEANS = "What this means"
MEANS_NOT = "What it does not mean"
FIRST = "What to do first"
CONTENTS = "In this report"
ATTENTION = "What needs attention"
OTHER = "Worth knowing"
TIMES = "When it happened"
STEPS = "What to do, in this order"
PHONE = "The phone itself"
MISSING = "What was not checked, or only in part"
CHECKED = "What was checked"
BLIND = "What no scan of a phone can see"
ADVICE = "General advice"
APPENDIX = "For specialists"

MEANING = {
    Level.KNOWN_STALKERWARE: (
        "At least one app on this phone is on a public list of apps that are sold or used to watch people in secret. "
        "Such an app can pass on what the phone's user does, to somebody who is not there."
    ),
    Level.NEEDS_ATTENTION: (
        "Something on this phone could be used to watch the person who uses it, or is used for that openly. A person "
        "should look at it, together with the one who uses the phone."
    ),
    Level.NOTHING_FOUND: (
        "Everything essential could be read, and nothing in it was on a list or looked like covert monitoring."
    ),
    Level.INCOMPLETE: (
        "Something essential could not be read, and nothing in the rest needs attention. This is no result yet."
    ),
}
"""What a verdict means, for the person who uses the phone."""

NOT_MEANING = {
    Level.KNOWN_STALKERWARE: (
        "It does not tell who put the app there, or whether anybody looked at what it gathered. A list can be wrong, "
        "and another app can carry the same name."
    ),
    Level.NEEDS_ATTENTION: (
        "It is no proof. Many harmless apps and settings look the same: each entry says how. It does not tell who set "
        "something up."
    ),
    Level.NOTHING_FOUND: (
        "It does not mean that nobody watches this phone. Accounts, shared locations, linked devices and trackers "
        "cannot be seen in a scan, and an app that no list knows can look ordinary."
    ),
    Level.INCOMPLETE: "It does not mean that something is there, nor that nothing is.",
}

FIRST_SEVERAL = (
    (
        "Change nothing on the phone yet. Talk to a support service about a safety plan, from a phone or computer that "
        "nobody else has ever used or held."
    ),
    "Keep this report where nobody else looks.",
    "Then go through “What to do, in this order”. Nothing has to be done today.",
)
"""What to do first where something needs attention."""

ESSENTIAL_MISSING = "These essential parts could not be read, or not in full:"
EVERYTHING_READ = "Every source that this version reads was read."
SOURCES = "Every source, and how reading it ended, stands under “For specialists”."
NOTHING_IN_FULL = "No source was read in full."
NO_ATTENTION = "Nothing that needs attention, in what was checked."
SCALES = "Weight is how much it would matter if true; certainty is how firm the evidence is."
WHOLE_PHONE = "The phone as a whole"
USER = "user {user}"
NAMES_ITSELF = "It calls itself {name}."

APP_LEVELS = {
    AppLevel.KNOWN_STALKERWARE: "On a list of stalkerware",
    AppLevel.NEEDS_ATTENTION: "Needs attention",
    AppLevel.WORTH_KNOWING: "Worth knowing",
    AppLevel.NOTHING_FOUND: "Nothing found",
}
PHONE_ATTENTION = "Needs attention"
PHONE_OTHER = "Worth knowing"

SEES = "What it can see"
DIRECTLY = "It can read directly"
SHOWN_ONLY = "It can also see, while it is on the screen or in a notification"
SEES_NOTHING = "None of the fourteen kinds looked for."
SEES_UNKNOWN = "Not known, because its permissions could not be read."
SINCE = "On the phone since"
UPDATED = "Last updated"
CAME = "How it came"
NOT_TOLD = "not told"
CLOCK = "{time} (the phone's clock)"
WHY = "Why it stands here"
FURTHER_APP = "Further signs of the same app ({count})"
FURTHER = "Further signs ({count})"
EVIDENCE = "Evidence ({count})"
EVIDENCE_READ = "Each line ends with where it was read."
HARMLESS = "It may be harmless"
ASK = "To ask, away from the phone"
FINGERPRINTS = "Fingerprints, for a specialist"
STEPS_OF_APP = "What to do about it, after a safety plan"
STEPS_LEAD = "Only after a safety plan. Menu names differ between phones; the search in Settings helps."
CONCERNS = "For: {apps}"
TO_CHECK = "To check:"

PHONE_LABEL = "Phone"
ANDROID_LABEL = "Android"
ANDROID_VALUE = "{android} (security patch {patch})"
READ_FROM = "Read from"
ZONE = "Time zone of the phone"

TIMELINE_LEAD = "From what the phone remembers, by its own clock. A clock can be set wrong."
TIMELINE_TITLE = "Timeline from {first} to {last}"
TIMELINE_TEXT = "A line of time with {count} numbered points; the list beside it tells what each of them is."
TIMELINE_MORE = "{count} earlier points are left out here."
INSTALLED = "{app} was installed."
USED = "{app} last used: {kinds}."
REMOVED = "{app} was removed."
REMOVED_BETWEEN = "{app} was removed between then and {until}."
READ = "The phone was read."

COMMANDS = "Commands and checks"
COMMANDS_SENT = (
    "{commands} commands were sent, and {size} bytes were read. Each of them reads only. A saved capture holds every "
    "one word for word, with its answer."
)
CHECK = "Check"
HOW_IT_ENDED = "How it ended"
DETAIL = "What the phone gave"
ESSENTIAL = "{check} (essential)"
APPS = "Apps that were added, or that matter ({count})"
APP = "App"
USER_COLUMN = "User"
CAME_COLUMN = "Came from"
FIRST_COLUMN = "First installed"
LEVEL_COLUMN = "Result"
CERTIFICATES = "Who signed the apps above"
LISTS = "Lists, rules and program"
MADE_BY = "Made by {name} {version}, scan {scan}."
RULES = "{count} rules; their digest (SHA-256): {sha256}"
LIST_DIGEST = "digest (SHA-256): {sha256}"
KINDS = {
    "store": "Google Play",
    "oem_store": "the maker's store",
    "sideload": "a file",
    "adb": "a computer",
    "unknown": "not clear",
    "system": "the system",
}
FOOTER = "This page holds everything in itself: it loads nothing and sends nothing."
PRINTING = "Closed parts for specialists are printed only when they are open."
