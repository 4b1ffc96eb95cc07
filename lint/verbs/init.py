"""`copydesk init`: a copydesk.yml with every key explained."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from lint.configure import load_settings
from lint.settings import FILE_NAME, Flags, UsageError

_TEXT = """\
# Settings of Copydesk. Every key may be left out; those behind a # show what holds without them.
# 'copydesk config show' prints what is in force, 'copydesk rules' lists the rules.

# Which files are articles. Patterns as in .gitignore; what git ignores is left out.
# include: ["**/*.md", "**/*.markdown", "**/*.mdx", "**/*.txt"]
exclude: []

# Rules or whole families to use (without this key: all), and those to leave out.
# select: [{families}]
ignore: []

# From which severity on a finding makes 'copydesk check' leave with status 1: error, warning, info or never.
fail_on: warning

# Whether something that could not be checked makes it leave with status 3: fail or warn.
incomplete: fail

# The language of articles whose front matter names none.
language: en-US

# Severity and parameters, rule by rule: 'copydesk explain RULE' shows them.
# rules:
#   readability/grade: {{severity: info, target: [8, 12]}}

# Repeats that are meant; docs/boilerplate.md tells more. 'copydesk groups' shows which group is which.
# boilerplate:
#   quotes: false
#   licences: false
#   allow: {{groups: [], texts: [], patterns: [], files: []}}

# Other choices for some of the files.
# overrides:
#   - files: ["blog/**"]
#     ignore: [claims]
#   - files: ["de/**"]
#     language: de

# Fields of front matter that hold text or pictures.
# front_matter: {{prose: [title, description], images: [image, cover]}}

# Folders with rules of your own: 'copydesk test FOLDER' runs their examples.
# rule_dirs: [house/rules]
"""


def run(options: Namespace) -> int:
    """Write the file, unless there is one."""
    folder = Path(options.folder)
    if not folder.is_dir():
        raise UsageError(f"init {folder}: no such folder")
    file = folder / FILE_NAME
    families = sorted({rule.family for rule in load_settings(folder.absolute(), None, Flags()).all_rules.values()})
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(_TEXT.format(families=", ".join(families)))
    except FileExistsError:
        raise UsageError(f"{file}: exists already; edit it, or delete it first") from None
    except OSError as error:
        raise UsageError(f"{file}: cannot be written ({error.strerror or error})") from None
    print(f"{file} written. Next: copydesk check")
    return 0
