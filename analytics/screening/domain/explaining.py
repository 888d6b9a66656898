"""What each detector asks, of what, and by which thresholds: the words and names an explanation is made of."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.screening.domain.findings import Family

METHOD = "screening-2"
"""The version of the detectors; 2 holds q over all of drip together and takes usual rates from all units."""

BY_RULE = "a rule is broken or is not; no chance is in it"
_CONTROL = "Benjamini and Hochberg over all tests of the family"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One detector: what is true where nothing is wrong, what is computed, what goes in, and what decides."""

    hypothesis: str
    test: str
    inputs: tuple[str, ...]
    parameters: tuple[str, ...] = ()

    @property
    def by_rule(self) -> bool:
        """Whether no chance is in it."""
        return self.test == BY_RULE

    @property
    def control(self) -> str | None:
        """How many tests at once are allowed for; None where there is no test."""
        return None if self.by_rule else _CONTROL


_SIGNATURE = "the binomial tail of the levels and the ranks of the durations"
_OF_UNITS = f"count of the unit beside the pooled rate and spread of all units, with {_SIGNATURE} (Fisher)"

DETECTORS: dict[tuple[Family, str], Told] = {
    (Family.TOKEN, ""): Told(
        hypothesis="every answer came with a slip that was issued here, was in force and had not been used",
        test=BY_RULE,
        inputs=("with_slip", "slips_known"),
        parameters=("grace_s",),
    ),
    (Family.VISITS, ""): Told(
        hypothesis="no unit has more answers than files finished and refused",
        test=BY_RULE,
        inputs=("answers", "units_with_files"),
    ),
    (Family.BURST, ""): Told(
        hypothesis="answers of a place come as its own and the province's half-hours let expect",
        test="negative binomial tail of the fullest window, corrected for every window tried; of a stretch that "
        f"stands out, with {_SIGNATURE} (Fisher)",
        inputs=("timed", "places", "slips_of_desks"),
        parameters=("burst_minutes", "burst_least", "burst_candidate", "signature", "turn_s"),
    ),
    (Family.REGULAR, ""): Told(
        hypothesis="answers of one level follow each other at no fixed period",
        test="binomial tail of the gaps that keep time, the best of all periods corrected",
        inputs=("timed", "places", "with_device"),
        parameters=("regular_least", "regular_cv"),
    ),
    (Family.DRIP, "device"): Told(
        hypothesis="what a phone that returns answers is like the unit's other answers",
        test=f"{_SIGNATURE}, its days near closing time and on the office network, how often it answered (Fisher)",
        inputs=("of_people", "with_device"),
        parameters=("device_least", "closing_before_min", "closing_after_min"),
    ),
    (Family.DRIP, "network"): Told(
        hypothesis="several answers by one network on one day are like the unit's other answers",
        test=f"{_SIGNATURE}, the binomial tail of phones that return, and how rare so many are (Fisher)",
        inputs=("of_people", "with_network"),
        parameters=("line_least", "burst_least", "device_least"),
    ),
    (Family.DRIP, "linked_phones"): Told(
        hypothesis="returning phones share private networks in no unit more than in all",
        test=_OF_UNITS,
        inputs=("of_people", "with_device", "with_network", "units"),
        parameters=("linked_least", "device_least", "membership"),
    ),
    (Family.DRIP, "busy_lines"): Told(
        hypothesis="private networks that bring several answers in a day are in no unit more than in all",
        test=_OF_UNITS,
        inputs=("of_people", "with_network", "units"),
        parameters=("line_least", "device_least", "membership"),
    ),
    (Family.DRIP, "late_phones"): Told(
        hypothesis="returning phones answer near closing time in no unit more than in all",
        test=_OF_UNITS,
        inputs=("of_people", "with_device", "timed", "units"),
        parameters=("device_least", "closing_before_min", "closing_after_min", "membership"),
    ),
    (Family.DRIP, "closing"): Told(
        hypothesis="answers near closing time are at no place more than at all, and like those of its day",
        test=_OF_UNITS.replace("unit", "place"),
        inputs=("timed", "places"),
        parameters=("closing_before_min", "closing_after_min", "burst_least", "signature", "membership"),
    ),
    (Family.BOMBING, ""): Told(
        hypothesis="lowest marks do not come together with more answers than usual",
        test="binomial tail of lowest marks and negative binomial tail of answers (Fisher), corrected for windows",
        inputs=("of_people", "timed", "places"),
        parameters=("bombing_least", "bombing_desks"),
    ),
    (Family.SPEED, ""): Told(
        hypothesis="answers below reading time are at no place more than at all",
        test="count of the place beside the pooled rate and spread of all places, with the levels (Fisher)",
        inputs=("with_duration", "places"),
        parameters=("reading_s", "reading_per_question_s", "burst_least", "signature", "membership"),
    ),
    (Family.STRAIGHT, ""): Told(
        hypothesis="nobody gives every question one level in less than reading time",
        test=BY_RULE,
        inputs=("answers", "with_duration"),
        parameters=("reading_s", "reading_per_question_s"),
    ),
    (Family.CLOCK, ""): Told(
        hypothesis="the clock of every device is right",
        test=BY_RULE,
        inputs=("with_device",),
        parameters=("clock_s",),
    ),
    (Family.CHANNEL_GAP, ""): Told(
        hypothesis="tablets and phones of a unit tell the same",
        test="Welch's test of the shares of satisfied answers",
        inputs=("answers", "tablets", "units"),
        parameters=("gap_points",),
    ),
    (Family.STAFF_GAP, ""): Told(
        hypothesis="the answers about an officer are like the unit's other answers",
        test="Welch's test of the shares of satisfied answers",
        inputs=("answers", "officers", "units"),
        parameters=("gap_points",),
    ),
}
"""By family, and by the detector within one that has several."""
