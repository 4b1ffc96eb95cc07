"""What was seen of a corpus → the text of its copydesk.yml: each key explained, each proposal with its reason.

What comes from articles, paths and other files goes through `neutralise`: it can break neither YAML nor a comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lint.article import ParseSettings
from lint.firstday.fields import FieldSeen
from lint.firstday.furniture import Furniture
from lint.firstday.look import Addresses
from lint.firstday.seen import Left, Seen
from lint.reporters.neutralise import yaml, yaml_comment
from lint.reporters.words import count

_QUOTED = 70
"""Code points of a text that a comment shows."""

_HOSTS = 5

_TRUTHS = frozenset(("no", "on", "off", "yes"))
"""What YAML 1.1 takes for a truth value; Norwegian is one."""


def text(seen: Seen) -> str:
    """Return the text of copydesk.yml."""
    parts = (_head, _files, _rules, _status, _language, _site_root, _boilerplate, _overrides, _front_matter, _rest)
    return "\n\n".join("\n".join(part(seen)) for part in parts) + "\n"


def beginning(text: str) -> str:
    """Return the beginning of an article's text, for a comment."""
    line = yaml_comment(text)
    return f"“{line if len(line) <= _QUOTED else line[: _QUOTED - 1].rstrip() + '…'}”"


def _of(part: int, seen: Seen) -> str:
    """Return "41 of 52 articles", of those that were read."""
    whole = seen.look.articles if seen.look else 0
    return f"{part:,} of {count(whole, 'article')}"


def _head(seen: Seen) -> Iterator[str]:
    yield "# Settings of Copydesk. Every key may be left out; those behind a # show what holds without them."
    yield "# 'copydesk config show' prints what is in force, 'copydesk rules' lists the rules."
    yield "#"
    yield "# Proposed by 'copydesk init' from what it saw:"
    if not seen.look or not seen.articles:
        yield "#   no articles yet"
        return
    yield f"#   {count(seen.articles, 'article')}, {_size(seen.size)}"
    path, most = seen.look.longest
    read = f"in the {seen.look.articles:,} that were read, the" if seen.look.articles < seen.articles else "the"
    yield f"#   {read} middle one has {count(seen.look.words, 'word')}, the longest {most:,}: {yaml_comment(path)}"
    for site in seen.sites:
        yield f"#   a site made with {site.generator.name} ({yaml_comment(site.file)})"
    for what, found in (("pictures", seen.look.pictures), ("links", seen.look.links)):
        yield f"#   {what}: {_addresses(found)}"


def _addresses(found: Addresses) -> str:
    kinds = ((found.relative, "relative to the article"), (found.rooted, "from the site's root, with /"))
    told = [f"{number:,} {how}" for number, how in kinds if number]
    if found.remote:
        named = ", ".join(f"{yaml_comment(host)} {number:,}" for host, number in found.hosts[:_HOSTS])
        more = f" and {len(found.hosts) - _HOSTS:,} more" if len(found.hosts) > _HOSTS else ""
        told.append(f"{found.remote:,} on other hosts ({named}{more})" if named else f"{found.remote:,} on other hosts")
    return "; ".join(told) or "none"


def _size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3)):,} kB"


def _files(seen: Seen) -> Iterator[str]:
    yield "# Which files are articles. Patterns as in .gitignore; what git ignores is left out."
    usual = ("**/*.md", "**/*.markdown", "**/*.mdx", "**/*.txt")
    if seen.include:
        yield "include:"
        yield from (f"  - {yaml(one)}" for one in usual)
        yield from _patterns(seen.include)
    else:
        yield f"# include: [{', '.join(map(yaml, usual))}]"
    if not seen.exclude:
        yield "exclude: []  # nothing was seen that looks like no article"
        return
    yield "exclude:"
    yield from _patterns(seen.exclude)


def _patterns(found: Iterable[Left]) -> Iterator[str]:
    yield from (f"  - {yaml(one.pattern)}  # {count(one.files, 'file')}: {one.what}" for one in found)


def _rules(seen: Seen) -> Iterator[str]:
    yield "# Rules or whole families to use (without this key: all), and those to leave out."
    yield f"# select: [{', '.join(seen.families)}]"
    yield "ignore: []"
    yield ""
    yield "# Severity and parameters, rule by rule: 'copydesk explain RULE' shows them."
    yield "# rules:"
    yield "#   readability/grade: {severity: info, target: [8, 12]}"


def _status(seen: Seen) -> Iterator[str]:
    yield "# From which severity on a finding makes 'copydesk check' leave with status 1:"
    yield "# error, warning, info or never."
    yield "fail_on: warning"
    yield ""
    yield "# Whether something that could not be checked makes it leave with status 3: fail or warn."
    yield "incomplete: fail"
    yield ""
    yield "# Whether commit hooks wait until the grammar engine has started and answered."
    yield "wait_for_grammar: false"


def _language(seen: Seen) -> Iterator[str]:
    yield "# The language of articles whose front matter names none."
    if seen.look and seen.look.languages:
        named = ", ".join(f"{yaml_comment(tag)} {number:,}" for tag, number in seen.look.languages[:_HOSTS])
        yield f"# Named in the front matter of {_of(len(seen.look.by_language), seen)}: {named}."
    yield f"language: {_tag(seen.language.tag)}  # {seen.language.why}"


def _tag(tag: str) -> str:
    return yaml(tag) if tag.lower() in _TRUTHS else tag


def _site_root(seen: Seen) -> Iterator[str]:
    yield "# The folder in which a picture's address that begins with / is looked for. Without one, several are:"
    yield "# static, public, docs, source and content, here and beside the article."
    folder, why = seen.site_root
    yield f"site_root: {yaml(folder)}  # {why}" if folder else f"# site_root: static{f'  # {why}' if why else ''}"


def _boilerplate(seen: Seen) -> Iterator[str]:
    yield "# Repeats that are meant; docs/boilerplate.md tells more. 'copydesk groups' shows which group is which."
    framing = [one for one in seen.furniture if one.where]
    amid = [one for one in seen.furniture if not one.where]
    live = "" if framing else "# "
    yield f"{live}boilerplate:"
    yield "#   quotes: false    # true: block quotes are compared too"
    notices = seen.look.notices if seen.look else 0
    told = f"; {_of(notices, seen)} have one" if notices else ""
    yield f"#   licences: false  # true: well-known licence notices are compared too{told}"
    yield f"{live}  allow:"
    yield from _allowed("texts", [one for one in framing if one.by_text], seen)
    yield from _allowed("groups", [one for one in framing if not one.by_text], seen)
    yield "#     patterns: []   # sentences in which a regular expression matches"
    yield "#     files: []      # files whose sentences may stand anywhere"
    if amid:
        yield "# Said in many articles, but not at their end or beginning. If it is meant, it belongs under allow:"
        yield from (f"#   {_entry(one)}  # {how_many(one, seen)}{_begins(one)}" for one in amid)


def _allowed(key: str, some: list[Furniture], seen: Seen) -> Iterator[str]:
    if not some:
        yield f"#     {key}: []" + (
            "      # sentences, as reports show them" if key == "texts" else "     # by their names"
        )
        return
    yield f"    {key}:"
    for one in some:
        yield f"      # {how_many(one, seen)}{_begins(one)}"
        yield f"      - {_entry(one)}"


def _entry(one: Furniture) -> str:
    return yaml(one.text if one.by_text else one.group)


def _begins(one: Furniture) -> str:
    return "" if one.by_text else f": {beginning(one.text)}"


def how_many(one: Furniture, seen: Seen) -> str:
    """Return in how many articles a text stands, and where."""
    does = {"end": "end with", "beginning": "begin with", "": "have"}[one.where]
    return f"{one.articles:,} of {count(seen.articles, 'article')} {does} this {'notice' if one.is_notice else 'text'}"


def _overrides(seen: Seen) -> Iterator[str]:
    yield "# Other choices for some of the files; later ones win."
    if not seen.languages:
        yield "# overrides:"
        yield '#   - files: ["blog/**"]'
        yield "#     ignore: [claims]"
        return
    yield "overrides:"
    for one in seen.languages:
        yield f"  - files: [{', '.join(map(yaml, one.files))}]"
        yield f"    language: {_tag(one.tag)}  # {one.why}"


def _front_matter(seen: Seen) -> Iterator[str]:
    usual = ParseSettings()
    least = max(2, (seen.look.articles if seen.look else 0) / 20)
    fields = [one for one in (seen.look.fields if seen.look else ()) if one.articles >= least]
    prose = [one for one in fields if one.kind == "prose" and _is_new(one, (*usual.prose_fields, *usual.body_fields))]
    images = [one for one in fields if one.kind == "image" and _is_new(one, usual.image_fields)]
    escaped = [one for one in fields if one.kind == "prose" and one.escaped * 2 > one.articles]
    yield "# Fields of front matter that hold text or pictures; dots lead into a field, [] to each item of a list."
    yield "front_matter:" if prose or images or escaped else "# front_matter:"
    yield from _fields("prose", usual.prose_fields, prose, seen)
    yield from _fields("images", usual.image_fields, images, seen)
    yield from _fields("escaped_newlines", (), escaped, seen)
    yield f"#   body: [{', '.join(usual.body_fields)}]  # read where no text stands below the front matter"


def _is_new(field: FieldSeen, usual: tuple[str, ...]) -> bool:
    plain = {name.replace("[]", "") for name in usual}
    return field.name.replace("[]", "") not in plain


def _fields(key: str, usual: tuple[str, ...], more: list[FieldSeen], seen: Seen) -> Iterator[str]:
    if not more:
        meant = r"  # fields in which a written \n stands for a line end" if key == "escaped_newlines" else ""
        yield f"#   {key}: [{', '.join(map(_plain, usual))}]{meant}"
        return
    yield from (f"  # {yaml_comment(one.name)}: {_holds(key)} in {_of(one.articles, seen)}" for one in more)
    yield f"  {key}: [{', '.join((*map(_plain, usual), *(yaml(one.name) for one in more)))}]"


def _plain(name: str) -> str:
    return yaml(name) if "[" in name else name


def _holds(key: str) -> str:
    return {"prose": "text", "images": "a picture", "escaped_newlines": r"a written \n"}[key]


def _rest(seen: Seen) -> Iterator[str]:
    yield "# The words that are right in this house: 'copydesk dictionary add WORD' makes the file."
    yield "# dictionary: copydesk.words"
    yield ""
    yield "# Larger files, in bytes, are not read, and a report says so."
    yield "# max_bytes: 5000000"
    yield ""
    yield "# Folders with rules of your own: 'copydesk test FOLDER' runs their examples."
    yield "# rule_dirs: [house/rules]"
