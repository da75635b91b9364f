"""Every error that a user can meet, as one tree; each leaf carries a hint that says what to do next.

::

    ScannerError                    exit 1   a fault of the program
    ├── UsageError                  exit 2   the command line asks for something impossible
    ├── PhoneError                  exit 20  no usable phone
    │   ├── NoPhone                          none in sight
    │   ├── SeveralPhones                    more than one, and none named
    │   ├── Unauthorised                     the phone has not accepted this computer's key
    │   ├── Offline                          known, but not answering
    │   ├── Busy                             held by another program
    │   ├── NoPermission                     this computer's user may not open the USB device
    │   ├── NoLibusb                         the library that reaches USB is missing
    │   └── ConnectionLost                   the line broke while reading
    ├── InputError                  exit 22  a file cannot be read or is not what it claims
    └── DataError                   exit 22  a file of data is broken (names file, line and key)
        └── RuleError               exit 2   that of a rule; no rule of its pack is used
"""


class ScannerError(Exception):
    """Base of all errors meant for the user; ``hint`` says what to do about it."""

    default_hint = "Run again with --verbose and report what it prints."

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = self.default_hint if hint is None else hint


class UsageError(ScannerError):
    """The options contradict each other or name something that does not exist."""

    default_hint = "See `clearsight --help`."


class PhoneError(ScannerError):
    """No phone can be read; the leaves say why."""

    default_hint = "Run `clearsight devices` to see which phones this computer can reach."


class NoPhone(PhoneError):
    """No phone is in sight on any route."""

    default_hint = (
        "Is USB debugging switched on (Settings > System > Developer options)? Is the cable a data cable? "
        "Unlock the phone, choose 'File transfer' if it only charges, and plug it in again."
    )


class SeveralPhones(PhoneError):
    """More than one phone is in sight and none was named."""

    default_hint = "Name one with --serial; `clearsight devices` lists them."


class Unauthorised(PhoneError):
    """The phone has not accepted this computer's key."""

    default_hint = (
        "Unlock the phone and look for the question 'Allow USB debugging?'; accept it with the owner's agreement, "
        "then run the command again. If no question appears, unplug the cable and plug it in again."
    )


class Offline(PhoneError):
    """The phone is known to this computer but does not answer."""

    default_hint = "Unplug the cable and plug it in again, or switch USB debugging off and on."


class Busy(PhoneError):
    """Another program on this computer holds the phone."""

    default_hint = (
        "Another program holds this phone: an adb server, Android Studio, scrcpy or another scan. "
        "If an adb server is running, use --via server; otherwise close that program."
    )


class NoPermission(PhoneError):
    """The user of this computer may not open the USB device."""

    default_hint = (
        "On Debian or Ubuntu: install the package android-sdk-platform-tools-common "
        "(elsewhere: android-udev-rules), then unplug the phone and plug it in again."
    )


class NoLibusb(PhoneError):
    """The library that reaches USB devices is missing."""

    default_hint = (
        "Install libusb: on Debian or Ubuntu the package libusb-1.0-0, on macOS `brew install libusb`. "
        "Or start an adb server (`adb start-server`) and use --via server."
    )


class ConnectionLost(PhoneError):
    """The connection broke while it was in use."""

    default_hint = "Check the cable, keep the phone unlocked, and run the scan again."


class InputError(ScannerError):
    """A file given as input cannot be read, is of no known kind, or is not what it claims to be."""

    default_hint = (
        "--from takes a capture saved with --save, an Android bugreport (.zip, .txt or folder, made with "
        "`adb bugreport` or in the phone's developer options), an androidqf acquisition (folder or zip), "
        "or saved command outputs (folder or zip)."
    )


class DataError(ScannerError):
    """A signature or rule file is broken; the message names the file, the line and the key."""

    default_hint = "Correct the file, or leave it out of --signatures/--rules."


class RuleError(DataError):
    """Rules of a pack are broken; the message tells each problem on a line of its own."""

    default_hint = (
        "Correct the file, or leave the pack out of --rules: of a pack with a broken rule none is used. "
        "`clearsight rules check --rules PATH` tells what is wrong with it."
    )
