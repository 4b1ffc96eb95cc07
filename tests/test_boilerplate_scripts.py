"""Repeats in scripts that do not write words apart, through the check."""

from __future__ import annotations

from typing import NamedTuple
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lint.article import ParseSettings
from lint.boilerplate.inside import locate
from lint.boilerplate.units import Units, gather
from lint.boilerplate.words import WORD, counted, written
from lint.check import Conclusion, Hit
from lint.checks.repeats import Repeats
from lint.index import in_memory
from lint.parse import parse
from lint.text import Source, Span


class Script(NamedTuple):
    """Sentences of one language."""

    said: str
    edited: str  # with two characters changed
    follows: str
    others: tuple[str, ...]  # that have nothing to do with it
    template: str
    names: tuple[str, ...]
    part: str  # a sentence that stands in a longer one


SCRIPTS = {
    "zh": Script(
        "这座灯塔建于一九零二年，守塔人每天傍晚都要登上塔顶点亮油灯。",
        "这座灯塔建于一九零七年，守塔人每天傍晚都要爬上塔顶点亮油灯。",
        "后来铁路通到了港口，渔民们才第一次把鲜鱼运往内地的市场。",
        (
            "面包师凌晨三点起床，用干燥的山毛榉木柴把石炉烧热。",
            "湖水在冬季结冰，村民从冰面上把木材拖到对岸的锯木厂。",
            "博物馆的二楼陈列着十七世纪的航海图和几件铜制仪器。",
        ),
        "{}是该省北部最重要的渔港之一，也是当地居民主要的收入来源。",
        ("石浦", "白沙湾", "牛角"),
        "守塔人的日记详细记录了每一艘经过海峡的商船",
    ),
    "ja": Script(
        "この灯台は1902年に建てられ、灯台守は毎晩塔に登ってランプに火をともした。",
        "この灯台は1907年に建てられ、灯台守は毎朝塔に登ってランプに火をともした。",
        "その後、鉄道が港まで延び、漁師たちは初めて鮮魚を内陸の市場へ送ることができた。",
        (
            "パン職人は午前三時に起き、乾いた薪で石窯を温めている。",
            "冬になると湖は凍り、村人は氷の上で木材を対岸の製材所へ運んだ。",
            "博物館の二階には十七世紀の海図と銅製の計器が展示されている。",
        ),
        "{}は県の北部で最も重要な漁港の一つであり、住民の主な収入源でもある。",
        ("石浦", "白浜", "牛窓"),
        "灯台守の日記には海峡を通ったすべての商船が細かく記録されている",
    ),
    "th": Script(
        "ประภาคารแห่งนี้สร้างขึ้นในปี 2445 และผู้ดูแลจะขึ้นไปจุดตะเกียงบนหอคอยทุกเย็น",
        "ประภาคารแห่งนี้สร้างขึ้นในปี 2447 และผู้ดูแลจะปีนไปจุดตะเกียงบนหอคอยทุกเย็น",
        "ต่อมาทางรถไฟได้ขยายมาถึงท่าเรือทำให้ชาวประมงส่งปลาสดไปยังตลาดในเมืองได้",
        (
            "คนทำขนมปังตื่นนอนตอนตีสามเพื่อก่อไฟในเตาหินด้วยฟืนไม้แห้ง",
            "ในฤดูหนาวทะเลสาบจะกลายเป็นน้ำแข็งและชาวบ้านลากซุงข้ามไปยังโรงเลื่อย",
            "ชั้นสองของพิพิธภัณฑ์จัดแสดงแผนที่เดินเรือโบราณกับเครื่องมือทองเหลือง",
        ),
        "{}เป็นท่าเรือประมงที่สำคัญที่สุดแห่งหนึ่งทางเหนือของจังหวัดและเป็นแหล่งรายได้หลักของชุมชน",
        ("บ้านแหลม", "หาดทรายขาว", "เกาะพลู"),
        "สมุดบันทึกของผู้ดูแลได้จดรายละเอียดของเรือสินค้าทุกลำที่แล่นผ่านช่องแคบ",
    ),
    "lo": Script(
        "ຫໍສະໝຸດແຫ່ງນີ້ສ້າງຂຶ້ນໃນປີ 1902 ແລະຜູ້ດູແລຈະເປີດປະຕູຮັບຜູ້ອ່ານທຸກໆເຊົ້າ",
        "ຫໍສະໝຸດແຫ່ງນີ້ສ້າງຂຶ້ນໃນປີ 1907 ແລະຜູ້ດູແລຈະປິດປະຕູຮັບຜູ້ອ່ານທຸກໆເຊົ້າ",
        "ຕໍ່ມາທາງລົດໄຟໄດ້ຂະຫຍາຍມາຮອດທ່າເຮືອເຮັດໃຫ້ຊາວປະມົງສົ່ງປາສົດໄປຂາຍໃນເມືອງໄດ້",
        (
            "ຄົນເຮັດເຂົ້າຈີ່ຕື່ນນອນແຕ່ເຊົ້າມືດເພື່ອດັງໄຟໃນເຕົາຫີນດ້ວຍຟືນໄມ້ແຫ້ງ",
            "ຊັ້ນສອງຂອງພິພິທະພັນວາງສະແດງແຜນທີ່ເດີນເຮືອເກົ່າແກ່ກັບເຄື່ອງມືທອງເຫຼືອງ",
        ),
        "{}ເປັນເມືອງທີ່ສຳຄັນທີ່ສຸດແຫ່ງໜຶ່ງທາງພາກເໜືອຂອງແຂວງແລະເປັນແຫຼ່ງລາຍຮັບຫຼັກຂອງຊຸມຊົນ",
        ("ວັງວຽງ", "ປາກແບງ", "ຫ້ວຍຊາຍ"),
        "ປຶ້ມບັນທຶກຂອງຜູ້ດູແລໄດ້ຈົດລາຍລະອຽດຂອງເຮືອສິນຄ້າທຸກລຳທີ່ແລ່ນຜ່ານແມ່ນ້ຳ",
    ),
    "km": Script(
        "ប៉មភ្លើងនេះត្រូវបានសាងសង់នៅឆ្នាំ 1902 ហើយអ្នកយាមឡើងទៅអុជចង្កៀងជារៀងរាល់ល្ងាច។",
        "ប៉មភ្លើងនេះត្រូវបានសាងសង់នៅឆ្នាំ 1907 ហើយអ្នកយាមឡើងទៅអុជចង្កៀងជារៀងរាល់យប់។",
        "ក្រោយមកផ្លូវដែកបានមកដល់កំពង់ផែហើយអ្នកនេសាទអាចដឹកត្រីស្រស់ទៅលក់នៅទីក្រុង។",
        (
            "អ្នកធ្វើនំប៉័ងក្រោកពីព្រលឹមដើម្បីដុតឡថ្មដោយអុសស្ងួតពីព្រៃភ្នំ។",
            "ជាន់ទីពីរនៃសារមន្ទីរដាក់តាំងផែនទីសមុទ្រចាស់ៗនិងឧបករណ៍ធ្វើពីស្ពាន់។",
        ),
        "{}គឺជាកំពង់ផែនេសាទដ៏សំខាន់បំផុតមួយនៅភាគខាងជើងនៃខេត្តនិងជាប្រភពចំណូលចម្បងរបស់ប្រជាជន។",
        ("កែប", "កោះកុង", "ព្រៃវែង"),
        "សៀវភៅកំណត់ហេតុរបស់អ្នកយាមបានកត់ត្រាលម្អិតអំពីនាវាពាណិជ្ជកម្មទាំងអស់ដែលឆ្លងកាត់",
    ),
    "my": Script(
        "ဤမီးပြတိုက်ကို 1902 ခုနှစ်တွင်ဆောက်လုပ်ခဲ့ပြီးမီးစောင့်သည်ညနေတိုင်းမျှော်စင်ပေါ်သို့တက်၍မီးထွန်းသည်။",
        "ဤမီးပြတိုက်ကို 1907 ခုနှစ်တွင်ဆောက်လုပ်ခဲ့ပြီးမီးစောင့်သည်မနက်တိုင်းမျှော်စင်ပေါ်သို့တက်၍မီးထွန်းသည်။",
        "နောက်ပိုင်းတွင်ရထားလမ်းသည်ဆိပ်ကမ်းသို့ရောက်လာပြီးရေလုပ်သားများကငါးများကိုမြို့သို့ပို့နိုင်ခဲ့သည်။",
        (
            "မုန့်ဖုတ်သမားသည်နံနက်သုံးနာရီတွင်အိပ်ရာထ၍ထင်းခြောက်ဖြင့်ကျောက်မီးဖိုကိုမွှေးသည်။",
            "ပြတိုက်၏ဒုတိယထပ်တွင်ရှေးဟောင်းပင်လယ်မြေပုံများနှင့်ကြေးဝါကိရိယာများကိုပြသထားသည်။",
        ),
        "{}သည်ပြည်နယ်မြောက်ပိုင်းရှိအရေးအကြီးဆုံးငါးဖမ်းဆိပ်ကမ်းတစ်ခုဖြစ်ပြီးဒေသခံတို့၏အဓိကဝင်ငွေလည်းဖြစ်သည်။",
        ("သံတွဲ", "ငပလီ", "ကျောက်ဖြူ"),
        "မီးစောင့်၏မှတ်တမ်းစာအုပ်တွင်ရေလက်ကြားကိုဖြတ်သွားသောကုန်သင်္ဘောအားလုံးကိုအသေးစိတ်ရေးထားသည်",
    ),
}
SPACE = {"th": " ", "lo": " ", "km": " ", "my": " "}
languages = pytest.mark.parametrize("language", SCRIPTS)
CHECK = Repeats()


def share(text: str) -> bytes:
    return gather(parse(Source("a.md", text, ""), ParseSettings()), quotes=False)


def conclude(articles: dict[str, str]) -> Conclusion:
    index = in_memory({path: {"k": share(text)} for path, text in articles.items()})
    index.read = articles.get
    return CHECK.conclude(index.corpus("k"), None)


def hits(articles: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Return what each article's hits say and quote."""
    return {
        path: [(hit.verdict, articles[path][hit.start : hit.end]) for hit in found]
        for path, found in conclude(articles).hits.items()
    }


def paragraph(language: str, *sentences: str) -> str:
    return SPACE.get(language, "").join(sentences) + "\n"


@languages
def test_a_sentence_is_found_word_for_word_among_others(language: str) -> None:
    script = SCRIPTS[language]
    articles = {
        "a.md": paragraph(language, script.others[0], script.said),
        "b.md": paragraph(language, script.said, script.others[1]),
    }
    assert hits(articles) == {"a.md": [("sentence", script.said)], "b.md": [("sentence", script.said)]}


@languages
def test_a_sentence_is_found_with_two_characters_changed(language: str) -> None:
    script = SCRIPTS[language]
    articles = {"a.md": f"{script.said}\n", "b.md": f"{script.edited}\n"}
    assert hits(articles) == {"a.md": [("near", script.said)], "b.md": [("near", script.edited)]}


@languages
def test_names_exchanged_make_a_template(language: str) -> None:
    script = SCRIPTS[language]
    articles = {f"{at}.md": script.template.format(name) + "\n" for at, name in enumerate(script.names)}
    group = conclude(articles).groups[0]
    assert group.verdict == "template"
    told = CHECK.describe(group, [articles[place.path][place.start : place.end] for place in group.members])
    assert told.template == script.template.format("⟨A⟩").strip()
    assert sorted(value for value, _ in told.slots[0][1]) == sorted(script.names)


@languages
def test_the_name_of_the_article_itself_tells_a_template_of_two(language: str) -> None:
    script = SCRIPTS[language]
    articles = {f"{at}.md": f"# {name}\n\n{script.template.format(name)}\n" for at, name in enumerate(script.names[:2])}
    assert {group.verdict for group in conclude(articles).groups} == {"template"}


@languages
def test_sentences_that_follow_each_other_are_a_passage(language: str) -> None:
    script = SCRIPTS[language]
    both = paragraph(language, script.said, script.follows)
    articles = {"a.md": both + f"\n{script.others[0]}\n", "b.md": f"{script.others[1]}\n\n{both}"}
    found = hits(articles)
    assert [("passage", both.strip()) in found[path] for path in articles] == [True, True]


@languages
def test_a_sentence_is_found_inside_a_longer_one(language: str) -> None:
    script = SCRIPTS[language]
    longer = f"{script.said.rstrip('。។။')}{script.part}"
    articles = {"a.md": f"{script.part}\n", "b.md": f"{longer}\n"}
    assert hits(articles)["b.md"] == [("sentence", script.part)]


@languages
def test_other_sentences_are_not_found(language: str) -> None:
    script = SCRIPTS[language]
    sentences = (script.said, script.follows, *script.others, script.part, script.template.format(script.names[0]))
    assert hits({f"{at}.md": f"{one}\n" for at, one in enumerate(sentences)}) == {}


@languages
def test_an_article_says_a_sentence_twice(language: str) -> None:
    script = SCRIPTS[language]
    text = f"{script.said}\n\n{script.others[0]}\n\n{script.said}\n"
    assert hits({"a.md": text}) == {"a.md": [("within", script.said)]}


@languages
def test_articles_that_are_the_same_but_for_one_sentence(language: str) -> None:
    script = SCRIPTS[language]
    same = [script.said, script.follows, script.part, *(script.template.format(name) for name in script.names)]
    articles = {f"{at}.md": f"# {at}\n\n" + "\n\n".join([*same, script.others[at]]) + "\n" for at in range(2)}
    assert [group.verdict for group in conclude(articles).groups].count("article") == 1


def test_names_and_numbers_of_another_script_are_words() -> None:
    assert written("使用 Python 3 的用户") == ["使", "用", "Python", "3", "的", "用", "户"]
    assert written("在GitHub上有２０人") == ["在", "GitHub", "上", "有", "20", "人"]
    assert written("ที่กรุงเทพฯ") == ["ที่", "ก", "รุ", "ง", "เท", "พ", "ฯ"]
    assert written("서울은 한국의 수도이다") == ["서울은", "한국의", "수도이다"]
    assert written("हिन्दी की पुस्तकें।") == ["हिन्दी", "की", "पुस्तकें"]


def test_what_is_not_seen_makes_no_difference() -> None:
    assert written("ភាសា\u200bខ្មែរ") == written("ភាសាខ្មែរ")
    assert written("ｶﾞﾗｽの窓") == written("ガラスの窓")


def test_two_characters_count_as_one_word() -> None:
    said = SCRIPTS["zh"].said
    values = conclude({"a.md": said + "\n", "b.md": said + "\n"}).hits["a.md"][0].values
    assert (len(said), values["words"]) == (30, 15)
    hit = Hit(0, 1, values={**values, "articles": 3})
    assert Repeats(min_words=15).keep(hit)
    assert not Repeats(min_words=16).keep(hit)
    assert len(Units(share("他每天都去海边。\n"))) == 0


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_of_words_written_apart_none_is_left_out_of_the_count(text: str) -> None:
    shown = " ".join(normalize("NFKC", text).split())
    assert counted(len(WORD.findall(shown)), 0, len(shown)) == len(WORD.findall(shown))


PIECES = st.sampled_from(
    [
        "灯塔",
        "建于",
        "，",
        "ＡＢ",
        "（",
        "）",
        "ที่",
        "เกาะ",
        " ",
        "Python",
        "ｶﾞ",
        "—",
        "é",
        "e\u0301",
        "２",
        "“",
        "”",
        "\u200b",
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=30), st.data())
def test_words_are_located_in_the_source(pieces: list[str], data: st.DataObject) -> None:
    before = "前言。"
    text = before + "".join(pieces)
    words = written(text[len(before) :])
    if len(words) < 2:
        return
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    found = locate(text, Span(len(before), len(text)), len(words), start, end)
    assert written(text[found.start : found.end]) == words[start:end]
