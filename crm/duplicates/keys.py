"""Keys of a record: two that share none are never compared. Pure over strings."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations
from typing import Final
from urllib.parse import urlsplit

from crm.core.text import fold
from crm.duplicates.names import Word, read_name
from crm.duplicates.people import read_person
from crm.duplicates.vocabulary import shared_hosts

#: A new number makes `crm init` write all keys anew: raise it with every change of what a key is made of.
RULES: Final = 1
#: Words of a name that are paired.
MOST_WORDS: Final = 4
LONGEST: Final = 60
#: RFCs that Mexico gives to everybody: the public at large, and foreigners.
ANYBODY: Final = frozenset({"XAXX010101000", "XEXX010101000"})
#: Below this many signs a number is no number of anybody.
LEAST_SIGNS: Final = 5
_SECOND_LEVEL: Final = frozenset({"com", "org", "net", "gob", "gov", "edu", "co", "ac", "mil"})


def name_keys(name: str) -> set[str]:
    """Return the keys of a business's name: how pairs of its telling words sound, and the whole run together."""
    words = read_name(name)
    telling = [word for word in words if word.kind == "word"]
    trade = [word for word in words if word.kind in {"trade", "branch"}]
    chosen = sorted(telling, key=lambda word: -len(word.sound))[:MOST_WORDS] or trade[:MOST_WORDS]
    if len(chosen) == 1:
        chosen += [word for word in trade if word not in chosen][:1]
    keys = _pairs(chosen)
    if len(telling) <= 2:  # noqa: PLR2004 - one word may hold a slip, then the other one is needed
        keys |= {f"n1:{_bones(word)}" for word in telling}
    if len(telling) == 1:
        keys |= _slips(_bones(telling[0]))
    whole = re.sub("[aeiou]", "", "".join(word.sound for word in words if word.kind != "filler"))
    return keys | ({f"nc:{whole[:LONGEST]}"} if whole else set())


def person_keys(name: str) -> set[str]:
    """Return the keys of a person's name: how pairs of its words sound, whatever their order."""
    words = [word for word in read_person(name) if len(word.text) > 1]
    keys = _pairs(words[:MOST_WORDS])
    return keys or {f"n1:{_bones(word)}" for word in words}


def _pairs(words: Iterable[Word]) -> set[str]:
    bones = sorted({_bones(word) for word in words})
    return {f"n2:{one}|{other}"[:LONGEST] for one, other in combinations(bones, 2)}


@lru_cache(maxsize=20_000)
def _bones(word: Word) -> str:
    """Return how a word sounds without its vowels, but for one it begins with."""
    return word.sound[:1] + re.sub("[aeiou]", "", word.sound[1:])


def _slips(bones: str) -> set[str]:
    """Return what is left of a single word when any one sign is dropped: a slip in it is found too."""
    if len(bones) < LEAST_SIGNS - 1:
        return set()
    return {f"nd:{bones[:at]}{bones[at + 1 :]}" for at in range(len(bones))} | {f"nd:{bones}"}


def tax_key(tax_id: str) -> str:
    """Return a tax ID without signs between, '' for one that stands for anybody."""
    key = re.sub(r"[\W_]", "", tax_id.upper())
    return "" if key in ANYBODY or len(key) < LEAST_SIGNS else key[:20]


def domain_key(address: str) -> str:
    """Return the domain of a web address, '' where it is no business's own.

    'https://www.acme.com.mx/en' gives 'acme.com.mx'.
    """
    try:
        host = (urlsplit(address if "://" in address else f"https://{address}").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    labels = host.split(".")
    own = labels[-3:] if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else labels[-2:]  # noqa: PLR2004
    domain = ".".join(own)
    if domain in shared_hosts() or host in shared_hosts():
        return host if host not in shared_hosts() and len(labels) > len(own) else ""
    return domain[:100] if "." in domain else ""


def phone_key(phone: str) -> str:
    """Return the last ten digits of a phone number, '' for too few."""
    digits = re.sub(r"\D", "", phone)
    return digits[-10:] if len(digits) > LEAST_SIGNS else ""


def email_key(address: str) -> str:
    """Return an e-mail address folded, '' for none."""
    return fold(address)[:254] if "@" in address else ""


def short_key(text: str) -> str:
    """Return a short name folded, without signs between: 'C.B.P.' gives cbp."""
    key = re.sub(r"[\W_]", "", fold(text))
    return key if len(key) > 1 else ""
