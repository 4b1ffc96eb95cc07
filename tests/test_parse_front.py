"""Front matter: fields read as Markdown, each character at its place."""

from __future__ import annotations

import re
import tomllib

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lint.article import Article, ParseSettings
from lint.markdown.front_matter import read_front_matter
from lint.parse import parse
from lint.text import Source

SETTINGS = ParseSettings(prose_fields=("title", "description", "faq[].answer"), escaped_newlines=("answer",))


def read(text: str) -> Article:
    return parse(Source("a.md", text, ""), SETTINGS)


def sentences(article: Article) -> list[tuple[str, str]]:
    quote = article.source.quote
    return [(sentence.text, quote(sentence.span)) for block in article.blocks for sentence in block.sentences]


YAML = [
    ("title: One *two* three", [("One two three", "One *two* three")]),
    ("title: One # a comment", [("One", "One")]),
    ("title: 'It''s *so*. Yes.'", [("It's so.", "It''s *so*."), ("Yes.", "Yes.")]),
    ('title: "A \\"b\\" \\u00e9\\x21 No."', [('A "b" é!', 'A \\"b\\" \\u00e9\\x21'), ("No.", "No.")]),
    ('title: "A 😀 \\U0001F600 b"', [("A 😀 😀 b", "A 😀 \\U0001F600 b")]),
    ("title: One\n  two\n  three", [("One two three", "One\n  two\n  three")]),
    ("title: 'One\n\n  two'", [("One two", "One\n\n  two")]),
    ('title: "One \\\n  two"', [("One two", "One \\\n  two")]),
    ("title: |\n  One.\n  Two.\n", [("One.", "One."), ("Two.", "Two.")]),
    ("title: |2-\n    One.\n\n\n  Two.\n", [("One.", "One."), ("Two.", "Two.")]),
    ("title: >\n  One\n  two.\n\n  Three\n  four.\n", [("One two.", "One\n  two."), ("Three four.", "Three\n  four.")]),
    ("title: >-\r\n  One\r\n  two.\r\n", [("One two.", "One\r\n  two.")]),
    ("title: >+ # note\n\n  One\n    more\n  two.\n\n\nlang: en", [("One more two.", "One\n    more\n  two.")]),
    ("faq:\n  - answer: One.\n  - answer: Two.\n    q: No.", [("One.", "One."), ("Two.", "Two.")]),
    ("title: &a One.\ndescription: *a", [("One.", "One.")]),
    ("title: 2024", [("2024", "2024")]),
    ("title:", []),
    ("title: null", []),
    ("title: {a: b}", []),
    ("other: One.", []),
]


@pytest.mark.parametrize(("fields", "expected"), YAML)
def test_yaml_fields_are_read_at_their_places(fields: str, expected: list[tuple[str, str]]) -> None:
    article = read(f"---\n{fields}\n---\n")
    assert not article.problems
    assert sentences(article) == expected
    assert {block.kind for block in article.blocks} <= {"field", "code", "paragraph"}


TOML = [
    ("title = 'One *two*. Three.'", [("One two.", "One *two*."), ("Three.", "Three.")]),
    ('title = "A \\"b\\" \\u00e9 \\U0001F600 c"', [('A "b" é 😀 c', 'A \\"b\\" \\u00e9 \\U0001F600 c')]),
    ('title = """\nOne\ntwo. \\\n   Three."""', [("One two.", "One\ntwo."), ("Three.", "Three.")]),
    ("title = '''One\r\n\r\nTwo'''", [("One", "One"), ("Two", "Two")]),
    ("'é' = 1\n[[faq]]\nanswer = 'One.'\n[[faq]]\nanswer = 'Two.'", [("One.", "One."), ("Two.", "Two.")]),
    ("faq = [{answer = 'One.'}, {q = 'No.'}]", [("One.", "One.")]),
    ("title = 2024", [("2024", "2024")]),
]


@pytest.mark.parametrize(("fields", "expected"), TOML)
def test_toml_fields_are_read_at_their_places(fields: str, expected: list[tuple[str, str]]) -> None:
    article = read(f"+++\n{fields}\n+++\n")
    assert not article.problems
    assert sentences(article) == expected


def test_a_field_may_hold_a_whole_article() -> None:
    text = (
        "---\nanswer: 'First *one*.\\n\\n## Part\\n"
        "\\nSee:\\n\\n- [a](u)\\n- ![b](v)\\n\\n[r][] is. It''s.\\n\\n[r]: /w'\n"
        "title: T\n---\n\nBody.\n"
    )
    article = read(text)
    assert [(block.kind, block.prose.text, block.field, block.intro) for block in article.blocks] == [
        ("paragraph", "First one.", "answer", -1),
        ("heading", "Part", "answer", -1),
        ("paragraph", "See:", "answer", -1),
        ("item", "a", "answer", 2),
        ("item", "", "answer", 2),
        ("paragraph", "r is. It's.", "answer", -1),
        ("field", "T", "title", -1),
        ("paragraph", "Body.", "", -1),
    ]
    assert [(link.destination, article.source.quote(link.span), link.block) for link in article.links] == [
        ("u", "u", 3),
        ("/w", "/w", 5),
    ]
    assert [(image.link.destination, image.link.block) for image in article.images] == [("v", 4)]
    assert ("It's.", "It''s.") in sentences(article)


def test_a_block_scalar_may_hold_a_whole_article() -> None:
    article = read("---\ndescription: |\n  One.\n\n  - a\n    b\n\n        code\n---\n")
    assert [(block.kind, article.source.quote(block.span)) for block in article.blocks] == [
        ("paragraph", "One."),
        ("paragraph", "a\n    b"),
        ("code", "code"),
    ]


def test_images_in_front_matter() -> None:
    text = (
        "---\nimage: a.png\nimages:\n  - 'b''s.png'\n  - \"c \\u00e9.png\"\ncover: {image: d.png, alt: no}\n"
        "thumbnail: true\nfeatured_image:\nheader:\n  image: >-\n    e.png\n---\n"
    )
    article = read(text)
    quote = article.source.quote
    assert [(image.link.destination, quote(image.link.span), image.described) for image in article.images] == [
        ("a.png", "a.png", False),
        ("b's.png", "b''s.png", False),
        ("c é.png", "c \\u00e9.png", False),
        ("d.png", "d.png", False),
        ("e.png", "e.png", False),
    ]
    assert {image.link.syntax for image in article.images} == {"front-matter"}


@pytest.mark.parametrize(("key", "tag"), [("lang", "en-GB"), ("language", "de"), ("locale", "pt_BR"), ("lang", "no")])
def test_the_language(key: str, tag: str) -> None:
    assert read(f"---\n{key}: {tag}\n---\n").language == tag.replace("_", "-")


@pytest.mark.parametrize(
    ("text", "why", "at"),
    [
        ("---\ntitle: [\n---\nB", "not valid YAML", "---\nB"),
        ("---\nok: 1\ntitle: a: b\n---\nB", "mapping values are not allowed", ": b"),
        ("---\r\nok: é\r\n\ta: b\r\n---\r\nB", "not valid YAML", "\ta: b"),
        ("---\na: \0\n---\nB", "not valid YAML", "\0"),
        ("+++\nok = 1\ntitle = \n+++\nB", "not valid TOML: Invalid value", "\n+++\nB"),
        ("+++\n[a\n+++\nB", "not valid TOML", None),
        ("---\ntitle: One\n\nB", "no second ---", "---\n"),
        ("---\na: " + "[" * 100_000 + "\n---\nB", "nested too deeply", "a: ["),
        ("---\n" + "- " * 100_000 + "a\n---\nB", "nested too deeply", "- - "),
        ("+++\na = " + "[" * 100_000 + "\n+++\nB", "nested too deeply", "a = ["),
    ],
)
def test_broken_front_matter_is_a_problem(text: str, why: str, at: str | None) -> None:
    article = read(text)
    (problem,) = article.problems
    assert problem.what == "front matter"
    assert why in problem.why
    assert at is None or problem.offset == text.index(at)
    assert article.blocks[-1].prose.text.endswith("B")


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nBetween rules.\n\n---\n\nEnd.\n",
        "---\nSetext\n---\nEnd.\n",
        "Text.\n\n---\ntitle: no\n---\n\nEnd.\n",
        " ---\ntitle: no\n---\nEnd.\n",
        "----\ntitle: no\n----\nEnd.\n",
    ],
)
def test_what_is_no_front_matter_is_read(text: str) -> None:
    article = read(text)
    assert not article.problems
    assert not any(block.field for block in article.blocks)
    assert len(article.blocks) >= 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("close", ["---", "...", "--- "])
def test_front_matter_with_any_line_end(end: str, close: str) -> None:
    article = read(end.join(["---", "title: One.", close, "Body."]))
    assert sentences(article) == [("One.", "One."), ("Body.", "Body.")]


@settings(max_examples=300, deadline=None)
@given(
    st.text("ab é😀'\"\\#:-|>&*\n \t", max_size=40),
    st.sampled_from([None, "'", '"', "|", ">"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_any_yaml_value_is_found(value: str, style: str | None, end: str) -> None:
    dumped = yaml.safe_dump({"title": value}, default_style=style, allow_unicode=True, width=12).replace("\n", end)
    assume((yaml.safe_load(dumped)["title"] or "") == value)  # PyYAML folds some values that begin with a space wrongly
    text = f"---{end}{dumped}---{end}"
    front = read_front_matter(text, ["title"])
    assert not front.problems
    assert [field.text.text for field in front.fields] == [value] * bool(value)
    for field in front.fields:
        for word in re.finditer("[ab]+", value):
            place = field.text.source(word.start(), word.end())
            assert text[place.start : place.end] == word[0]


@settings(max_examples=100, deadline=None)
@given(st.text("ab é'\"\\\n \t", max_size=30))
def test_any_toml_value_is_found(value: str) -> None:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("é", "\\u00e9")
    text = f'title = "{escaped}"\n'
    assume(tomllib.loads(text)["title"] == value)
    article = parse(Source("a.md", f"+++\n{text}+++\n", ""))
    plain = parse(Source("a.md", value, ""))
    assert [block.prose.text for block in article.blocks] == [block.prose.text for block in plain.blocks]
