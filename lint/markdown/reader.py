"""Events of the Markdown parser to blocks; the inside of each is left to `inline` and `html_blocks`."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any

from lint.article import Block, BlockKind
from lint.markdown.definitions import Definitions
from lint.markdown.html_blocks import read_html
from lint.markdown.inline import Inline
from lint.markdown.links import normal_label
from lint.markdown.parsed import Parsed
from lint.markdown.sentences import sentences
from lint.text import ByteMap, Prose, ProseBuilder, Span

Events = Iterable[tuple[Any, Any]]
_BLANKS = (" ", "\t")
Handler = Callable[[Any, int, int], None]


class Reader:
    """Reads the events of one text into `parsed`, and knows which lists, quotes and footnotes it is in."""

    def __init__(
        self,
        text: str,
        language: str,
        look_up: Callable[[str], Mapping[str, Any]],
        parsed: Parsed,
        admonitions: Container[int] = (),
    ) -> None:
        """`look_up` returns the reference definitions of a text, as the parser gives them.

        `admonitions`: where a list begins that stands for such; what is in it is no item.
        """
        self._text = text
        self._language = language
        self._parsed = parsed
        self._where = ByteMap(text)
        self._definitions = Definitions(text, self._where, look_up)
        self._leaf: Inline | None = None
        self._kind: BlockKind = "paragraph"
        self._start = 0
        self._level = 0
        self._raw = False  # inside code or HTML, whose text is no prose
        self._html: list[tuple[str, int, int]] = []
        self._filled = 0  # how many blocks so far hold something
        self._quotes = 0
        self._admonitions = admonitions
        self._listed: list[bool] = []  # of each open list whether it is one, or stands for an admonition
        self._lists: list[int] = []  # of each open list the block that introduces it, or -1
        self._tight: list[BlockKind] = []  # of each open item or definition what its text is, without a paragraph
        self._notes: list[tuple[str, int, int]] = []  # of each open footnote: label, filled blocks and images before it
        self._before = -1  # the block that directly precedes, if it can introduce a list
        self._on: dict[str, Handler] = {
            "Text": self._on_text,
            "Start": self._on_start,
            "End": self._on_end,
            "SoftBreak": self._on_break,
            "HardBreak": self._on_break,
            "Code": self._on_code,
            "InlineHtml": self._on_inline_html,
            "InlineMath": self._on_math,
            "DisplayMath": self._on_display_math,
            "FootnoteReference": self._on_footnote,
            "Html": self._on_html,
            "Rule": self._on_rule,
            "TaskListMarker": self._on_task,
        }
        self._starts: dict[str, Handler] = {
            "Paragraph": self._start_paragraph,
            "Heading": self._start_heading,
            "TableCell": self._start_cell,
            "DefinitionListTitle": self._start_term,
            "Link": self._start_link,
            "Image": self._start_image,
            "Emphasis": self._start_emphasis,
            "Strong": self._start_emphasis,
            "Strikethrough": self._start_emphasis,
            "CodeBlock": self._start_code,
            "HtmlBlock": self._start_html,
            "BlockQuote": self._start_quote,
            "List": self._start_list,
            "Item": self._start_item,
            "DefinitionListDefinition": self._start_definition,
            "FootnoteDefinition": self._start_note,
        }
        self._ends: dict[str, Handler] = {
            "Paragraph": self._end_paragraph,
            "Heading": self._end_leaf,
            "TableCell": self._end_leaf,
            "DefinitionListTitle": self._end_leaf,
            "Link": self._end_link,
            "Image": self._end_image,
            "Emphasis": self._end_emphasis,
            "Strong": self._end_emphasis,
            "Strikethrough": self._end_emphasis,
            "CodeBlock": self._end_code,
            "HtmlBlock": self._end_html,
            "BlockQuote": self._end_quote,
            "List": self._end_list,
            "Item": self._end_item,
            "DefinitionListDefinition": self._end_item,
            "FootnoteDefinition": self._end_note,
        }

    def read(self, events: Events) -> None:
        """Read all events of the text."""
        char, on = self._where.char, self._on
        for event, place in events:
            start, end = char(place["start"]), char(place["end"])
            if isinstance(event, str):
                on[event](None, start, end)
            else:
                for name, value in event.items():
                    on[name](value, start, end)

    def _on_start(self, tag: Any, start: int, end: int) -> None:
        name, data = (tag, None) if isinstance(tag, str) else next(iter(tag.items()))
        self._starts.get(name, self._container)(data, start, end)

    def _on_end(self, tag: Any, start: int, end: int) -> None:
        name = tag if isinstance(tag, str) else next(iter(tag))
        self._ends.get(name, self._container)(None, start, end)

    # What stands in a line. In a tight list the text of an item has no paragraph around it.

    def _inline(self, start: int) -> Inline:
        return self._leaf or self._open(self._tight[-1] if self._tight else "paragraph", start)

    def _on_text(self, value: str, start: int, end: int) -> None:
        if not self._raw:
            (self._leaf or self._inline(start)).text(value, start, end)

    def _on_break(self, value: None, start: int, end: int) -> None:
        self._inline(start).space(start, end)

    def _on_code(self, value: str, start: int, end: int) -> None:
        self._inline(start).code(value, start, end)

    def _on_inline_html(self, value: str, start: int, end: int) -> None:
        self._inline(start).html(value, start, end)

    def _on_math(self, value: str, start: int, end: int) -> None:
        self._inline(start).math(value, start, end)

    def _on_display_math(self, value: str, start: int, end: int) -> None:
        self._inline(start).display(value, start, end)

    def _on_footnote(self, label: str, start: int, end: int) -> None:
        self._inline(start).footnote(label, start, end)

    def _on_task(self, done: bool, start: int, end: int) -> None:
        """Pass over a task's box: it is not read."""

    def _start_emphasis(self, data: None, start: int, end: int) -> None:
        self._inline(start)

    def _end_emphasis(self, data: None, start: int, end: int) -> None:
        self._inline(start).last = end

    def _start_link(self, data: dict[str, Any], start: int, end: int) -> None:
        self._inline(start).open_link(data, start, end)

    def _end_link(self, data: None, start: int, end: int) -> None:
        self._inline(start).close_link(end)

    def _start_image(self, data: dict[str, Any], start: int, end: int) -> None:
        self._inline(start).open_image(data, start, end)

    def _end_image(self, data: None, start: int, end: int) -> None:
        self._inline(start).close_image(end)

    # Blocks that hold lines.

    def _open(self, kind: BlockKind, start: int, level: int = 0) -> Inline:
        self._kind, self._start, self._level = kind, start, level
        self._leaf = Inline(self._text, self._parsed, self._definitions)
        return self._leaf

    def _close(self, end: int) -> None:
        leaf, self._leaf = self._leaf, None
        if leaf is None:
            return
        prose, span = leaf.finish(), self._span(end)
        if leaf.display_math and prose.sources == (span.start,) and prose.lengths == (span.end - span.start,):
            self._add("math", span, Prose())
        else:
            self._add(self._kind, span, prose, self._level)

    def _settle(self) -> None:
        """End the text of a tight item: something that is no text follows."""
        if self._leaf:
            self._close(self._leaf.last)
            self._before = len(self._parsed.blocks) - 1

    def _span(self, end: int) -> Span:
        """Return the open block's span without the white space around it."""
        start, text = self._start, self._text
        while end > start and text[end - 1] in " \t\r\n":
            end -= 1
        while start < end and text[start] in " \t\r\n":
            start += 1
        return Span(start, end)

    def _add(self, kind: BlockKind, span: Span, prose: Prose, level: int = 0) -> None:
        block = Block(
            kind,
            span,
            prose,
            sentences(prose, self._language) if prose.text else (),
            level,
            len(self._lists),
            self._quotes > 0,
            self._notes[-1][0] if self._notes else "",
            "",
            self._lists[-1] if self._lists else -1,
        )
        self._parsed.blocks.append(block)
        self._before = -1
        self._filled += bool(prose.text) or kind in ("code", "math")

    def _start_paragraph(self, data: None, start: int, end: int) -> None:
        self._settle()
        self._open("paragraph", start)

    def _end_paragraph(self, data: None, start: int, end: int) -> None:
        self._close(end)
        self._before = len(self._parsed.blocks) - 1

    def _start_heading(self, data: dict[str, Any], start: int, end: int) -> None:
        self._settle()
        self._open("heading", start, int(data["level"][1]))

    def _start_cell(self, data: None, start: int, end: int) -> None:
        self._open("cell", start)

    def _start_term(self, data: None, start: int, end: int) -> None:
        self._settle()
        self._open("term", start)

    def _end_leaf(self, data: None, start: int, end: int) -> None:
        self._close(end)

    def _start_code(self, data: None, start: int, end: int) -> None:
        self._settle()
        self._raw = True

    def _end_code(self, data: None, start: int, end: int) -> None:
        self._raw = False
        self._start = start
        self._add("code", self._span(end), Prose())

    def _start_html(self, data: None, start: int, end: int) -> None:
        self._settle()
        self._raw = True
        self._html.clear()

    def _on_html(self, value: str, start: int, end: int) -> None:
        self._html.append((value, start, end))

    def _end_html(self, data: None, start: int, end: int) -> None:
        self._raw = False
        builder = ProseBuilder()
        for value, begin, finish in self._html:
            builder.add(value, begin, finish - begin)
        before, outer = self._before, builder.build()
        if outer.text:
            read_html(outer, self._text, self._parsed, self._add)
        if outer.text.startswith("<!--"):
            self._before = before  # a comment parts nothing that is read

    # Blocks that hold blocks.

    def _container(self, data: Any, start: int, end: int) -> None:
        self._settle()
        self._before = -1

    def _on_rule(self, value: None, start: int, end: int) -> None:
        self._container(None, start, end)

    def _start_quote(self, data: Any, start: int, end: int) -> None:
        self._container(data, start, end)
        self._quotes += 1

    def _end_quote(self, data: None, start: int, end: int) -> None:
        self._container(data, start, end)
        self._quotes -= 1

    def _start_list(self, data: Any, start: int, end: int) -> None:
        self._settle()
        inherited = self._lists[-1] if self._lists else -1
        self._listed.append(not self._is_admonition(start))
        if self._listed[-1]:
            self._lists.append(self._before if self._before >= 0 else inherited)
        self._before = -1

    def _is_admonition(self, start: int) -> bool:
        """Return whether a list that begins at an offset, or behind the blanks there, stands for an admonition."""
        while self._text[start : start + 1] in _BLANKS:
            start += 1
        return start in self._admonitions

    def _end_list(self, data: None, start: int, end: int) -> None:
        self._container(data, start, end)
        if self._listed.pop():
            self._lists.pop()

    def _start_item(self, data: None, start: int, end: int) -> None:
        self._container(data, start, end)
        self._tight.append("item" if self._listed[-1] else "paragraph")

    def _start_definition(self, data: None, start: int, end: int) -> None:
        self._container(data, start, end)
        self._tight.append("paragraph")

    def _end_item(self, data: None, start: int, end: int) -> None:
        self._container(data, start, end)
        self._tight.pop()

    def _start_note(self, label: str, start: int, end: int) -> None:
        self._container(label, start, end)
        self._notes.append((normal_label(label), self._filled, len(self._parsed.images)))

    def _end_note(self, data: None, start: int, end: int) -> None:
        self._container(data, start, end)
        label, filled, images = self._notes.pop()
        if len(self._parsed.images) > images or self._filled > filled:
            self._parsed.defined.add(label)
