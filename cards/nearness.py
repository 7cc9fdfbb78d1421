"""The nearest right word for a wrong one: among words of a language, and among identifiers of a model."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

SHORT = 4  # letters; an identifier of fewer is one letter from many others, none of which is meant
MOST = 3  # near identifiers that are told; more are no help


def nearest(word: str, known: Iterable[str]) -> str:
    """A phrase with the nearest right word, to be added to an error; empty when none is near and the list is long."""
    choices = sorted(known)
    near = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if near:
        return f"; did you mean '{near[0]}'?"
    return f"; expected one of: {', '.join(choices)}" if 0 < len(choices) <= 12 else ""


def nearest_id(word: str, known: Mapping[str, str]) -> str:
    """The same among identifiers (id to the name it goes by), where a wrong hint costs more than none.

    Near is: the same but for case, brackets, prefix or compartment; the same name; one slip of the fingers away
    (a letter doubled, left out, added, changed or two swapped), in an identifier of four letters or more. A changed
    digit is another identifier (b1380, b1381), so it is not near.
    """
    for near in (_same(word, known), _named(word, known), _slipped(word, known)):
        if near:
            break
    if not 0 < len(near) <= MOST:
        return ""
    told = " or ".join(f"'{one}'{_called(one, known)}" for one in sorted(near))
    return f"; did you mean {told}?"


def _called(identifier: str, known: Mapping[str, str]) -> str:
    name = known[identifier]
    return f" ({name})" if name and name.casefold() != identifier.casefold() else ""


def _plain(identifier: str) -> str:
    """Without case and what databases differ in: EX_, R_ and M_, brackets of compartments, _L and __L."""
    text = re.sub(r"^(ex|[rmg])_", "", identifier.strip().casefold())
    text = re.sub(r"[(\[]([a-z]\d?)[)\]]$", r"_\1", text)
    return re.sub(r"[\s_-]+", "_", text)


def _same(word: str, known: Mapping[str, str]) -> list[str]:
    wanted = _plain(word)
    exact = [one for one in known if _plain(one) == wanted]
    if exact:
        return exact
    # EX_glc_e for EX_glc__D_e, EX_lac_e for EX_lac__L_e and EX_lac__D_e
    return [one for one in known if re.sub(r"_[dlrs]_(?=[a-z]\d?$)", "_", _plain(one)) == wanted]


def _named(word: str, known: Mapping[str, str]) -> list[str]:
    wanted = word.strip().casefold()
    return [one for one, name in known.items() if name and name.casefold() == wanted]


def _slipped(word: str, known: Mapping[str, str]) -> list[str]:
    wanted = word.casefold()
    if len(wanted) < SHORT:
        return []
    near = [one for one in known if _one_slip(wanted, one.casefold())]
    doubled = [one for one in near if len(one) != len(wanted) and _undoubled(one) == _undoubled(wanted)]
    return doubled or near


def _undoubled(text: str) -> str:
    return re.sub(r"(.)\1+", r"\1", text.casefold())


def _one_slip(left: str, right: str) -> bool:
    if abs(len(left) - len(right)) > 1 or left == right:
        return left == right
    start = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    a, b = left[start:], right[start:]
    if len(left) == len(right):
        swapped = a[:2] == b[:2][::-1] and a[2:] == b[2:]
        return swapped or (a[1:] == b[1:] and not (a[0].isdigit() and b[0].isdigit()))
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return longer[1:] == shorter
