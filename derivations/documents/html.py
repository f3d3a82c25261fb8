"""Documents as HTML: a fragment that stands by itself (in a notebook, in a report), and a page around it."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from derivations.documents import mathml
from derivations.documents.blocks import Block, Display, Heading, Inline, Items, Legend, Paragraph
from derivations.documents.inline_math import inline as mathematics
from derivations.documents.inline_math import plain


def fragment(blocks: Iterable[Block]) -> str:
    """An ``article`` element, well-formed as XML, without scripts and with nothing to load."""
    article = Element("article", {"class": "derivation"})
    for block in blocks:
        _add(article, block)
    return tostring(article, encoding="unicode", short_empty_elements=False)


def page(title: str, body: str) -> str:
    """A whole page."""
    heading = Element("title")
    heading.text = plain(title)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{tostring(heading, encoding="unicode")}
<style>
{_STYLE}</style>
</head>
<body>
{body}
</body>
</html>
"""


_STYLE = """\
body { max-width: 54rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.5 Georgia, "Times New Roman", serif; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
th { text-align: left; font-weight: normal; vertical-align: top; }
.check { border-left: 3px solid #88a; padding-left: 0.8rem; color: #334; }
"""


def _add(parent: Element, block: Block) -> None:
    match block:
        case Heading(title, level):
            _add_inline(SubElement(parent, f"h{level}"), (title,))
        case Paragraph(parts, is_check):
            paragraph = SubElement(parent, "p", {"class": "check"} if is_check else {})
            if is_check:
                SubElement(paragraph, "em").text = "Check."
                parts = (" ", *parts)
            _add_inline(paragraph, parts)
        case Items(items):
            enumeration = SubElement(parent, "ul")
            for item in items:
                _add_inline(SubElement(enumeration, "li"), item)
        case Legend(entries):
            table = SubElement(parent, "table", {"class": "symbols"})
            for names, meaning in entries:
                row = SubElement(table, "tr")
                style = "padding-right: 1.5em; width: 30%"  # there may be many symbols of one meaning
                _add_inline(SubElement(row, "th", {"scope": "row", "style": style}), names)
                _add_inline(SubElement(row, "td", {"style": "text-align: left"}), (meaning,))
        case Display(equations):
            box = SubElement(parent, "div", {"class": "equations", "style": "overflow-x: auto; margin: 1em 0"})
            box.append(mathml.display(equations))


def _add_inline(parent: Element, parts: Inline) -> None:
    for part in parts:
        for piece in mathematics(part) if isinstance(part, str) else (part,):
            if isinstance(piece, str):
                _add_text(parent, piece)
            else:
                parent.append(mathml.inline(piece))


def _add_text(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
