"""Reads a rendered page as a browser would, to see what is really in it."""

from __future__ import annotations

from html.parser import HTMLParser

ELEMENTS = {
    *("html", "head", "meta", "link", "title", "style", "body"),
    *("header", "main", "section", "article", "h1", "h2", "h3", "h4", "p", "div"),
    *("span", "strong", "code", "pre", "a", "ul", "li", "dl", "dt", "dd"),
    *("table", "thead", "tbody", "tr", "th", "td", "details", "summary"),
    *("figure", "figcaption", "svg", "desc", "text"),
    *("line", "rect", "circle", "path", "polyline"),
}
ATTRIBUTES = {
    *("lang", "charset", "name", "content", "http-equiv", "rel", "href"),
    *("class", "id", "role", "scope", "aria-labelledby", "aria-hidden", "aria-label"),
    *("viewbox", "preserveaspectratio", "width", "height", "text-anchor", "points"),
    *("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "d"),
}
VOID = {"meta", "link"}


class Page(HTMLParser):
    """What a page holds: elements, attributes, text, and whether tags pair up."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.unpaired: list[str] = []
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def values(self, attribute: str) -> list[str]:
        """The values of an attribute wherever it occurs."""
        return [value for _, name, value in self.attributes if name == attribute]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unpaired.append(tag)

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.words.append(data)
