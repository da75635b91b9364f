"""The rows that ``dumpsys package`` is parsed into."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class UserState:
    """What a package is for one user. Filled by the parser, not changed afterwards.

    ``unlisted``: hidden by an admin, or an instant app; ``pm list packages`` leaves those out.
    """

    installed: bool | None = None
    enabled: int | None = None
    unlisted: bool = False
    first_installed: str | None = None
    granted: set[str] = field(default_factory=set)


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
class PackageRow:
    """One ``Package [name]`` block: its ``key=value`` lines by name, its flags, and its permission tables.

    ``contradicts``: the block holds a value twice, or where it does not belong, so that somebody may have written
    lines into it; what is told twice is then unknown. ``shared_library``: a shared library, which is no app.
    """

    name: str
    values: dict[str, str] = field(default_factory=dict)
    flags: frozenset[str] | None = None
    permissions: Permissions = field(default_factory=Permissions)
    contradicts: bool = False
    shared_library: bool = False
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
    def shared_user(self) -> str | None:
        """Name of the shared user id: ``SharedUserSetting{hex name/uid}``."""
        raw = self.value("sharedUser")
        if raw is None or "{" not in raw:
            return None
        inside = raw.partition("{")[2].rstrip("}").partition(" ")[2]
        return inside.rpartition("/")[0] or None


@dataclass(slots=True, kw_only=True)
class PackageDump:
    """All that is kept of a dump.

    ``actions`` maps an intent action to the components that declare it (``MAIN``, device admin, accessibility and
    notification services); an action is absent where the dump printed no such table entry, and ``tables`` says
    which resolver tables were printed at all.
    """

    packages: dict[str, PackageRow] = field(default_factory=dict)
    shared_users: dict[str, Permissions] = field(default_factory=dict)
    actions: dict[str, set[str]] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)
