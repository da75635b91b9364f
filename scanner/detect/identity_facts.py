"""Facts about whose name an app carries, and who signed it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scanner.detect.fact import AppContext, AppFact
from scanner.detect.matching import is_public
from scanner.detect.mimicry import is_makers_own, mimics_system, mimics_system_label
from scanner.model import Observation
from scanner.say import say
from scanner.text import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.detect.ordinary import Kind, OrdinaryApp

_DUMP = "package_dump"
_NAMES = "app_names"
_CERTIFICATES = "certificates"


def _system_like_id(context: AppContext) -> Observation:
    app = context.app
    # Makers preload apps that can be removed; these are recorded as installed by nobody or by a part of the system.
    by_itself = app.installed_by is None or not app.sideloaded
    if by_itself and is_makers_own(app.package, context.phone.device.manufacturer):
        return Observation(None, _DUMP, app.package)
    return Observation(mimics_system(app.package), _DUMP, app.package)


def _system_like_label(context: AppContext) -> Observation:
    label = context.app.label
    return Observation(None if label is None else mimics_system_label(label), _NAMES, label or "")


_DEEP = frozenset({"accessibility", "device_admin", "device_owner", "profile_owner", "keyboard"})
"""Powers that no name of a maker explains: before Android 14 a command can record a store that was not there."""


def _by_maker(context: AppContext) -> Observation | None:
    """Tell where a store brought an app that stands among those of the phone's maker or of Google."""
    app, maker = context.app, context.phone.device.manufacturer
    own = is_makers_own(app.package, maker) or is_makers_own(app.package, "google")
    if own and app.from_store and _DEEP.isdisjoint(app.active_powers):
        line = say("{package}, an app of the phone's maker or of Google, from a store", package=app.package)
        return Observation(True, _DUMP, line)
    return None


def _named(known: OrdinaryApp) -> str:
    # Translators: the name of an app, and what kind of app it is: "Signal, a messenger".
    return say("{name}, {kind}", name=known.name, kind=known.kind.title)


def _known(context: AppContext) -> Observation:
    """Tell whether an app is a well-known one, which its name alone does not prove."""
    own = _by_maker(context) if context.known is None else None
    return own or _of_kind(lambda _: True, context)


def _of_kind(fits: Callable[[Kind], bool], context: AppContext) -> Observation:
    """Tell whether an app truly is a well-known one, and of a kind that fits."""
    known = context.known
    if known is None or not fits(known.kind):
        return Observation(False, _CERTIFICATES)
    return Observation(context.proved, _CERTIFICATES, _named(known))


def _claims_known(context: AppContext) -> Observation:
    known, proved = context.known, context.proved
    if known is None:
        return Observation(False, _DUMP)
    line = say("{package}, as {name} has it", package=context.app.package, name=known.name)
    return Observation(None if proved is None else not proved, _DUMP, line)


def _another_key(context: AppContext) -> Observation:
    """Tell whether an app with a well-known package name bears none of the certificates published for it."""
    known, signing = context.known, context.app.signing
    if known is None or not known.certificates or context.app.system:
        return Observation(False, _CERTIFICATES)
    if signing is None:
        return Observation(False if context.proved else None, _CERTIFICATES)
    return Observation(not signing.by_one_of(known.certificates), _CERTIFICATES, known.name)


def _borrowed_label(context: AppContext) -> Observation:
    """Tell whether an app shows the name of a well-known one, which has another package name."""
    app = context.app
    if app.system or app.from_store or context.known is not None:
        return Observation(False, _NAMES)
    if app.label is None:
        return Observation(None, _NAMES)
    others = context.phone.ordinary.by_label(app.label)
    if not others:
        return Observation(False, _NAMES)
    line = say("{label}, as {package} does", label=quoted(app.label), package=others[0].package)
    return Observation(True, _NAMES, line)


def _powers_explained(context: AppContext) -> Observation:
    """Tell whether an app truly is a well-known one, and holds no power beyond what its kind is for."""
    known = context.known
    if known is None and (own := _by_maker(context)) is not None:
        return own
    if known is None or context.proved is not True:
        return Observation(None if known is not None and context.proved is None else False, _CERTIFICATES)
    beyond = [seen.value for name, seen in context.app.powers.items() if name not in known.kind.explains]
    explained = False if True in beyond else None if None in beyond else True
    return Observation(explained, _CERTIFICATES, _named(known))


def _public_key(context: AppContext) -> Observation:
    signing = context.app.signing
    return Observation(None if signing is None else any(map(is_public, signing.signers)), _CERTIFICATES)


def _debug_key(context: AppContext) -> Observation:
    """Tell whether the certificate names itself as Android's tools name the one for trying an app out."""
    signing = context.app.signing
    if signing is None:
        return Observation(None, _CERTIFICATES)
    named = any((one.common_name or "").strip().lower() == "android debug" for one in signing.signers)
    return Observation(named, _CERTIFICATES)


IDENTITY = (
    AppFact(
        name="app.system_like_id",
        sources=(_DUMP,),
        shown=say("Its package name looks like one of Android or of a phone maker"),
        get=_system_like_id,
    ),
    AppFact(
        name="app.system_like_label",
        sources=(_NAMES,),
        shown=say("The name it shows is one that parts of Android have"),
        get=_system_like_label,
    ),
    AppFact(
        name="app.known",
        sources=(_DUMP, _CERTIFICATES),
        shown=say("It is a well-known app, by the store or the certificate that it has"),
        get=_known,
    ),
    AppFact(
        name="app.claims_known",
        sources=(_DUMP, _CERTIFICATES),
        shown=say("It carries the package name of a well-known app, and nothing shows that it is that app"),
        get=_claims_known,
    ),
    AppFact(
        name="app.another_key",
        sources=(_DUMP, _CERTIFICATES),
        shown=say("It is not signed with a certificate that is published for the app of that name"),
        get=_another_key,
    ),
    AppFact(
        name="app.borrowed_label",
        sources=(_DUMP, _NAMES),
        shown=say("It shows the name of a well-known app, but has another package name"),
        get=_borrowed_label,
    ),
    AppFact(
        name="app.passes_on",
        sources=(_DUMP, _CERTIFICATES),
        shown=say("It is of a kind that can pass on what it sees"),
        get=partial(_of_kind, lambda kind: kind.passes_on),
    ),
    AppFact(name="app.powers_explained", sources=(_DUMP, _CERTIFICATES), get=_powers_explained),
    AppFact(
        name="app.keyboard_explained",
        sources=(_DUMP, _CERTIFICATES),
        get=partial(_of_kind, lambda kind: "keyboard" in kind.explains),
    ),
    AppFact(
        name="app.signed_as_system",
        sources=(_CERTIFICATES,),
        otherwise=say("It is not signed as the phone's own system is"),
        get=lambda context: Observation(context.app.by_platform, _CERTIFICATES),
    ),
    AppFact(
        name="app.public_key",
        sources=(_CERTIFICATES,),
        shown=say("It is signed with a key that is published with Android's source, so anybody may have signed it"),
        get=_public_key,
    ),
    AppFact(
        name="app.debug_key",
        sources=(_CERTIFICATES,),
        shown=say("Its certificate calls itself one for trying an app out (Android Debug)"),
        get=_debug_key,
    ),
)
