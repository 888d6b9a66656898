"""Charts read back as XML, with the numbers of their marks."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass

import pytest
from markupsafe import Markup

from analytics.charts import Estimate, Figures, Frame
from analytics.charts.lettering import Pen, measure

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 0.1 and down > 0.1


class Picture:
    """A drawn chart, parsed."""

    def __init__(self, drawn: Markup) -> None:
        assert isinstance(drawn, Markup)
        self.drawn = str(drawn)
        self.root = ET.fromstring(self.drawn)  # noqa: S314 - our own output
        left, top, width, height = map(float, self.root.attrib["viewBox"].split())
        self.view = Box(left, top, left + width, top + height)

    def marked(self, name: str) -> list[ET.Element]:
        return [each for each in self.root.iter() if name in each.get("class", "").split()]

    def tagged(self, tag: str) -> list[ET.Element]:
        return list(self.root.iter(SVG + tag))

    @property
    def words(self) -> list[str]:
        return [each.text or "" for each in self.tagged("text")]

    def text_boxes(self) -> list[tuple[str, Box]]:
        boxes = []
        for each in self.tagged("text"):
            pen = Pen(size=float(each.attrib["font-size"]), bold=each.get("font-weight") == "600")
            wide = measure(each.text or "", pen)
            shift = {"start": 0.0, "middle": wide / 2, "end": wide}[each.get("text-anchor", "start")]
            left, base = float(each.attrib["x"]) - shift, float(each.attrib["y"])
            boxes.append((each.text or "", Box(left, base - pen.size, left + wide, base + 0.25 * pen.size)))
        return boxes

    def mark_boxes(self) -> list[Box]:
        tags = ("rect", "line", "circle", "path")
        return [_box(each) for tag in tags for each in self.tagged(tag)]


def _box(mark: ET.Element) -> Box:
    at = {key: float(value) for key, value in mark.attrib.items() if key in _PLACES}
    match mark.tag.removeprefix(SVG):
        case "rect":
            return Box(at["x"], at["y"], at["x"] + at["width"], at["y"] + at["height"])
        case "circle":
            return Box(at["cx"] - at["r"], at["cy"] - at["r"], at["cx"] + at["r"], at["cy"] + at["r"])
        case "line":
            xs, ys = sorted((at["x1"], at["x2"])), sorted((at["y1"], at["y2"]))
            return Box(xs[0], ys[0], xs[1], ys[1])
        case _:
            pairs = [pair.split() for pair in mark.attrib["d"].strip("MZ").split("L")]
            xs, ys = sorted(float(x) for x, _ in pairs), sorted(float(y) for _, y in pairs)
            return Box(xs[0], ys[0], xs[-1], ys[-1])


_PLACES = {"x", "y", "width", "height", "cx", "cy", "r", "x1", "x2", "y1", "y2"}


def percent(share: float, decimals: int) -> str:
    return f"{share * 100:.{decimals}f}".replace(".", ",") + "\u00a0%"


@pytest.fixture
def picture():
    return Picture


@pytest.fixture
def figures():
    return Figures(
        percent=percent,
        answers=lambda number: f"{number} lượt",
        estimate=lambda each: f"{percent(each.share, 1)} ({percent(each.low, 0)} – {percent(each.high, 0)})",
    )


@pytest.fixture(params=[300, 328, 640, 820])
def frame(request):
    return Frame(ident="bars", title="Tên biểu đồ", description="Mô tả", width=request.param)


@pytest.fixture
def an_estimate():
    def build(share: float, half: float = 0.05) -> Estimate:
        return Estimate(share=share, low=max(0.0, share - half), high=min(1.0, share + half))

    return build


@pytest.fixture
def settled():
    """Everything inside the picture, no words over other words."""

    def check(shown: Picture) -> None:
        view = shown.view
        boxes = shown.text_boxes()
        for box in [*shown.mark_boxes(), *(box for _, box in boxes)]:
            assert view.left <= box.left, box
            assert box.right <= view.right + 0.05, box
            assert view.top <= box.top, box
            assert box.bottom <= view.bottom + 0.05, box
        for position, (words, box) in enumerate(boxes):
            for other, taken in boxes[:position]:
                assert not box.overlaps(taken), (words, other)

    return check
