"""What a text in a sheet looks like: an amount, a date, an organisation, a signature, a remark. Texts are looked at singly."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = {ord(character): None for character in "_*:“”\"'‘’「」『』《》"}
LONGEST = 200
"""A longer text is a remark or a cell of a record; it is no title, name, group, total or date."""
_CHINESE = "一二三四五六七八九十百"
_COUNTED = "家|户|个|项|件|人|条|所|名|种|款|枚|处|只|批|次|辆|台|套"
_COUNTED_WHAT = "企业|单位|公司|品牌|产品|商标|项目|主体|记录"
_COUNT = rf"(?:(?:共|共计|合计|小计|计)[:：]?\s*)?[0-9]+\s*(?:{_COUNTED})?\s*(?:{_COUNTED_WHAT})?"

MONEY_UNITS = r"(?:百|千|十万|百万|千万|万|十亿|亿)?(?:元|美元|美金|欧元|港元|港币|日元|英镑)"
_UNIT = re.compile(
    r"(?:(?:金额|计量|计价|货币|数量)\s*)?单\s*位\s*(?:[:：为]\s*|[(（]\s*|(?=[万千百亿人元]))(?:人民币)?\s*(?P<unit>[^\s,，、;；)）/]{1,8})"
)
_IS_UNIT = re.compile(
    rf"(?:(?:人民币)?(?P<money>{MONEY_UNITS}|万|亿)(?:人民币)?|人|%|％|家|个|件|项|次|万?吨|公顷|亩|万?平方米|年|户|台|套)"
)
_UNIT_CELL = re.compile(rf"[(（]?(?:单位[:：]?)?(?:{_IS_UNIT.pattern.replace('P<money>', ':')})[)）]?")

_YEAR = re.compile(r"(?:19|20)[0-9]{2}\s*年?度?")
_NUMBER = re.compile(r"[-+]?[0-9][0-9,，]*(?:\.[0-9]+)?\s*(?:[%％]|万元|亿元|元|万|亿)?")
_DATE = re.compile(
    r"(?:19|20)[0-9]{2}\s*[-/.年]\s*[0-9]{1,2}\s*(?:[-/.月]\s*(?:[0-9]{1,2}\s*[日号]?)?)?(?:\s+[0-9:]{4,8})?"
    r"|[二〇○零一三四五六七八九0]{4}年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?"
)
_BLANK_DATE = re.compile(r"(?:[0-9]{2,4}|[_\s]*)\s*年\s*_*[0-9]{0,2}\s*月\s*_*[0-9]{0,2}\s*日?")
_LONG_CODE = re.compile(r"[0-9A-Z]{15,18}")
_PHONE = re.compile(r"(?:1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8})")
_DASH = re.compile(r"[-—–―/\\*.…·]+")
_ELLIPSIS = re.compile(r"[.…。·⋯]{1,12}|……")

_ORGANISATION = re.compile(
    r"(?:公司|集团|厂|店|合作社|联合?社|供销社|中心|医院|学院|学校|大学|中学|小学|幼儿园|院|行|局|处|委员会|协会|商会|学会|联合会|促进会|研究会|基金会|"
    r"超市|酒店|宾馆|饭店|饭庄|酒楼|餐厅|酒家|景区|风景区|农场|牧场|林场|基地|园|馆|站|所|坊|铺|庄|部|社|商行|酒业|工作室|矿|队|广场|商场|市场|"
    r"经营户|专业户|农户|户|事业部|分公司|合伙\))$"
)
_TRAILING_BRACKET = re.compile(r"\s*[(（][^()（）]*[)）]$")

_ROLE = (
    "填表|填报|制表|编制|审核|审批|审定|复核|核对|统计|经办|批准|校对|汇总|报送|上报|提供|推荐|申报|主管|分管|单位|部门|企业|财务|技术|法定|"
    "项目|联系|科室|领导|负责|制定|签发|签字|签章|盖章|公章|打印|印发|报告|采集|登记|录入"
)
_PERSON = (
    "人|员|者|单位|领导|部门|机关|机构|日期|时间|电话|方式|手机|传真|邮箱|意见|代表|代表人|负责人|"
    "联系人|科室|签字|签章|盖章|公章|签名"
)
_SEAL = r"[(（]\s*(?:加?盖?(?:单位)?公?章处?|盖章|签字|签章|签名|公章|手签|签字或盖章|签字盖章|签名盖章)\s*[)）]"
_SIGNATURE_LABEL = re.compile(
    rf"^(?:{_ROLE}){{1,4}}(?:{_PERSON}){{0,2}}\s*(?:{_SEAL})?\s*[:：]|^(?:日期|电话|手机|时间|地址|邮箱|传真)\s*[:：]"
)
_SIGNATURE_WORD = re.compile(
    rf"(?:{_SEAL}|(?:填表|填报|制表|审核|复核|经办|统计|负责|联系|批准|校对)人(?:员)?(?:签字|签名|签章)?|(?:单位|部门|分管|主管)(?:负责人|领导)"
    rf"|联系电话|(?:填报|填表|制表|报送|上报|报出)(?:日期|时间|单位)|盖章|公章|签字|签章)"
)
_SEALED = re.compile(_SEAL)

_REMARK_WORD = (
    "注|备注|附注|批注|说明|注释|释义|注意|注意事项|注意项|提示|温馨提示|要求|附|数据来源|资料来源|来源|解释|"
    "(?:填表|填报|填写|编制|指标|补充|特别|使用|有关|情况|表格|制表|统计)(?:说明|要求|须知|注意事项|口径)"
)
_REMARK = re.compile(
    rf"^[【\[(（〔*※★]?\s*(?:{_REMARK_WORD})\s*[0-9一二三四五六七八九]?\s*[】\])）〕]?\s*(?:[:：]|$)|^注\s*[0-9]*\s*[、.．,，]"
)
_STARRED = re.compile(r"^[※★☆*＊#▲◎●]")
_NUMBERED = re.compile(
    r"^(?:[(（]?[0-9]{1,2}[)）]\s*[、.．]?|[0-9]{1,2}\s*[、.．](?![0-9])|[①-⑳]|[a-zA-Z][.、)）])\s*\S"
)
_NOTHING_BELOW = re.compile(
    r"^[-—\s(（]*(?:以下(?:空白|无正文|无内容)|此页无正文|本页以下空白|完|END|结束)[-—\s)）]*$", re.IGNORECASE
)
_PAGE = re.compile(
    r"^[-—\s]*(?:第\s*[0-9一二三四五六七八九十]+\s*页|共\s*[0-9]+\s*页|Page\s*[0-9]+|-\s*[0-9]+\s*-|—\s*[0-9]+\s*—|[0-9]+\s*/\s*[0-9]+\s*页?)"
    r"(?:[,，、/;；\s]*(?:共|总|of)\s*[0-9]+\s*页?)?[-—\s]*$",
    re.IGNORECASE,
)
_CONTINUED = re.compile(
    r"^[(（]?\s*(?:续表?|续上[表页]|接上[页表]|转下页|接下页|上接第.{1,6}页|下转第.{1,6}页)\s*[0-9一二三四五六七八九]*\s*[)）]?$"
)

_ANNEX = re.compile(
    r"^[(（【]?\s*(?:附件|附表|附录|附)\s*[0-9一二三四五六七八九十]{0,3}(?:-[0-9]+)?\s*[)）】]?\s*(?:[:：]|$|\s)"
)
_SHEET_TITLE = re.compile(
    r"(?:名单|名录|一览表|汇总表|统计表|登记表|申报表|情况表|明细表|台账|清单|目录|信息表|公示表|推荐表|调查表|备案表|花名册|基本情况|表[0-9一二三四五六七八九十]?)"
    r"\s*(?:[(（〔【\[].*[)）〕】\]])?\s*$"
)
_META_LABEL = re.compile(r"^[^:：]{1,14}[:：](?!//)")
_META_BARE = re.compile(
    r"^(?:填报|报送|上报|填表|制表|编制|推荐|申报|提供)(?:单位|日期|时间|人|部门)(?:[(（].*[)）])?$|^(?:表\s*号|制定机关|批准机关|批准文号|有效期至|密级)$"
    r"|^[^\s]{2,20}(?:字|发|函|办)?[〔\[][0-9]{4}[〕\]][0-9]+号$"
)

_TOTAL = re.compile(
    rf"^(?P<of>.{{0,10}}?)\s*(?P<word>合\s*计|小\s*计|总\s*计|共\s*计|累\s*计|总\s*合\s*计|汇\s*总\s*合\s*计|平均值?|平均数|均值|总数|总和)\s*(?:[(（][^()（）]*[)）])?\s*[:：]?\s*"
    rf"(?:{_COUNT})?\s*[.。]?$"
)
_SENTENCE_TOTAL = re.compile(
    rf"^(?:以上|本表|全表|全市|全县|全区)?(?:共有?|共计|合计|总共|总计)[:：]?\s*[0-9]+\s*(?:{_COUNTED})\s*(?:{_COUNTED_WHAT})?.{{0,12}}$"
)
_TOTAL_OF = re.compile(r"^(?:本页|本表|以上|全市|全县|全区|全省|各县|各县区|上页|本类|本年|年度|金额|数量)?$")

_BULLET = re.compile(r"^[【\[〖〔《◆■●▲★☆◇□○▶►•·\-—=\s]+|[】\]〗〕》◆■●▲★☆◇□○•\-—=\s]+$")
_ORDINALS = (
    re.compile(rf"^第[{_CHINESE}0-9]+(?:部分|类|组|批|章|篇|节)\s*[、:：.．]?\s*"),
    re.compile(rf"^[{_CHINESE}]{{1,3}}\s*[、.．,，:：]\s*|^[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]+\s*[、.．]?\s*"),
    re.compile(rf"^[(（]\s*[{_CHINESE}]{{1,3}}\s*[)）]\s*[、.．]?\s*"),
    re.compile(r"^[0-9]{1,2}\s*[、.．](?![0-9])\s*|^[0-9]{1,2}[)）]\s*"),
    re.compile(r"^[(（]\s*[0-9]{1,2}\s*[)）]\s*|^[①-⑳]\s*"),
)
_LONE_ORDINAL = re.compile(rf"^(?:[(（]?[{_CHINESE}]{{1,3}}[)）]?|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]+)\s*[、.．]?$")
_COUNT_TAIL = re.compile(
    rf"\s*(?:[(（\[【]\s*(?:{_COUNT})\s*[)）\]】]|[:：,，\s]*(?:(?:共|共计|合计|小计|计)[:：]?\s*)?[0-9]+\s*(?:{_COUNTED})\s*(?:{_COUNTED_WHAT})?)\s*$"
)
_GROUP_LABEL = re.compile(
    r"^(?:县区|县[(（]市、区[)）]|县[(（]市[)）]区|县市区|地区|辖区|区域|行政区划|属地|领域|所属领域|申报领域|类别|申报类别|类型|行业|所属行业|批次|年度|奖项|层级|级别)"
    r"\s*[:：]\s*(?=\S)"
)
_NAMING_TAIL = re.compile(r"(?:申报)?(?:企业|品牌|产品|单位|主体|景区)?(?:推荐)?(?:名单|名录|汇总|情况)?$")
_NUMBERING_CELL = re.compile(r"[(（]?[0-9]{1,7}[)）]?[.、．]?")
_NUMBERING_TITLES = frozenset(
    (
        "序号",
        "序",
        "no",
        "no.",
        "№",
        "#",
        "行号",
        "项次",
        "顺序号",
        "排序",
        "编次",
        "顺号",
        "序列",
        "序列号",
        "行次",
        "id#",
    )
)


def folded(text: str) -> str:
    """The text for comparison: half width, lower case, without spaces, quotation marks, underscores, asterisks and colons."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).translate(_DROPPED)


def unit_said(text: str) -> str | None:
    """The unit that a line says (“单位：万元”); None where it says none."""
    found = (match["unit"] for match in _UNIT.finditer(text))
    return next((unit for unit in found if _IS_UNIT.fullmatch(unit)), None)


def money_unit(unit: str) -> str:
    """The unit, if it is one of money: 万元 for 人民币万元 and 万; else blank."""
    match = _IS_UNIT.fullmatch(unit)
    money = (match["money"] if match else None) or ""
    return money + "元" if money in ("万", "亿") else money


def says_only_unit(text: str) -> bool:
    """Whether the cell is nothing but a unit, as in a line of units under the titles."""
    return len(text) <= LONGEST and bool(_UNIT_CELL.fullmatch(text.strip()))


def is_year(text: str) -> bool:
    return bool(_YEAR.fullmatch(text.strip()))


def is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text.strip()))


def is_count(text: str) -> bool:
    """A number with or without what it counts, or a dash in its place."""
    plain = text.strip()
    return bool(_NUMBER.fullmatch(plain) or re.fullmatch(_COUNT, plain) or _DASH.fullmatch(plain))


def is_named_count(text: str) -> bool:
    """A number that says what it counts: “3家”, “（3家）”."""
    return len(text) <= LONGEST and bool(_COUNT_TAIL.fullmatch(text))


def is_date(text: str) -> bool:
    return len(text) <= LONGEST and bool(_DATE.fullmatch(text.strip()) or _BLANK_DATE.fullmatch(text.strip()))


def is_data(text: str) -> bool:
    """Whether no title of a column reads like this: an amount, a date, a long code, a telephone number."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if is_year(plain):
        return False
    return bool(
        _NUMBER.fullmatch(plain)
        or _DATE.fullmatch(plain)
        or _LONG_CODE.fullmatch(plain.upper())
        or _PHONE.fullmatch(plain)
    )


def is_organisation(text: str) -> bool:
    """Whether the text ends as names of organisations do, before what stands in brackets."""
    plain = _TRAILING_BRACKET.sub("", text.strip()) if len(text) <= LONGEST else ""
    return len(plain) > 3 and _ORGANISATION.search(plain) is not None


def is_signature_label(text: str) -> bool:
    """“填表人：张三”, “联系电话：”, “单位负责人（签字）：”."""
    return bool(_SIGNATURE_LABEL.match(text.strip()))


def is_signature_word(text: str) -> bool:
    """A label of a signature without a colon, or a place for a seal."""
    return bool(_SIGNATURE_WORD.fullmatch(text.strip()))


def is_sealed(text: str) -> bool:
    return bool(_SEALED.search(text))


def is_remark(text: str) -> bool:
    """“注：…”, “填表说明：…”."""
    return bool(_REMARK.match(text.strip()))


def is_starred(text: str) -> bool:
    return bool(_STARRED.match(text))


def is_numbered(text: str) -> bool:
    return bool(_NUMBERED.match(text))


def is_sentence(text: str) -> bool:
    """Whether the text has a full stop, as no name has."""
    return "。" in text or text.rstrip().endswith(("；", ";"))


def is_page_mark(text: str) -> bool:
    return len(text) <= LONGEST and bool(_PAGE.match(text) or _CONTINUED.match(text) or _NOTHING_BELOW.match(text))


def is_continued(text: str) -> bool:
    return bool(_CONTINUED.match(text))


def is_annex(text: str) -> bool:
    return bool(_ANNEX.match(text))


def is_sheet_title(text: str) -> bool:
    """“2024年度新乡市名品申报企业汇总表”: what stands above a table."""
    return 6 <= len(text) <= LONGEST and bool(_SHEET_TITLE.search(text))


def is_meta(text: str) -> bool:
    """A cell of a line above a table that is no title of a column: “填报单位：…”, “附件1”, “单位：万元”, a document number."""
    plain = text.strip()
    has_label = _META_LABEL.match(plain) is not None and not plain.endswith((":", "："))
    return bool(
        has_label or is_signature_label(plain) or _META_BARE.match(plain) or is_annex(plain) or unit_said(plain)
    )


def total_of(text: str) -> tuple[str, str] | None:
    """What the text is the total of, and the word for it: ("卫辉市", "小计"); None where it is no total."""
    plain = text.strip()
    match = _TOTAL.match(plain) if len(plain) <= LONGEST else None
    if match:
        return match["of"].strip(), "".join(match["word"].split())
    return ("", "合计") if len(plain) <= LONGEST and _SENTENCE_TOTAL.match(plain) else None


def is_usual_total(of: str) -> bool:
    """Whether totals are usually called totals of this: 本页, 全市, or nothing."""
    return bool(_TOTAL_OF.match(of))


def is_ellipsis(text: str) -> bool:
    return bool(_ELLIPSIS.fullmatch(text))


def ordinal_level(text: str) -> int | None:
    """How deep the text is numbered: 0 for 第一部分, 1 for 一、, 2 for （一）, 3 for 1., 4 for (1); None where it is not."""
    plain = _BULLET.sub("", text) if len(text) <= LONGEST else ""
    return next((level for level, ordinal in enumerate(_ORDINALS) if ordinal.match(plain)), None)


def is_lone_ordinal(text: str) -> bool:
    """A Chinese numeral alone in its cell: 一, （二）, 三、."""
    return bool(_LONE_ORDINAL.match(text))


def has_count_tail(text: str) -> bool:
    """“制造业（3家）”, “制造业 共3家”; not a name that ends in such words."""
    match = _COUNT_TAIL.search(text) if len(text) <= LONGEST else None
    return match is not None and match.start() > 0 and not match[0][0].isdigit()


def group_value(text: str) -> str:
    """What a group row says, without its number and count: 制造业 for “一、制造业（3家）”."""
    if len(text) > LONGEST:
        return text
    plain = _BULLET.sub("", text.strip())
    for ordinal in _ORDINALS:
        shortened = ordinal.sub("", plain, count=1)
        if shortened != plain and shortened:
            plain = shortened
            break
    plain = _GROUP_LABEL.sub("", plain)
    shortened = _COUNT_TAIL.sub("", plain).rstrip(":： ")
    return (shortened or plain).strip()


def has_group_label(text: str) -> bool:
    """“县区：卫辉市”."""
    return bool(_GROUP_LABEL.match(text))


def shorter_names(value: str) -> tuple[str, ...]:
    """The value, and what it names where it is called a list or enterprises of something: 卫辉市 for 卫辉市申报企业名单."""
    short = _NAMING_TAIL.sub("", value)
    return (value, short) if short and short != value else (value,)


def is_numbering_title(title: str) -> bool:
    return folded(title) in _NUMBERING_TITLES


def is_numbering_cell(text: str) -> bool:
    return bool(_NUMBERING_CELL.fullmatch(text.strip()))
