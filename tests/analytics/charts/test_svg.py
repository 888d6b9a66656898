from __future__ import annotations

import re
from dataclasses import replace

import pytest
from markupsafe import Markup

from analytics.charts import Estimate, Frame, palette, responsive, sparkline
from analytics.charts.svg import element, group

FRAME = Frame(ident="line", title="Đường <nhỏ>", description='Hai "số"', width=120)


def test_the_root_names_and_describes_the_picture(picture):
    shown = picture(sparkline([0.5, 0.6], frame=FRAME))
    root = shown.root
    assert root.attrib["role"] == "img"
    names = {each.get("id"): each.text for each in root if each.get("id")}
    assert names == {"line-title": "Đường <nhỏ>", "line-desc": 'Hai "số"'}
    assert root.attrib["aria-labelledby"] == "line-title"
    assert root.attrib["aria-describedby"] == "line-desc"


@pytest.mark.parametrize("ident", ["", "1st", "two words", 'x" onload="y', "a\n"])
def test_an_id_that_no_page_could_use_is_an_error(ident):
    with pytest.raises(ValueError, match="not an id"):
        replace(FRAME, ident=ident)


def test_values_children_and_control_characters_are_made_harmless():
    drawn = element("text", "<script>&\x00\x1b\u202ea\ud800", class_='"onload="x')
    assert drawn == '<text class="&#34;onload=&#34;x">&lt;script&gt;&amp;a</text>'


def test_markup_made_by_element_is_kept_and_plain_text_is_not():
    assert group(element("g"), "<g/>") == Markup("<g><g/>&lt;g/&gt;</g>")


def test_numbers_are_written_shortly():
    assert element("rect", x=-0.001, y=1 / 3, width=2.0, rx=None) == '<rect x="0" y="0.33" width="2"/>'


def test_both_sizes_of_a_chart_have_ids_of_their_own():
    drawn = responsive(lambda frame: sparkline([0.1], frame=frame), FRAME)
    ids = re.findall(r' id="([^"]+)"', drawn)
    assert len(ids) == len(set(ids)) == 6
    assert drawn.count("d-md-none") == drawn.count("d-md-block") == 1


@pytest.mark.parametrize("share", [87.4, -0.1, float("nan"), float("inf")])
def test_a_percentage_is_not_mistaken_for_a_share(share):
    with pytest.raises(ValueError, match="not a share"):
        Estimate(share=share, low=0.1, high=0.2)


def test_an_interval_upside_down_is_an_error():
    with pytest.raises(ValueError, match="upside down"):
        Estimate(share=0.5, low=0.6, high=0.4)


def _light(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, bright = sorted((_light(one), _light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("paint", palette.LEVELS)
def test_every_level_stands_out_from_paper_and_its_words_from_it(paint):
    assert _contrast(paint.outline or paint.fill, palette.PAPER) >= 3
    assert _contrast(paint.text, paint.fill) >= 4.5


def test_words_and_marks_stand_out_from_paper():
    assert all(_contrast(colour, palette.PAPER) >= 4.5 for colour in (palette.INK, palette.MUTED, palette.WARM))
    assert all(_contrast(colour, palette.PAPER) >= 3 for colour in (palette.OUTLINE, palette.DEEP))


def test_neighbouring_levels_differ_in_grey_or_by_hatching():
    for one, other in zip(palette.LEVELS, palette.LEVELS[1:], strict=False):
        assert _contrast(one.fill, other.fill) >= 1.5 or one.pitch != other.pitch


def test_the_two_ends_differ_in_more_than_colour():
    low, high = palette.LEVELS[0], palette.LEVELS[4]
    assert low.hatch
    assert not high.hatch
