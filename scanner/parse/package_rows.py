"""The rows that ``dumpsys package`` is parsed into."""

from __future__ import annotations

from dataclasses import dataclass, field

from scanner.parse.names import number

MOST_EVENTS = 5_000
"""How many installs and removals are kept of one dump."""


@dataclass(slots=True, kw_only=True)
class UserState:
    """What a package is for one user. Filled by the parser, not changed afterwards.

    ``hidden`` is done by an admin. A ``suspended`` package cannot be opened; ``suspended_by`` names who did that.
    ``stopped``: it was never opened, or somebody forced it to stop, so that it does not run by itself. ``archived``:
    its code was removed to save space (since Android 15). ``disabled_by`` is who last changed ``enabled``.
    ``disabled_components`` and ``enabled_components`` are the names of classes that stand otherwise than in the
    manifest. ``None`` is unknown: the dump of this version does not tell, or it tells two things.
    """

    installed: bool | None = None
    enabled: int | None = None
    hidden: bool | None = None
    suspended: bool | None = None
    stopped: bool | None = None
    instant: bool | None = None
    quarantined: bool | None = None
    archived: bool | None = None
    first_installed: str | None = None
    suspended_by: set[str] = field(default_factory=set)
    disabled_by: str | None = None
    harmful_warning: str | None = None
    disabled_components: set[str] = field(default_factory=set)
    enabled_components: set[str] = field(default_factory=set)
    granted: set[str] = field(default_factory=set)

    @property
    def unlisted(self) -> bool:
        """Hidden by an admin, or an instant app: ``pm list packages`` leaves those out."""
        return bool(self.hidden or self.instant)

    def forget(self) -> None:
        """Forget what was told twice; permissions stay, since a forged line could take them away."""
        self.installed = self.enabled = self.hidden = self.suspended = self.stopped = None
        self.instant = self.quarantined = self.archived = self.first_installed = None


@dataclass(slots=True, kw_only=True)
class Permissions:
    """The permission tables of a package or of a shared user id.

    ``install`` holds for every user; ``by_user`` holds the runtime permissions. ``requested`` is ``None`` unless
    the dump printed that list (only a dump of a single package does).
    """

    requested: set[str] | None = None
    install: set[str] = field(default_factory=set)
    users: dict[int, UserState] = field(default_factory=dict)

    def user(self, number: int) -> UserState:
        """Return the state for a user, made when first asked for."""
        return self.users.setdefault(number, UserState())


@dataclass(slots=True, kw_only=True)
class EntryPoints:
    """The components of a package whose filters answer MAIN, by the categories beside it; switched off or not.

    ``launcher`` are icons of the launcher, ``leanback`` those of a television; ``main_only`` are in neither.
    """

    launcher: set[str] = field(default_factory=set)
    leanback: set[str] = field(default_factory=set)
    main_only: set[str] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class PackageRow:
    """One ``Package [name]`` block: its ``key=value`` lines by name, its flags, and its permission tables.

    ``contradicts``: the block holds a value twice, or where it does not belong, so that somebody may have written
    lines into it; what is told twice is then unknown. ``shared_library``: a shared library, which is no app.
    ``entry_points`` is ``None`` unless the dump printed filters with their categories (that of one package does).
    """

    name: str
    values: dict[str, str] = field(default_factory=dict)
    flags: frozenset[str] | None = None
    permissions: Permissions = field(default_factory=Permissions)
    contradicts: bool = False
    shared_library: bool = False
    entry_points: EntryPoints | None = None
    _seen: set[str] = field(default_factory=set)

    @property
    def before_flags(self) -> bool:
        """Whether the version name was read and the flags, which follow it, were not yet."""
        return "versionName" in self._seen and "flags" not in self._seen

    def distrust(self) -> None:
        """Forget what decides how an app is judged: some of it may have been written by the app itself."""
        self.flags = None
        self.shared_library = False
        for key in ("installerPackageName", "initiatingPackageName", "originatingPackageName", "packageSource"):
            self.values.pop(key, None)

    def keep(self, key: str, value: str) -> None:
        """Keep a value; one that is told twice is told by nobody."""
        if key in self._seen:
            self.contradicts = True
            self.values.pop(key, None)
            return
        self._seen.add(key)
        self.values[key] = value

    def keep_flags(self, key: str, flags: frozenset[str]) -> None:
        """Keep the flags; ``flags`` and ``pkgFlags`` each stand once."""
        if key in self._seen:
            self.contradicts = True
            self.flags = None
            return
        self._seen.add(key)
        if not self.contradicts:
            self.flags = flags if self.flags is None else self.flags | flags

    def value(self, *keys: str) -> str | None:
        """Return the first of ``keys`` that the block holds with a value other than ``null``."""
        for key in keys:
            if self.values.get(key) not in {None, "null", ""}:
                return self.values[key]
        return None

    @property
    def is_added(self) -> bool:
        """Whether its file was added to the phone and is there for somebody, unless the record says otherwise."""
        users = self.permissions.users.values()
        gone = bool(users) and all(state.installed is False for state in users)
        return not gone and not self.shared_library and "SYSTEM" not in (self.flags or ())

    @property
    def app_id(self) -> int | None:
        """The uid without its user: ``appId`` since Android 14, ``userId`` before."""
        return number(self.value("appId", "userId") or "")

    @property
    def shared_user(self) -> str | None:
        """Name of the shared user id: ``SharedUserSetting{hex name/uid}``."""
        raw = self.value("sharedUser")
        if raw is None or "{" not in raw:
            return None
        inside = raw.partition("{")[2].rstrip("}").partition(" ")[2]
        return inside.rpartition("/")[0] or None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallEvent:
    """Something that the package manager remembers of an installation or a removal.

    ``kind`` is ``installed``, ``removed``, ``failed``, or ``begun`` where nothing tells how it ended. ``when`` is the
    phone's wall clock (``YYYY-MM-DD HH:MM:SS``); a session tells ``when_ms``, milliseconds since 1970, instead.
    ``package`` is empty where the phone did not keep which it was. ``user`` is ``None`` for all users at once, too.
    ``by`` is the package that asked for it, ``by_uid`` its uid. ``detail`` is what the phone says of it: a result
    code, a message or a label, which others may have chosen.
    """

    package: str
    kind: str
    when: str | None = None
    when_ms: int | None = None
    user: int | None = None
    by: str | None = None
    by_uid: int | None = None
    detail: str = ""


@dataclass(slots=True, kw_only=True)
class PackageDump:
    """All that is kept of a dump.

    ``actions`` maps an intent action to the components that declare it (those of package_resolvers.ACTIONS); an
    action is absent where the dump printed no such table entry, and ``tables`` says which resolver tables were
    printed at all. ``sections`` are all headings, ``ended`` whether one stood behind the packages. ``history`` holds
    events with a package and an outcome; ``loose_ends`` those without one of the two. ``links`` are the hosts that a
    package declares itself the app for, ``None`` where the dump does not tell.
    """

    packages: dict[str, PackageRow] = field(default_factory=dict)
    shared_users: dict[str, Permissions] = field(default_factory=dict)
    actions: dict[str, set[str]] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)
    sections: set[str] = field(default_factory=set)
    ended: bool = False
    history: list[InstallEvent] = field(default_factory=list)
    loose_ends: list[InstallEvent] = field(default_factory=list)
    links: dict[str, set[str]] | None = None

    def remember(self, event: InstallEvent) -> bool:
        """Keep an event where it belongs; return False where there are more than are kept."""
        kept = self.loose_ends if event.kind == "begun" or not event.package else self.history
        if len(kept) < MOST_EVENTS:
            kept.append(event)
            return True
        return False
