"""`copydesk init`: settings that fit the articles, each with its reason; what comes from articles breaks nothing."""

from __future__ import annotations

import random
import re
import shlex
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lint.configure import load_settings
from lint.firstday.fields import FieldSeen
from lint.firstday.furniture import Furniture
from lint.firstday.generators import GENERATORS, Site
from lint.firstday.languages import by_folder
from lint.firstday.look import Addresses, Look
from lint.firstday.proposal import text
from lint.firstday.seen import Language, Left, Seen
from lint.settings import Flags, SettingsFile
from lint.yamlfile import Document
from tests.conftest import Project

NOTICE = "This text may be shared so long as the house is named. The copyright of pictures stays with their makers."
FORUM = "Did something go wrong on this page? Tell us in the forum of the harbour, and we will mend it soon."


def body(seed: int, sentences: int = 8) -> str:
    """Return sentences that no other seed has."""
    dice = random.Random(seed)

    def word() -> str:
        return "".join(dice.choice("abdeiklmnorstu") for _ in range(dice.randint(3, 8)))

    return " ".join(f"The {' '.join(word() for _ in range(11))}." for _ in range(sentences))


def proposed(project: Project) -> SettingsFile:
    return load_settings(project.root, None, Flags()).file


HUGO = {
    "hugo.toml": 'languageCode = "en-gb"\ntitle = "Quay"\n',
    "archetypes/default.md": '---\ntitle: "{{ .Name }}"\n---\n',
    "themes/plain/README.md": "# A theme\n\nIt is plain.\n",
    "README.md": "# Quay\n\nHow to build the site.\n",
    "static/robots.txt": "User-agent: *\n",
    **{
        f"content/posts/p{at}.md": f"---\ntitle: Post {at}\nsummary: How the ferry began, in short.\ntags: [a, b]\n"
        f"hero: {at}.jpg\n---\n\n{body(at)}\n\n![The gate](/img/{at}.png)\n\n"
        f"{NOTICE if at < 9 else 'An end of its own.'}\n"
        for at in range(12)
    },
    **{f"static/img/{at}.png": "x" for at in range(12)},
    **{f"content/{code}/a.md": f"---\ntitle: A\n---\n\n{body(at)}\n" for at, code in ((50, "de"), (51, "es"))},
}
JEKYLL = {
    "_config.yml": "title: Quay\n# lang: de\nlang: en\n",
    "requirements.txt": "jekyll==4\n",
    "_includes/head.md": "A part.\n",
    "about.md": "---\ntitle: About\n---\n\nAll about it.\n",
    **{f"_posts/p{at}.md": f"---\ntitle: {at}\n---\n\n{FORUM}\n\n{body(at)[:-1]} of a colour.\n" for at in range(1, 9)},
}
DOCUSAURUS = {
    "website/docusaurus.config.js": "module.exports = {\n  i18n: { defaultLocale: 'en-US', locales: ['fr'] },\n};\n",
    "README.md": "# About\n\nA project.\n",
    ".github/PULL_REQUEST_TEMPLATE.md": "What?\n",
    **{
        f"website/docs/d{at}.mdx": f"---\nid: d{at}\n---\n\n{body(at)}\n\n![A lamp](/l{at}.svg)\n\n{FORUM}\n"
        for at in range(6)
    },
    **{f"website/versioned_docs/v1/d{at}.mdx": f"{body(at)}\n" for at in range(6)},
    **{f"website/i18n/fr/current/d{at}.mdx": f"{body(at + 70)}\n" for at in range(6)},
    **{f"website/static/l{at}.svg": "<svg/>" for at in range(6)},
}


def test_a_hugo_site(project: Project) -> None:
    done = project.write(HUGO).copydesk("init")
    assert (done.status, done.err) == (0, "")
    file = proposed(project)
    assert file.exclude == ("/README.md", "/archetypes/", "/themes/", "robots.txt")
    assert (file.language, file.site_root) == ("en-GB", "static")
    assert [(one.files, one.language) for one in file.overrides] == [
        (("/content/de/",), "de"),
        (("/content/es/",), "es"),
    ]
    assert file.front_matter.prose == ("title", "description", "summary")
    assert file.front_matter.images[-1] == "hero"
    assert file.boilerplate.allow.texts == (NOTICE,)
    written = (project.root / "copydesk.yml").read_text(encoding="utf-8")
    assert "# 9 of 14 articles end with this notice" in written
    assert "# 12 of 12 pictures whose address begins with / lie there" in written
    assert "a site made with Hugo (hugo.toml)" in written
    report = project.check("--set", "boilerplate/repeated-sentence.min_articles=2", select="boilerplate")
    assert (report.report["summary"]["rules"], "no repeat needs" in report.err) == ({}, False)
    assert len(report.report["articles"]) == 14


def test_a_jekyll_site(project: Project) -> None:
    assert project.write(JEKYLL).copydesk("init").status == 0
    file = proposed(project)
    assert file.exclude == ("/_includes/", "requirements.txt")
    assert file.language == "en-GB"  # its settings say English, its spelling says which
    assert file.boilerplate.allow.texts == (FORUM,)
    written = (project.root / "copydesk.yml").read_text(encoding="utf-8")
    assert "_config.yml says so under lang; 8 of 8 articles with words that tell have British spellings only" in written
    assert "# 8 of 9 articles begin with this text" in written


def test_a_docusaurus_site_in_a_folder(project: Project) -> None:
    assert project.write(DOCUSAURUS).copydesk("init").status == 0
    file = proposed(project)
    assert file.exclude == ("/.github/", "/README.md", "/website/versioned_docs/")
    assert (file.language, file.site_root) == ("en-US", "website/static")
    assert [(one.files, one.language) for one in file.overrides] == [(("/website/i18n/fr/",), "fr")]
    assert file.boilerplate.allow.texts == (FORUM,)


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda one: one.name)
def test_each_generator_is_known_by_its_files(generator: object, project: Project) -> None:
    from lint.firstday.generators import Generator, sites

    assert isinstance(generator, Generator)
    for folder in generator.content[:1]:
        project.write({f"{folder}/x.md": "# X\n"})
    project.write({generator.files[0]: "language: pt_br\n"})
    found = {site.generator.name: site for site in sites(project.root)}
    assert found[generator.name].language == "pt-BR"


def test_what_many_articles_say_amid_them_is_not_allowed_but_told(project: Project) -> None:
    files = {f"a{at}.md": f"# A{at}\n\n{body(at, 12)}\n\n{FORUM}\n\n{body(at + 90, 12)}\n" for at in range(8)}
    done = project.write(files).copydesk("init")
    assert done.status == 0
    assert "may not be repeated: “Did something go wrong" in done.out
    assert "(8 of 8 articles have this text; is that meant?)" in done.out
    assert proposed(project).boilerplate.allow.texts == ()
    assert f'#   "{FORUM}"  # 8 of 8 articles have this text' in (project.root / "copydesk.yml").read_text(
        encoding="utf-8"
    )


def test_amid_a_short_article_nothing_is_near_its_end(project: Project) -> None:
    files = {f"a{at}.md": f"# A{at}\n\n{body(at, 4)}\n\n{FORUM}\n\n{body(at + 90, 4)}\n" for at in range(8)}
    assert project.write(files).copydesk("init").status == 0
    assert proposed(project).boilerplate.allow.texts == ()


def test_nearly_the_same_notice_is_allowed_by_its_group(project: Project) -> None:
    end = "Written by {} for the yearbook of the harbour, and printed there with the leave of all heirs."
    names = ["Ann Hale", "Bo Lind", "Cara Moss", "Dov Stern", "Eve Marsh", "Finn Wold"]
    files = {f"a{at}.md": f"# A{at}\n\n{body(at)}\n\n{end.format(name)}\n" for at, name in enumerate(names)}
    assert project.write(files).copydesk("init").status == 0
    assert len(proposed(project).boilerplate.allow.groups) == 1
    done = project.check(select="boilerplate")
    assert (done.report["summary"]["rules"], "no repeat needs" in done.err) == ({}, False)


def test_the_index_that_it_builds_serves_the_next_command(project: Project) -> None:
    project.write(HUGO).copydesk("init")
    assert project.copydesk("index", "build").out == "0 articles gathered; 14 in the index\n"


def test_the_same_articles_give_the_same_bytes(project: Project, tmp_path: Path) -> None:
    project.write(HUGO).copydesk("init")
    other = tmp_path / "other"
    other.mkdir()
    for name in reversed(HUGO):
        Project(other).write({name: HUGO[name]})
    Project(other).copydesk("init")
    assert (project.root / "copydesk.yml").read_bytes() == (other / "copydesk.yml").read_bytes()


def test_every_key_of_the_settings_is_explained(project: Project) -> None:
    project.write(JEKYLL).copydesk("init")
    written = (project.root / "copydesk.yml").read_text(encoding="utf-8")
    for key in SettingsFile.__struct_fields__:
        assert re.search(rf"^(# )?{key}:", written, re.M), key
    paragraphs = written.split("\n\n")
    assert all(paragraph.startswith("#") for paragraph in paragraphs)


@pytest.mark.parametrize("files", [{}, HUGO, JEKYLL], ids=["nothing", "hugo", "jekyll"])
def test_with_their_signs_taken_away_the_comments_mean_what_holds_without_them(
    files: dict[str, str], project: Project
) -> None:
    project.write(files).copydesk("init")
    before = proposed(project)
    _, *paragraphs = (project.root / "copydesk.yml").read_text(encoding="utf-8").split("\n\n")
    examples = re.compile(r"^# (select|rules|overrides|site_root|rule_dirs):", re.M)
    kept = "\n\n".join(one for one in paragraphs if not examples.search(one))
    shown = re.sub(r"^# (?= *[a-z_]+:( |$))", "", kept, flags=re.M)
    after = Document("copydesk.yml", shown).decode(SettingsFile, default={})
    for key in ("include", "boilerplate", "front_matter", "dictionary", "max_bytes", "exclude", "language"):
        assert getattr(after, key) == getattr(before, key), key


def test_articles_with_code_in_them_are_included(project: Project) -> None:
    files = {f"chapters/{at}.qmd": f"---\ntitle: {at}\n---\n\n{body(at)}\n\n```{{python}}\n1\n```\n" for at in range(3)}
    assert project.write({"_quarto.yml": "project: {type: book}\nlang: de\n", **files}).copydesk("init").status == 0
    assert proposed(project).include == (*SettingsFile().include, "**/*.qmd")
    assert proposed(project).language == "de"
    assert len(project.check().report["articles"]) == 3


def test_what_could_not_be_looked_at_is_told(project: Project) -> None:
    project.write({"a.md": f"# A\n\n{body(1)}\n", "b.md": b"\0\0binary"})
    done = project.copydesk("init")
    assert done.status == 0
    assert "not checked: failed: 1 article (b.md): not a text file" in done.err


def test_nothing_is_overwritten(project: Project) -> None:
    project.write({"copydesk.yml": "ignore: []\n", "a.md": "# A\n"})
    done = project.copydesk("init")
    assert (done.status, done.out) == (2, "")
    assert "copydesk.yml: exists already; edit it, or delete it first" in done.err
    (project.root / "copydesk.yml").unlink()
    project.write({"copydesk.baseline": "x"})
    done = project.copydesk("init", "--baseline")
    assert (done.status, "copydesk.baseline: exists already" in done.err) == (2, True)
    assert not (project.root / "copydesk.yml").exists()
    assert project.copydesk("init", "nowhere").status == 2


def test_without_articles_it_says_so(project: Project) -> None:
    done = project.copydesk("init")
    assert done.status == 0
    assert "written, for 0 articles" in done.out
    assert "#   no articles yet" in (project.root / "copydesk.yml").read_text(encoding="utf-8")
    assert proposed(project) == SettingsFile(language="en-US")


def steps(out: str) -> list[str]:
    return re.findall(r"^  [123]\. (copydesk .*?)  ", out, re.M)


def test_the_next_steps_work_as_printed(project: Project) -> None:
    project.write({"site/a.md": "# A\n\nNine in ten towns drink it.\n", "b.txt": "x"})
    project.git("init", "-q", ".")
    project.git("add", "-A")
    project.git("commit", "-qm", "first")
    done = project.copydesk("init", "site")
    named = shlex.split(re.findall(r"^  cd (.*)$", done.out, re.M)[0])
    assert named == ["site"]
    found = [shlex.split(command)[1:] for command in steps(done.out)]
    assert len(found) == 3
    for command in found:
        if command[0] == "grammar":
            continue
        more = ["--offline"] if command[0] in ("check", "baseline") else []
        ran = Project(project.root / "site").copydesk(*command, *more)
        assert ran.status in (0, 1, 3), (command, ran.err)
        assert "Traceback" not in ran.err


def test_a_baseline_in_the_same_go(project: Project) -> None:
    project.write({"a.md": "# A\n\nNine in ten towns drink it. It is widely regarded as the oldest.\n"})
    done = project.copydesk("init", "--baseline", "--offline")
    assert "copydesk.baseline: " in done.out
    assert len(steps(done.out)) == 3
    assert "copydesk baseline create" not in done.out
    assert project.check().report["summary"]["rules"] == {}


HOSTILE = '"#\n- evil: true\n\u202e\x1b[31m\u2028' + "'!&*{}[]|>%@`\t\x85\ufeff\U000e0041 ⟦x⟧ \\"


def test_text_of_articles_breaks_nothing(project: Project) -> None:
    end = "Kept by the house “# fail_on: never” and its heirs: {a: b} \u202eyes\u202c, with its bells, 'and' \"more\"."
    name = "we#ird [x]: y"
    files = {
        f"{name}/a{at}.md": f'---\ntitle: T\n"sum: #mary": It is a long tale of the sea.\n---\n\n{body(at)}\n\n{end}\n'
        for at in range(6)
    }
    project.write({**files, f"{name}/hugo.toml": "", f"{name}/archetypes/x.md": "A.\n", f"{name}/robots.txt": "x\n"})
    done = project.copydesk("init")
    assert done.status == 0, done.err
    assert not {"\x1b", "\u202e"} & set(done.out)
    written = (project.root / "copydesk.yml").read_text(encoding="utf-8")
    assert not {"\x1b", "\u202e"} & set(written)
    file = proposed(project)
    assert file.fail_on == "warning"
    assert file.exclude == (r"/we\#ird\ \[x\]:\ y/archetypes/", "robots.txt")
    assert len(file.boilerplate.allow.texts) == 1
    done = project.check(select="boilerplate")
    assert (done.report["summary"]["rules"], "no repeat needs" in done.err) == ({}, False)
    assert len(done.report["articles"]) == 6


ANY = st.text(st.characters(exclude_categories=()), max_size=40) | st.just(HOSTILE)
WHY = "because"
NUMBER = st.integers(0, 10_000)
FURNITURE = st.builds(
    Furniture,
    group=st.just("5f0c3a9e71d2b846"),
    text=ANY,
    articles=NUMBER,
    where=st.sampled_from(["end", "beginning", ""]),
    by_text=st.booleans(),
)
LOOK = st.builds(
    Look,
    articles=NUMBER,
    words=NUMBER,
    longest=st.tuples(ANY, NUMBER),
    languages=st.lists(st.tuples(ANY, NUMBER), max_size=3).map(tuple),
    by_language=st.just({}),
    british=NUMBER,
    american=NUMBER,
    fields=st.lists(
        st.builds(FieldSeen, name=ANY, kind=st.sampled_from(["prose", "image"]), articles=NUMBER, escaped=NUMBER),
        max_size=4,
    ).map(tuple),
    pictures=st.builds(Addresses, NUMBER, NUMBER, NUMBER, st.lists(st.tuples(ANY, NUMBER), max_size=7).map(tuple)),
    links=st.just(Addresses()),
    rooted=st.just(()),
    notices=NUMBER,
)
SEEN = st.builds(
    Seen,
    families=st.just(("claims",)),
    sites=st.lists(st.builds(Site, st.sampled_from(GENERATORS), ANY, ANY), max_size=2).map(tuple),
    articles=st.integers(1, 10_000),
    size=NUMBER,
    include=st.lists(st.builds(Left, ANY, NUMBER, st.just("code")), max_size=2).map(tuple),
    exclude=st.lists(st.builds(Left, ANY, NUMBER, st.just("themes")), max_size=3).map(tuple),
    look=LOOK,
    language=st.sampled_from([Language("en-GB", WHY), Language("no", WHY)]),
    languages=st.lists(
        st.builds(Language, st.sampled_from(["de", "no"]), st.just(WHY), st.tuples(ANY)), max_size=2
    ).map(tuple),
    site_root=st.tuples(ANY, st.just(WHY)),
    furniture=st.lists(FURNITURE, max_size=4).map(tuple),
)


def sound(given: str) -> str:
    """Return a text without halves of characters, which no file has."""
    return re.sub("[\ud800-\udfff]", "\ufffd", given)


@settings(max_examples=300, deadline=None)
@given(seen=SEEN)
def test_whatever_was_seen_the_settings_mean_it_and_nothing_else(seen: Seen) -> None:
    written = text(seen)
    assert all(char.isprintable() or char == "\n" for char in written)
    file = Document("copydesk.yml", written.encode().decode()).decode(SettingsFile, default={})
    framing = [one for one in seen.furniture if one.where]
    assert file.boilerplate.allow.texts == tuple(sound(one.text) for one in framing if one.by_text)
    assert file.boilerplate.allow.groups == tuple(one.group for one in framing if not one.by_text)
    assert file.exclude == tuple(sound(one.pattern) for one in seen.exclude)
    assert file.include[4:] == tuple(sound(one.pattern) for one in seen.include)
    assert [(one.language, one.files) for one in file.overrides] == [
        (one.tag, tuple(map(sound, one.files))) for one in seen.languages
    ]
    assert (file.language, file.site_root) == (seen.language.tag, sound(seen.site_root[0]))
    assert (file.fail_on, file.incomplete, file.ignore, file.rules) == ("warning", "fail", (), {})
    assert set(file.front_matter.prose[2:]) <= {sound(one.name) for one in seen.look.fields}  # type: ignore[union-attr]


FOLDERS = {
    "folders of several languages": (["docs/en/a.md", "docs/de/a.md"], [("/docs/de/", "de")]),
    "a folder that only looks like one": (
        ["docs/it/a.md", "docs/hr/x.txt.md", "tips/de/a.md"],
        [("/docs/hr/", "hr"), ("/docs/it/", "it")],
    ),
    "one folder alone": (["docs/it/a.md", "docs/b.md"], []),
    "translations": (["i18n/pt-BR/a.md", "a.md"], [("/i18n/pt-BR/", "pt-BR")]),
    "endings": (["a.md", "a.de.md", "b.v2.md", "b.md", "c.fr.md"], [("*.de.md", "de")]),
}


@pytest.mark.parametrize(("paths", "told"), FOLDERS.values(), ids=FOLDERS)
def test_languages_by_folder_and_name(paths: list[str], told: list[tuple[str, str]]) -> None:
    assert [(one.files[0], one.tag) for one in by_folder(paths, Language("en-GB", ""))] == told
