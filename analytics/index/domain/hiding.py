"""Which groups of a breakdown stay hidden, so that nobody is told by what is shown nor by what is left over."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

Key = TypeVar("Key", bound="Hashable")


def hidden(sizes: Mapping[Key, int], *, least: int) -> frozenset[Key]:
    """Give the groups of 1 to `least` − 1 answers, and as many of the next smallest as protect them.

    The total may be known beside the breakdown: a single hidden group, or several that together have fewer than
    `least` answers, would follow from it by subtraction. Groups without an answer hide nobody.
    """
    ordered = sorted((key for key, size in sizes.items() if size), key=lambda key: (sizes[key], repr(key)))
    kept = [key for key in ordered if sizes[key] < least]
    if not kept:
        return frozenset()
    for key in ordered[len(kept) :]:
        if len(kept) > 1 and sum(sizes[each] for each in kept) >= least:
            break
        kept.append(key)
    return frozenset(kept)
