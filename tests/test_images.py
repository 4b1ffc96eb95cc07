"""What the checks of pictures ask, and what they make of the answers."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.article import Article, Image, Link, LinkSyntax
from lint.check import Answer, ArticleCheck, Asked, FileFacts, Hit, Question, WebFacts
from lint.checks.alt import MissingAlt, PlaceholderAlt
from lint.checks.hosts import FragileHost
from lint.checks.images import EmbeddedPictures, Pictures
from lint.text import Source, Span
from lint.verdict import doubt, shelf_life, verdict
from tests.faulty_server import picture

PNG = picture()


class NoWords:
    def count(self) -> int:
        return 1

    def articles_with(self, words: Iterable[str]) -> Mapping[str, int]:
        return dict.fromkeys(words, 1)


def article(
    destination: str,
    *,
    alt: str | None = "a mill",
    syntax: LinkSyntax = "inline",
    before: str = "Höfe 🐄 ",
    written: str | None = None,
) -> Article:
    """Return an article with one image, put together by hand."""
    as_written = destination if written is None else written
    alt_text = alt or ""
    whole = f"![{alt_text}]({as_written})" if syntax != "html" else f'<img alt="{alt_text}" src="{as_written}">'
    text = f"{before}{whole} behind"
    at = text.index(f"({as_written})" if syntax != "html" else f'src="{as_written}"') + (1 if syntax != "html" else 5)
    alt_at = len(before) + (2 if syntax != "html" else 10)
    link = Link(destination, Span(at, at + len(as_written)), Span(len(before), len(before) + len(whole)), syntax)
    image = Image(link, alt, Span(alt_at, alt_at + len(alt_text)))
    return Article(Source("posts/a.md", text, ""), (), images=(image,))


def asked(destination: str, **more: object) -> list[Question]:
    return [one.question for one in Pictures().ask(article(destination, **more))]  # type: ignore[arg-type]


def judged(destination: str, answer: Answer, check: Pictures | None = None, **more: object) -> list[Hit | Question]:
    check = check or Pictures()
    found = article(destination, **more)  # type: ignore[arg-type]
    [one] = check.ask(found)
    return list(check.judge(one, answer, NoWords()))


def quotes(check: ArticleCheck, found: Article) -> list[str]:
    return [found.source.text[hit.start : hit.end] for hit in check.conclude(list(check.examine(found)))]


@pytest.mark.parametrize(
    ("destination", "kind", "subject"),
    [
        ("img/a.png", "file", "img/a.png"),
        ("/img/a.png?v=2", "file", "/img/a.png?v=2"),
        ("", "file", ""),
        ("#", "file", "#"),
        ("file:///home/ann/a.png", "file", "file:///home/ann/a.png"),
        ("C:\\pictures\\a.png", "file", "C:\\pictures\\a.png"),
        ("https://pictures.example/a.png", "url", "https://pictures.example/a.png"),
        ("HTTP://pictures.example/a.png", "url", "HTTP://pictures.example/a.png"),
        ("//pictures.example/a.png", "url", "https://pictures.example/a.png"),
    ],
)
def test_each_picture_is_one_question(destination: str, kind: str, subject: str) -> None:
    assert [(one.kind, one.subject, one.detail) for one in asked(destination)] == [(kind, subject, "image")]


@pytest.mark.parametrize(
    "destination",
    [
        *("data:image/png;base64,AA==", "cid:part1", "attachment:a.png", "{{ page.cover }}", "{% asset a.png %}"),
        *("<%= cover %>", "${cover}.png", "{cover}", "@site/static/a.png", "~/assets/a.png", "mailto:a@b.example"),
    ],
)
def test_what_something_else_completes_is_not_asked(destination: str) -> None:
    assert asked(destination) == []


def test_a_field_of_front_matter_may_hold_anything() -> None:
    assert asked("true", syntax="front-matter") == []
    assert asked("Photo by Ann", syntax="front-matter") == []
    assert asked("cover.jpg", syntax="front-matter") == [Question("file", "cover.jpg", "image")]


def test_front_matter_is_looked_for_in_the_site_as_well_and_bare_names_are_left_to_the_theme() -> None:
    missing = FileFacts("missing", "posts/img/a.png")
    assert judged("img/a.png", missing, syntax="front-matter") == [Question("file", "/img/a.png", "image")]
    [hit] = judged("/img/a.png", missing, syntax="front-matter")
    assert isinstance(hit, Hit)
    assert hit.verdict == "broken"
    assert judged("cover.jpg", missing, syntax="front-matter") == []


@pytest.mark.parametrize(
    ("answer", "verdict", "detail", "reason"),
    [
        (FileFacts("missing", "posts/a.png"), "broken", "missing", "the file does not exist"),
        (FileFacts("missing", ""), "broken", "missing", "no address is given"),
        (FileFacts("folder", "posts/a.png"), "broken", "folder", "it names a folder"),
        (FileFacts("special", "posts/a.png"), "broken", "special", "it names something that is no regular file"),
        (FileFacts("outside", "../a.png"), "outside", "outside", ""),
        (FileFacts("file", "a.png", problem="empty"), "not-an-image", "empty", "it is empty"),
        (FileFacts("file", "a.png", problem="truncated"), "not-an-image", "truncated", "it is cut off or damaged"),
        (WebFacts("answered", 404), "broken", "404", "the server answers 404, not found"),
        (WebFacts("answered", 410), "broken", "410", "the server answers 410, gone for good"),
        (WebFacts("no-name"), "broken", "no-name", "the name of its server does not exist"),
        (WebFacts("refused"), "broken", "refused", "its server refuses connections"),
        (
            WebFacts("answered", 200, content_type="text/html", problem="not-an-image"),
            *("not-an-image", "not-an-image", "what stands there is text/html, no picture"),
        ),
        (
            WebFacts("answered", 200, "https://b.example/", "image/png", problem="not-an-image"),
            *("not-an-image", "not-an-image", "what stands there is no picture"),
        ),
    ],
)
def test_what_an_answer_amounts_to(answer: Answer, verdict: str, detail: str, reason: str) -> None:
    [hit] = judged("a.png", answer)
    assert isinstance(hit, Hit)
    assert (hit.verdict, hit.detail, hit.values) == (verdict, detail, {"reason": reason})
    assert article("a.png").source.text[hit.start : hit.end] == "a.png"


@pytest.mark.parametrize(
    "answer",
    [
        *(FileFacts("file", "a.png", image="png"), FileFacts("unreadable", "a.png")),
        *(WebFacts("answered", 200, image="png"), WebFacts("answered", 403), WebFacts("answered", 500)),
        *(WebFacts("timeout"), WebFacts("certificate"), WebFacts("forbidden"), WebFacts("redirects")),
        *(WebFacts("garbled"), WebFacts("unreachable"), WebFacts("answered", 429), WebFacts("answered", 302)),
    ],
)
def test_what_is_not_certain_is_no_finding(answer: Answer) -> None:
    assert judged("a.png", answer) == []


@pytest.mark.parametrize("name", ["plan.pdf", "walk.MP4?x=1", "sketch.drawio#1"])
def test_what_sites_show_as_pictures_is_let_stand(name: str) -> None:
    facts = FileFacts("file", name, problem="not-an-image")
    assert judged(name, facts) == []
    assert len(judged(name, facts, Pictures(shown_too=()))) == 1
    assert len(judged(name, FileFacts("file", name, problem="empty"))) == 1


@pytest.mark.parametrize(
    ("written", "actual", "right"),
    [
        ("img/Mill.PNG", "posts/img/mill.png", "img/mill.png"),
        ("../Img/mill.png?v=2#x", "img/mill.png", "../img/mill.png?v=2#x"),
        ("/Logo.png", "static/logo.png", "/logo.png"),
        ("img/Two%20Words.png", "posts/img/two words.png", "img/two%20words.png"),
        ("img/cafe\u0301.png", "posts/img/caf\u00e9.png", "img/caf%C3%A9.png"),
        ("img/same.png#A?B", "posts/Img/same.png", "Img/same.png#A?B"),
    ],
)
def test_a_wrong_name_comes_with_its_correction(written: str, actual: str, right: str) -> None:
    [hit] = judged(written, FileFacts("wrong-case", written, actual, image="png"))
    assert isinstance(hit, Hit)
    assert hit.verdict == "wrong-case"
    assert hit.fix
    assert (hit.fix.replacement, hit.fix.safe) == (right, True)


def test_no_correction_where_it_might_not_fit() -> None:
    facts = FileFacts("wrong-case", "posts/a&B.png", "posts/a&b.png", image="png")
    [escaped] = judged("a&B.png", facts, written="a&amp;B.png")
    [field] = judged("/a&B.png", facts, syntax="front-matter")
    [linked] = judged("pics/a&B.png", FileFacts("wrong-case", "pics/a&B.png", "elsewhere/c.png", image="png"))
    for hit in (escaped, field, linked):
        assert isinstance(hit, Hit)
        assert hit.fix is None
        assert hit.values["actual"]


def test_an_image_without_any_address_is_marked_as_a_whole() -> None:
    [one] = Pictures().ask(article(""))
    assert article("").source.text[one.start : one.end] == "![a mill]()"


DATA = "data:image/png;base64," + base64.b64encode(PNG).decode()


@pytest.mark.parametrize(
    ("destination", "detail"),
    [
        (DATA, ""),
        (DATA.rstrip("="), ""),
        (DATA.replace("image/png", "image/gif"), ""),
        ("data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        ("data:image/svg+xml,%3C!-- x --%3E%3Csvg/%3E", ""),
        ("DATA:image/svg+xml;base64," + base64.b64encode(b"<svg/>").decode(), ""),
        (DATA[: len(DATA) // 2 // 4 * 4], "truncated"),
        (DATA[:-200] + "!" + DATA[-200:], "truncated"),
        ("data:image/png;base64,", "empty"),
        ("data:,", "empty"),
        ("data:text/html,%3Cp%3EHello", "not-an-image"),
        ("data:image/png;base64," + base64.b64encode(b"<p>Hello").decode(), "not-an-image"),
    ],
)
def test_a_picture_in_the_text_is_decoded(destination: str, detail: str) -> None:
    found = article(destination)
    hits = list(EmbeddedPictures().examine(found))
    assert [hit.detail for hit in hits] == ([detail] if detail else [])
    assert quotes(EmbeddedPictures(), found) == ([destination] if detail else [])


@pytest.mark.parametrize(
    ("alt", "syntax", "missing"),
    [
        ("", "inline", True),
        ("  ", "reference", True),
        ("a mill", "inline", False),
        (None, "html", True),
        ("", "html", False),
        ("a mill", "html", False),
        (None, "front-matter", False),
        ("", "wiki", False),
    ],
)
def test_an_alternative_text_is_missed_where_it_could_stand(alt: str | None, syntax: LinkSyntax, missing: bool) -> None:
    found = article("a.png", alt=alt, syntax=syntax)
    whole = found.images[0].link.whole
    assert quotes(MissingAlt(), found) == ([found.source.quote(whole)] if missing else [])


@pytest.mark.parametrize("extra", ['role="presentation"', "role=none", "aria-hidden='true'"])
def test_decoration_may_be_marked_in_other_ways(extra: str) -> None:
    text = f"<img src=a.png {extra}>"
    link = Link("a.png", Span(9, 14), Span(0, len(text)), "html")
    found = Article(Source("a.md", text, ""), (), images=(Image(link, None, Span(0, 0)),))
    assert quotes(MissingAlt(), found) == []


def test_an_image_with_several_addresses_is_told_once_and_other_tags_never() -> None:
    text = '<img src="a.png" srcset="b.png 2x"> <video poster="c.png"></video>'
    links = [
        Link("a.png", Span(10, 15), Span(0, 35), "html"),
        Link("b.png", Span(25, 30), Span(0, 35), "html"),
        Link("c.png", Span(51, 56), Span(36, 58), "html"),
    ]
    images = tuple(Image(link, None, Span(0, 0)) for link in links)
    assert len(quotes(MissingAlt(), Article(Source("a.md", text, ""), (), images=images))) == 1


PHRASES = ("image", "images", "photo", "picture", "figure", "screenshot", "alt text", "img", "untitled")


@pytest.mark.parametrize(
    "alt",
    [
        *(
            "image",
            "Image",
            "IMAGE.",
            "“image”",
            "an image",
            "the picture",
            "image 3",
            "Image-3",
            "Figure 2b",
            "photo of",
        ),
        *("Picture #4", "images", "alt  text", "img_0042", "IMG_2041", "DSC00317", "PXL_20240102_101112", "mill.png"),
        *("old mill.JPG", "Screenshot 2024-01-02 at 10.11.12", "Screen Shot 2024-01-02 at 9.01.02 AM", "0123456"),
        *("5f2a9c3e8b1d", "123e4567-e89b-12d3-a456-426614174000", "...", "—", "(image)", "image1", "image (2)"),
        "old-mill",
    ],
)
def test_a_text_that_says_nothing_is_found(alt: str) -> None:
    found = article("img/old-mill.png", alt=alt)
    assert quotes(PlaceholderAlt(phrases=PHRASES), found) == [alt]


@pytest.mark.parametrize(
    "alt",
    [
        *("a mill", "Mill", "Photo of a heron", "Figure 3: the lock", "Image processing", "imagery", "Lisbon", "1984"),
        *("Picture gallery at Dresden", "the image of a saint", "new-york", "B-52", "R2-D2", "COVID-19", "5 × 3", "50"),
        *("Imagen", "photon", "Screenshot of the settings page", "deadbeef", "image\u00a0processing", "figurehead"),
        "image " * 40,
    ],
)
def test_a_text_that_says_something_is_let_stand(alt: str) -> None:
    assert quotes(PlaceholderAlt(phrases=PHRASES), article("img/old-mill.png", alt=alt)) == []


FRAGILE = FragileHost(thumbnails=("encrypted-tbn*.gstatic.com", "th.bing.com/th"), short_lived=("*.fbcdn.net",))


@pytest.mark.parametrize(
    ("url", "detail", "says"),
    [
        ("https://encrypted-tbn0.gstatic.com/images?q=tbn:x", "thumbnail", "search engine"),
        ("HTTPS://Encrypted-TBN3.GSTATIC.com/images", "thumbnail", "search engine"),
        ("//th.bing.com/th/id/x", "thumbnail", "search engine"),
        (
            "https://a.example/x?X-Amz-Date=20240102T030405Z&X-Amz-Expires=86400&X-Amz-Signature=q",
            "signed",
            "2024-01-03",
        ),
        ("https://a.example/x?X-Goog-Date=20240102T230405Z&X-Goog-Expires=7200", "signed", "2024-01-03"),
        ("https://a.example/x?sv=1&se=2031-05-06T07%3A08%3A09Z&sig=q", "signed", "2031-05-06"),
        ("https://a.example/x?se=2031-05-06&sig=q", "signed", "2031-05-06"),
        ("https://a.example/x?Expires=1704164645&Signature=q&Key-Pair-Id=k", "signed", "2024-01-02"),
        ("https://scontent.xx.fbcdn.net/v/a.jpg?oh=q&oe=65937E00", "signed", "2024-01-02"),
        ("https://scontent.xx.fbcdn.net/v/a.jpg", "short-lived", "stop working"),
        ("https://cdn.discordapp.com/attachments/1/2/a.png?ex=65937E00&is=1&hm=q", "signed", "2024-01-02"),
        ("https://raw.githubusercontent.com/a/b/main/a.png?token=q", "token", "private access token"),
        ("https://git.example/a.png?private_token=q", "token", "private access token"),
        ("https://upload.wikimedia.org/wikipedia/commons/thumb/a/ab/X.jpg/220px-X.jpg", "width", "ask for 250"),
        ("https://upload.wikimedia.org/wikipedia/en/thumb/a/ab/X.pdf/page2-1000px-X.pdf.jpg", "width", "ask for 1280"),
        ("https://upload.wikimedia.org/wikipedia/commons/thumb/a/ab/X.jpg/9999px-X.jpg", "width", "ask for 3840"),
    ],
)
def test_an_address_that_will_not_last_is_told_from_itself(url: str, detail: str, says: str) -> None:
    found = article(url)
    [hit] = FRAGILE.examine(found)
    assert (hit.detail, found.source.text[hit.start : hit.end]) == (detail, url)
    assert says in str(hit.values["reason"])
    assert "q" not in str(hit.values["reason"]).split()


@pytest.mark.parametrize(
    "url",
    [
        *(
            "img/a.png?token=q",
            "https://pictures.example/a.png",
            "https://notgstatic.com/images",
            "https://bing.com/thing",
        ),
        *("https://a.example/x?Expires=1704164645", "https://a.example/x?se=soon&sig=q", "https://a.example/x?se=2031"),
        *("https://a.example/x?X-Amz-Date=20240102T030405Z&X-Amz-Expires=99999999999999999", "https://[bad/a.png"),
        *("https://a.example/x?oh=1&oe=65937E00", "https://encrypted-tbn0.gstatic.com.evil.example/images"),
        "https://upload.wikimedia.org/wikipedia/commons/thumb/a/ab/X.jpg/250px-X.jpg",
        "https://upload.wikimedia.org/wikipedia/commons/a/ab/220px-X.jpg",
        "https://other.example/thumb/a/ab/X.jpg/220px-X.jpg",
        "https://th.bing.com/",
    ],
)
def test_other_addresses_are_let_stand(url: str) -> None:
    assert list(FRAGILE.examine(article(url))) == []


def test_the_correction_of_a_width_changes_the_width_only() -> None:
    url = "https://upload.wikimedia.org/wikipedia/commons/thumb/8/80/{0}.svg/{1}px-{0}.svg.png"
    [hit] = FRAGILE.examine(article(url.format("800px-Map_800px", 800)))
    assert hit.fix
    assert (hit.fix.replacement, hit.fix.safe) == (url.format("800px-Map_800px", 960), True)
    [photo] = FRAGILE.examine(article(url.replace(".svg", ".jpg").format("Mill", 800)))
    assert photo.fix
    assert not photo.fix.safe


@given(st.text(max_size=60), st.text(max_size=30), st.sampled_from(["inline", "html", "front-matter"]))
def test_no_destination_and_no_text_makes_a_check_stumble(destination: str, alt: str, syntax: LinkSyntax) -> None:
    found = article(re.sub(r"[()]", "", destination), alt=re.sub(r"[\[\]()]", "", alt), syntax=syntax)
    for check in (EmbeddedPictures(), MissingAlt(), PlaceholderAlt(phrases=PHRASES), FRAGILE):
        for hit in check.examine(found):
            assert 0 <= hit.start < hit.end <= len(found.source.text)
    assert all(isinstance(one, Asked) for one in Pictures().ask(found))


STATUSES = {200: "ok", 206: "ok", 401: "blocked", 402: "blocked", 418: "blocked", 451: "blocked", 400: "blocked"}
STATUSES |= {404: "broken", 410: "broken", 429: "blocked", 408: "transient", 500: "transient", 503: "transient"}
STATUSES |= {530: "transient", 999: "blocked", 304: "blocked"}


@pytest.mark.parametrize(("status", "expected"), STATUSES.items())
def test_the_verdict_on_a_status(status: int, expected: str) -> None:
    facts = WebFacts("answered", status)
    assert verdict(facts) == expected
    reason = doubt(facts)
    assert (reason is None) == (expected in ("ok", "broken"))
    assert reason is None or (reason.state == "skipped" and str(status) in reason.why)
    assert bool(shelf_life(facts)) == (expected == "ok")


def test_facts_about_a_bad_picture_are_not_kept() -> None:
    assert shelf_life(WebFacts("answered", 200, "https://b.example/", "image/png", "png")) == 7 * 86400
    assert shelf_life(WebFacts("answered", 200, problem="empty")) == 0
