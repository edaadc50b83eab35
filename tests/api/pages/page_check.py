"""Is a page well-formed and usable? Found out with a parser of the standard library, all slips at once."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
SHUT = {"rect", "ellipse"}
"""Elements of SVG that are written as shut at once."""


class Slips(HTMLParser):
    """Reads one page and keeps what is wrong with it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.seen: dict[str, int] = {}
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.named: set[str] = set()
        self.referred: set[str] = set()
        self.tables: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.seen[tag] = self.seen.get(tag, 0) + 1
        self._look(tag, found)
        if tag in SHUT:
            self.wrong.append(f"<{tag}> is not shut at once")
        elif tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen[tag] = self.seen.get(tag, 0) + 1
        self._look(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}, open are {self.open}")
        else:
            self.open.pop()

    def _look(self, tag: str, found: dict[str, str | None]) -> None:
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "label":
            self.labels.add(str(found.get("for")))
        if tag in {"input", "select", "textarea"} and found.get("type") not in {"hidden", "submit"}:
            self.named.add(str(found.get("id")))
        self.referred.update(str(found[name]) for name in ("aria-labelledby",) if found.get(name))
        self.wrong += [f"<{tag} {name}>" for name in found if name.startswith("on") or name == "style"]
        if tag == "script":
            self.wrong.append("a script")
        for name in ("href", "src", "action"):
            if str(found.get(name, "")).lower().startswith(("javascript:", "data:", "//")):
                self.wrong.append(f"{name}={found[name]}")
        if tag in {"link", "img", "form"} and "://" in str(
            found.get("href") or found.get("src") or found.get("action")
        ):
            self.wrong.append(f"<{tag}> leads outside")


def slips(page: str) -> list[str]:
    """Everything that is wrong with a page; empty where nothing is."""
    read = Slips()
    read.feed(page)
    read.close()
    wrong = [*read.wrong, *(f"<{tag}> stays open" for tag in read.open)]
    wrong += [f"id {one} twice" for one in sorted({one for one in read.ids if read.ids.count(one) > 1})]
    wrong += [f"no label for {one}" for one in sorted(read.named - read.labels)]
    wrong += [f"nothing has the id {one}" for one in sorted((read.referred | read.labels) - set(read.ids))]
    wrong += [
        f"{read.seen.get(tag, 0)} <{tag}>"
        for tag in ("h1", "main", "header", "footer", "title")
        if read.seen.get(tag) != 1
    ]
    if read.seen.get("table", 0) != read.seen.get("caption", 0):
        wrong.append("a table without a caption")
    if not page.startswith("<!doctype html>") or '<html lang="en">' not in page or 'name="viewport"' not in page:
        wrong.append("no doctype, language or viewport")
    return wrong


def words_of(page: str) -> str:
    """The words of a page, without its marks."""
    found: list[str] = []
    reader = HTMLParser(convert_charrefs=True)
    reader.handle_data = found.append  # type: ignore[method-assign]
    reader.feed(page)
    return " ".join(" ".join(found).split())
