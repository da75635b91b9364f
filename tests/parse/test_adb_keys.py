"""The computers trusted for debugging: read from the files of keys as a phone prints them, whole or mangled."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import HealthCheck, given, settings

from scanner.parse import adb_keys
from scanner.parse.adb_keys import AdbKey
from scanner.parse.base import ParseError
from scanner.text import clean, decode
from scanner.transport import keys as transport_keys
from tests.parse.drawn_phones import drawn_phones
from tests.virtual_phone import Phone
from tests.virtual_phone.dumps import adb

WHEN = 1_790_000_000_000
LAPTOP = ("user@laptop", WHEN)
quick = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _shown(name: str) -> str:
    """Return the fingerprint of a virtual phone's computer, as AOSP's getFingerprints makes it."""
    digest = hashlib.md5(adb.public_key(name), usedforsecurity=False).digest()
    return ":".join(f"{byte:02X}" for byte in digest)


def _dump(*fields: str) -> str:
    inner = "".join(f"    {line}\n" for field in ("connected_to_adb=true", *fields) for line in field.split("\n"))
    return f"ADB MANAGER STATE (dumpsys adb):\n{{\n  debugging_manager={{\n{inner}  }}\n}}\n"


@quick
@given(drawn_phones())
def test_trusted_computers_come_back(phone: Phone) -> None:
    """Whatever they call themselves; when they last came is readable up to Android 11, in plain XML."""
    parsed = adb_keys.parse(adb.render(phone))
    assert (parsed.unread, parsed.problems, parsed.value.connected) == (0, (), True)
    assert parsed.value.keys == tuple(
        AdbKey(_shown(name), clean(name.strip(), 80), when if phone.sdk <= 30 else None)
        for name, when in phone.computers
    )
    assert parsed.value.networks == (len(phone.debug_networks) if phone.sdk >= 30 else 0)


@quick
@given(drawn_phones())
def test_the_keystore_alone_names_every_computer(phone: Phone) -> None:
    """Also where the phone's printing of binary XML as text has mangled it."""
    parsed = adb_keys.parse(_dump(f"keystore={adb.keystore(phone)}"))
    assert parsed.unread == 0
    assert {key.fingerprint for key in parsed.value.keys} == {_shown(name) for name, _ in phone.computers}


@pytest.fixture(scope="module")
def real() -> tuple[str, str]:
    """Return the line of a real RSA key in Android's form, and its fingerprint."""
    numbers = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key().public_numbers()
    line = base64.b64encode(transport_keys.encode_public(numbers.n, numbers.e)) + b" someone@desktop"
    return line.decode(), transport_keys.fingerprint(line)


def test_a_real_key_has_the_fingerprint_that_phones_show(real: tuple[str, str]) -> None:
    """The same that this program shows for its own key."""
    line, fingerprint = real
    assert adb_keys.parse(_dump(f"user_keys={line}\n")).value.keys == (AdbKey(fingerprint, "someone@desktop", None),)


def test_the_key_itself_is_not_kept(real: tuple[str, str]) -> None:
    """Only what people compare."""
    assert real[0][:60] not in repr(adb_keys.parse(_dump(f"user_keys={real[0]}\n")))


@pytest.mark.parametrize("sdk", [29, 30, 31, 36])
def test_a_name_is_read_from_each_sort_of_keystore(sdk: int) -> None:
    """With characters that XML escapes, and behind it what binary XML puts there."""
    phone = Phone(sdk=sdk, computers=(('Zoë "Z" <z>@pc', WHEN),))
    [key] = adb_keys.parse(_dump(f"keystore={adb.keystore(phone)}")).value.keys
    assert key.computer == 'Zoë "Z" <z>@pc'


def test_a_phone_that_trusts_nobody_says_so_by_having_no_files() -> None:
    """As of a phone to which a computer is connected just this once."""
    parsed = adb_keys.parse(adb.render(Phone(sdk=33)))
    assert (parsed.value.keys, parsed.value.connected, parsed.unread, parsed.problems) == ((), True, 0, ())


def test_keys_that_are_none_are_counted() -> None:
    """A word in place of a key, a key that was cut, and one of another length."""
    line = adb.key_line("user@laptop")
    parsed = adb_keys.parse(_dump(f"user_keys={line}\nssh-rsa AAAA user@laptop\n{line[:500]}\nQAAAA{line}"))
    assert (len(parsed.value.keys), parsed.unread) == (1, 3)
    short = adb_keys.parse(
        _dump(f"keystore={adb.keystore(Phone(sdk=34, computers=(LAPTOP,))).replace('QAAAAB', 'Q', 1)}")
    )
    assert short.value.keys == ()


def test_a_name_with_line_breaks_hides_no_other_computer() -> None:
    """It may say that the list ends here; keys are known by their shape, and the odd lines are told."""
    hostile = "x\n    keystore=\n  }\r}\r    connected_to_adb=false\n    user_keys=nothing"
    phone = Phone(sdk=34, computers=((hostile, WHEN), LAPTOP))
    parsed = adb_keys.parse(decode(adb.render(phone).encode()))
    assert {key.fingerprint for key in parsed.value.keys} == {_shown(hostile), _shown("user@laptop")}
    assert parsed.value.connected is True
    assert parsed.unread > 0
    assert parsed.problems == ("connected_to_adb stands in it twice", "keystore stands in it twice",
                               "user_keys stands in it twice")  # fmt: skip


def test_a_name_cannot_date_its_own_last_use() -> None:
    """Only the keystore tells when, and there quotes are escaped."""
    name = 'x" lastConnection="123" />'
    [key] = adb_keys.parse(adb.render(Phone(sdk=30, computers=((name, WHEN),)))).value.keys
    assert (key.computer, key.last_connected_ms) == (name, WHEN)


def test_debugging_over_wifi_is_read_where_it_is_told() -> None:
    """In a block of its own behind the keystore, which is no part of it."""
    wifi = 'adb_wifi={\n  enabled=true\n  network_ssid="Home"\n  tls_port=46557\n}'
    parsed = adb_keys.parse(_dump(f"keystore={adb.keystore(Phone(sdk=36, computers=(LAPTOP,)))}", wifi))
    assert (parsed.value.wifi, parsed.unread, parsed.problems) == (True, 0, ())
    assert adb_keys.parse(_dump(wifi.replace("=true", "=false"))).value.wifi is False
    assert adb_keys.parse(_dump()).value.wifi is None


def test_the_networks_are_counted_in_either_keystore() -> None:
    """Where debugging over Wi-Fi starts without asking; which they are is not kept."""
    phone = Phone(sdk=30, debug_networks=("02:00:00:44:55:66", "d8:ff:ee:00:11:0a"))
    for sdk in (30, 34):
        parsed = adb_keys.parse(adb.render(replace(phone, sdk=sdk)))
        assert parsed.value.networks == 2
        assert "44:55" not in repr(parsed)


def test_a_dump_that_was_cut_is_told() -> None:
    """What was read before the cut counts all the same."""
    text = adb.render(Phone(sdk=34, computers=(LAPTOP,)))
    parsed = adb_keys.parse(text[: text.index("keystore=")])
    assert (len(parsed.value.keys), parsed.problems) == (1, ("its end is missing",))


@pytest.mark.parametrize("text", ["", "Permission Denial: can't dump AdbService\n", "Can't find service: adb\n"])
def test_a_refusal_is_no_empty_list(text: str) -> None:
    """Nor is a phone that does not know the service."""
    with pytest.raises(ParseError):
        adb_keys.parse(text)
