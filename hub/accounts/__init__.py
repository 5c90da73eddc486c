"""Who may do what, as data; and the rules of passwords, sessions and guesses. Pure.

A permission that is not in the table does not exist: a route that asks for it cannot be registered
(`hub.admin.guard`). Nothing here knows a person, a browser or a clock.
"""

from __future__ import annotations

import ipaddress
import itertools
import re
import unicodedata
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Role = Literal["manager", "officer", "technician", "observer"]
ROLES: tuple[Role, ...] = get_args(Role)
_EVERYBODY = frozenset(ROLES)
_MANAGER: frozenset[Role] = frozenset(("manager",))
_CREW: frozenset[Role] = frozenset(("manager", "technician"))
_READERS: frozenset[Role] = frozenset(("manager", "observer"))

PUBLIC = "public"
# What may be done, and by whom. `PUBLIC` needs nobody to be signed in.
PERMISSIONS: Mapping[str, frozenset[Role]] = {
    PUBLIC: _EVERYBODY,
    "own": _EVERYBODY,  # one's own password and session
    "floor": _EVERYBODY,  # see the floor, live
    "console": frozenset(("manager", "officer")),  # work a counter; an officer only the own ones (`works_at`)
    "closures": _EVERYBODY - {"observer"},  # ask for a closure, an officer of the own counters
    "decide_closures": _MANAGER,
    "tickets": _MANAGER,  # void, restore and enter tickets
    "alerts": _CREW,  # say that an alert was seen
    "devices": _CREW,
    "screens": _CREW,  # see what displays show, and which one is which
    "hall": _CREW,  # how displays look and how the voice speaks
    "announce": _MANAGER,  # tell the hall something
    "journal_devices": frozenset(("manager", "technician", "observer")),
    "journal": _READERS,
    "reports": _READERS,
    "settings": _MANAGER,
    "users": _MANAGER,
    "tokens": _MANAGER,
    "bookings": _MANAGER,  # give the hub what another system has booked
}
# What a program with a token may read; and the one thing that it may give.
WRITES = "bookings:write"
SCOPES = ("floor:read", "tickets:read", "counters:read", "journal:read", "people:read", WRITES)

ABSOLUTE_S = 12 * 3600.0  # nobody works longer; whoever does signs in again
IDLE_S = 30 * 60.0
OFFICER_IDLE_S = 10 * 3600.0  # a console stays open while nobody comes
FRESH_S = 5 * 60.0  # a dangerous act needs a password that is no older
LINK_S = 3600.0
SEEN_EVERY_S = 60.0  # how exactly the disk knows when somebody was last there
MOST_SESSIONS = 12  # of one person; the oldest ends


class User(Protocol):
    """What the rules need to know of a person; the register's row has it."""

    @property
    def role(self) -> str:
        """One of `ROLES`."""
        ...

    @property
    def counters(self) -> tuple[str, ...]:
        """Where an officer works."""
        ...

    @property
    def archived(self) -> bool:
        """Whether the person has left."""
        ...


def may(role: str, permission: str) -> bool:
    """Whether somebody in a role has a permission.

    >>> may("observer", "floor"), may("observer", "settings")
    (True, False)
    """
    return role in PERMISSIONS[permission]


def works_at(user: User, counter: str) -> bool:
    """Whether this person may work, or ask to close, this counter."""
    if user.archived or not may(user.role, "console"):
        return False
    return user.role == "manager" or counter in user.counters


def allows(scopes: Iterable[str], scope: str) -> bool:
    """Whether a token's scopes hold this one."""
    return bool(scope) and scope in SCOPES and scope in set(scopes)


class SessionRules(NamedTuple):
    """How long a session lives, in seconds: without a sign of life, an officer's, and in all."""

    idle_s: float = IDLE_S
    officer_idle_s: float = OFFICER_IDLE_S
    absolute_s: float = ABSOLUTE_S

    def alive(self, role: str, created_at: float, seen_at: float, now: float) -> bool:
        """Whether a session still counts. One from the future does not: the clock was wrong, then or now."""
        idle_s = self.officer_idle_s if role == "officer" else self.idle_s
        return -SEEN_EVERY_S <= now - seen_at < idle_s and -SEEN_EVERY_S <= now - created_at < self.absolute_s


# --- guesses ----------------------------------------------------------------------------------------------


class BackOff(NamedTuple):
    """How long to wait after failures in a row: nothing for the first `free`, then twice as long each time."""

    free: int
    most_s: float

    def wait_s(self, failures: int) -> float:
        """Seconds until the next guess.

        >>> [BackOff(free=3, most_s=300.0).wait_s(n) for n in (0, 3, 4, 5, 8, 90)]
        [0.0, 0.0, 1.0, 2.0, 16.0, 300.0]
        """
        over = failures - self.free
        return 0.0 if over <= 0 else min(self.most_s, 2.0 ** min(over - 1, 30))


# Short for an account, because whoever knows its name could keep its owner out; many for an address, because a
# whole office may stand behind one.
ACCOUNT_BACK_OFF = BackOff(free=4, most_s=300.0)
ADDRESS_BACK_OFF = BackOff(free=20, most_s=900.0)


def address_key(address: str) -> str:
    """What counts as one place: an IPv4 address, or the /64 that one house has of IPv6.

    >>> address_key("10.0.0.7"), address_key("2001:db8::1:2"), address_key("")
    ('10.0.0.7', '2001:db8::/64', '')
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


# --- passwords and names ----------------------------------------------------------------------------------

SHORTEST, LONGEST = 10, 128
_FEWEST_DIFFERENT = 5
# What people take when they are asked for ten characters; whatever else is digits and signs does not help.
_WORN = frozenset(
    """
    password katasandi rahasia indonesia merdeka bismillah alhamdulillah assalamualaikum qwerty qwertyuiop
    qwertyuiopasdfghjkl asdfghjkl zxcvbnm admin administrator manajer manager petugas teknisi pengamat operator
    pelayanan pelayananpublik malpelayananpublik mpp dpmptsp antrean antrian loket selamatdatang sayang sayangku
    cintaku iloveyou welcome letmein passwordku rahasiaku akucintakamu kabupaten pemkab pemkot
    """.split(),
)
_LOGIN = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


def tidy_login(text: str) -> str:
    """A login as it is compared: people write it with capitals and blanks."""
    return unicodedata.normalize("NFKC", text).strip().lower()[:64]


def login_fault(login: str) -> str:
    """What is wrong with a new login, as a key of the pages' words; empty if nothing is."""
    return "" if _LOGIN.fullmatch(login) else "login_shape"


def tidy_password(text: str) -> str:
    """A password as it is hashed: the same however the keyboard composes its letters."""
    return unicodedata.normalize("NFC", text)


def password_fault(password: str, *names: str) -> str:
    """What is wrong with a new password, as a key of the pages' words; empty if nothing is.

    `names` are what anybody would try first: the login, the person, the mall.

    >>> password_fault("kucing di atas genting"), password_fault("Rahasia12345!"), password_fault("pendek")
    ('', 'password_easy', 'password_short')
    """
    if len(password) < SHORTEST:
        return "password_short"
    if len(password) > LONGEST:
        return "password_long"
    plain = password.casefold()
    steps = {ord(after) - ord(before) for before, after in itertools.pairwise(plain)}
    tried = _WORN | {re.sub(r"[^a-z]", "", name.casefold()) for name in names} - {""}
    letters = re.sub(r"[^a-z]", "", plain)
    half = letters[: len(letters) // 2]
    worn = letters in tried or (letters == half * 2 and half in tried)
    # Digits alone are a telephone, a date, or a NIK: found out in no time, or not to be typed here.
    if worn or plain.isdigit() or len(steps) == 1 or len(set(plain)) < _FEWEST_DIFFERENT:
        return "password_easy"
    return ""
