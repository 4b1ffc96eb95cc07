"""What stands below the options in the help of a verb: examples, files, exit statuses."""

CHECK_EXAMPLES = """\
examples:
  copydesk check                                  all articles of this project
  copydesk check drafts/tea.md                    one article, compared with all others
  copydesk check --report html=report             pages to read in a browser
  copydesk check --new-from main                  only what this branch brings
  copydesk check --diff                           what --fix would correct
  copydesk check --set readability/grade.target=[8,12] --ignore images
"""

INSTALL = """\
on a machine without a network:
  Run `copydesk grammar install` elsewhere, with the same --language, and copy the folder `engines` in which
  `copydesk grammar status` shows it there. Then: copydesk grammar install --from engines
  FOLDER may also be a Maven repository that has the jars, such as ~/.m2/repository, or hold nothing but the jars.
  Each jar is verified, wherever it comes from.
"""

TUNE = """\
a line of LABELS is the name of an engine's rule, which stands in brackets behind a finding, a tab, and right or wrong:
  EN_A_VS_AN\tright
or JSON: {"rule": "EN_A_VS_AN", "verdict": "wrong"}
What is printed belongs into copydesk.yml. Keep the file of judgements: each time all of them are weighed.
"""

DICTIONARY = """\
examples:
  copydesk dictionary unknown --top 20            what no dictionary knows
  copydesk dictionary add kedgeree Whitby         both are right from now on; so are Kedgeree and Whitby's
  copydesk dictionary import accept.txt           the words of another spelling checker
"""

STET = """\
examples:
  copydesk stet add articles/quay.md:12 --reason "counted by the harbour office"
  copydesk stet add 5f0c3a9e71d2b846 --reason "a quotation" --by "M. Hale" --until 2027-03-01
  copydesk stet list
  copydesk stet import decisions.json             what an editor collected in a report

One decision is about one finding: it holds in its article, and a short quote in its sentence. Entries of
copydesk.decisions.yml that have no path hold in all articles.

Who edits Markdown may write the reason into the article, above the block that it is about:
  <!-- stet claims/statistic: counted by the harbour office -->

exit status:
  0  done
  1  (import) somebody else decided otherwise about the same finding; that stays as it was
  2  wrong usage or settings, or no such finding
  3  (list) something could not be checked
"""

CI = """\
examples:
  copydesk ci check                               as a job; the service tells what the change is compared with
  copydesk ci check --base origin/main            where it does not
  copydesk ci cache                               what to keep between jobs, and its keys

Without a base all findings count but those of the baseline. docs/ci.md has whole jobs for several services.
"""

GROUPS = """\
examples:
  copydesk groups                                 what is said again most, as groups with their places
  copydesk groups articles/towns --top 50         only groups that these articles belong to
  copydesk groups --near "The ferry runs all year."   where else do we say this?
  copydesk groups --near drafts/tea.md            what of this article is said elsewhere
  pbpaste | copydesk groups --near -              a passage from the clipboard

A group is what `copydesk check` reports under boilerplate/, in as many articles as its rules ask for. --near shows
every place, and reads no more than what has changed since the last run.

exit status:
  0  whatever was found, or nothing; `copydesk check` is what fails
  2  wrong usage or settings, no articles, or nothing to compare in what was given
  3  something could not be read
"""

BASELINE = """\
examples:
  copydesk baseline create                        from now on, what there is today counts for nothing
  copydesk check                                  only what is new fails
  copydesk check --no-baseline                    all there is
  copydesk baseline update                        take out what has been fixed, so that it cannot come back

The file is copydesk.baseline; commit it. It has one finding a line, known again wherever it moves to in its article,
after small edits, and in a renamed file. A repeated text is accepted in as many places as it had.

exit status:
  0  the file was written, or shown
  2  wrong usage or settings, no articles, no baseline, or one that is damaged or has merge conflicts
  3  something could not be checked, so that it may lack findings; what was not checked is not taken out
"""

STATS = """\
examples:
  copydesk stats                                  what there is, by rule and by folder
  copydesk stats content/towns                    of one folder, by the folders in it
  copydesk stats --since main                     with what is new, and what is fixed, since this branch left main
  copydesk stats --since 2026-03-01               … since the last commit before that day
  copydesk check --trend trend.jsonl              note the figures of a run, one line of JSON
  copydesk stats --trend trend.jsonl              how it has been going

exit status:
  0  whatever was found; `copydesk check` is what fails
  2  wrong usage or settings, no articles, no such revision, or a trend with a damaged line
  3  something could not be checked
"""

INDEX = """\
The index is what lets one article be compared with all others without reading them. It lies in
.copydesk_cache/index.sqlite, may be deleted at any time, and is brought up to date by every check.

examples:
  copydesk index status
  copydesk index build --from base/index.sqlite   in CI: what the base has gathered need not be gathered again

exit status:
  0  there is an index that can be used
  1  (status) there is none, or it cannot be used; the next check builds one
  2  wrong usage or settings, no articles, or a file that is no index for this version and these settings
  3  something could not be read, or the index could not be written
"""
