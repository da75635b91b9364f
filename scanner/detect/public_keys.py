"""Signing keys whose private half is published: anybody signs with them, so they identify nobody."""

from __future__ import annotations

_TEST_KEYS = {
    "testkey": (
        "61ED377E85D386A8DFEE6B864BD85B0BFAA5AF81",
        "A40DA80A59D170CAA950CF15C18C454D47A39B26989D8B640ECD745BA71BF5DC",
    ),
    "platform": (
        "27196E386B875E76ADF700E7EA84E4C6EEE33DFA",
        "C8A2E9BCCF597C2FB6DC66BEE293FC13F2FC47EC77BC6B2B0D52C11F51192AB8",
    ),
    "shared": (
        "5B368CFF2DA2686996BC95EAC190EAA4F5630FE5",
        "28BBFE4A7B97E74681DC55C2FBB6CCB8D6C74963733F6AF6AE74D8C3A6E879FD",
    ),
    "media": (
        "B79DF4A82E90B57EA76525AB7037AB238A42F5D3",
        "465983F7791F2ABEB43EA2CBDC7F21A8260B72BC08A55C839FC1A43BC741A81E",
    ),
    "networkstack": (
        "7C8BDABD21F953A1B18CCBE7B91393D9FDF94830",
        "E1DBADCE60DC080D15B58A014B0DCF9400E24DE23FA00B287A5A982BFEBDA2EE",
    ),
    "bluetooth": (
        "DC0605CDD6552D84481D8FCCE4A8D28E294E570B",
        "A6CCC500FF0E7421200EB66A7FE174EF1B00E52CA91727070CBEDF061FF76C35",
    ),
    "nfc": (
        "2CDC0BE9A0B9EC3D4A0D3A958023A770BA5A0A6D",
        "FAE9122A8721D6E2A196D2224DFFCF773C9127E2BB956CBDDB40B009192FFDFD",
    ),
    "sdk_sandbox": (
        "74847689BD67577964AE628AF2301ACF8910B499",
        "ABF21F9E2AF1D881CC673FDDCEFA6ED9C269A437BD64B279CF45844CFD589126",
    ),
    "cts_uicc_2021": (
        "0697713921E865D01C45C4A88D457A9D96F43927",
        "CE7B2B47AE2B7552C8F92CC29124279883041FB623A5F194A82C9BF15D492AA0",
    ),
}

PUBLIC_TEST_KEYS = frozenset(digest for digests in _TEST_KEYS.values() for digest in digests)
"""SHA-1 and SHA-256, in capitals, of every certificate whose key AOSP publishes.

They stand in AOSP's platform/build under target/product/security (``NAME.x509.pem`` beside ``NAME.pk8``), whose README
says that they are for development alone. Stalkerware is signed with them, as are harmless apps and parts of phones
whose makers left them in. Keys that a tool makes anew on each computer (Android Studio's debug key) are not here:
their certificates differ, so none can be named.
"""
