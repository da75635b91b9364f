"""Who signed an APK, by the scheme that Android goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.apk import signature_file, signing_block
from scanner.apk.certificate import certificate
from scanner.apk.sparse import ApkError
from scanner.model import Signing
from scanner.say import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.apk.signing_block import RotatingSigner
    from scanner.apk.sparse import SparseFile
    from scanner.model import Certificate

_NOUGAT, _PIE, _TIRAMISU = 24, 28, 33
"""The SDKs that v2, v3 and v3.1 came with."""


def signing(apk: SparseFile, sdk: int | None) -> Signing:
    """Return who signed an APK, as a phone of that SDK sees it; by its highest scheme where the SDK is not known.

    The order is that of AOSP's ApkSignatureVerifier: v3.1, v3, v2, v1. No signature is verified: Android did that when
    it installed the app, and what it refuses is not on a phone. So this says nothing of an APK that was not installed.
    Raises ApkError where nobody can be named (never an empty answer), and Unread for bytes that are not known yet: the
    last ``archive.TAIL``, then ``signing_block.GUESS`` before the directory, then exactly what is needed.
    """
    if _has(sdk, _NOUGAT):
        found = _by_block(signing_block.schemes(apk), sdk)
        if found is not None:
            return found
    ders = signature_file.signers(apk)
    if not ders:
        raise ApkError(say("it bears no signature that a phone like this goes by"))
    return Signing(scheme="v1", signers=_certificates(ders))


def _has(sdk: int | None, since: int) -> bool:
    return sdk is None or sdk >= since


def _by_block(schemes: Mapping[int, bytes], sdk: int | None) -> Signing | None:
    if signing_block.V31 in schemes and _has(sdk, _TIRAMISU):
        signer = signing_block.serving_signer(schemes[signing_block.V31], sdk, newest=True)
        if signer is not None:
            return _rotated("v3.1", signer)
    if signing_block.V3 in schemes and _has(sdk, _PIE):
        signer = signing_block.serving_signer(schemes[signing_block.V3], sdk, newest=False)
        if signer is None:
            raise ApkError(say("its signing block names no signer for a phone like this"))
        return _rotated("v3", signer)
    if signing_block.V2 in schemes:
        return Signing(scheme="v2", signers=_certificates(signing_block.signers(schemes[signing_block.V2])))
    return None


def _rotated(scheme: str, signer: RotatingSigner) -> Signing:
    return Signing(scheme=scheme, signers=_certificates([signer.certificate]), past=_certificates(signer.past))


def _certificates(ders: Iterable[bytes]) -> tuple[Certificate, ...]:
    return tuple(certificate(der) for der in ders)
