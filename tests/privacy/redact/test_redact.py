"""What is personal information and what is not, as text; where it stood; every person here is invented."""

import re

import pytest

from zilv.privacy.redact.numbers import check_digit, is_bank_card, is_identity_card
from zilv.privacy.redact.redact import found, redacted
from zilv.privacy.redact.span import MARKS, Span, apart

BORN = "33010219900307451"
IDENTITY = BORN + check_digit(BORN)
CARD = "6222020000000000000"

PERSONAL = {
    "identity_card": [
        f"身份证{IDENTITY}",
        f"号码是{IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}",
        "三三零一零二一九九零零三零七四五一" + IDENTITY[-1],
        "叁叁零壹零贰壹玖玖零零叁零柒肆伍壹" + IDENTITY[-1],
        "老证号330102900307451，还有效吗",
        "身份证号码是330102199003074510",
        "33010219900307451X"[:17] + IDENTITY[-1] + "这个号",
    ],
    "bank_card": [
        f"卡号{CARD}",
        "6222 0200 0000 0000 000，是这张",
        "账号是" + "六二二二零二零零零零零零零零零零零零零",
        "银行卡6222020000000000005，听写可能有误",
        f"欠款5600，{CARD}",
    ],
    "phone": [
        "电话13800138000",
        "一三八零零一三八零零零",
        "幺三八，零零幺三，八零零零",
        "１３８－００１３－８０００",
        "+86 138 0013 8000",
        "我手机一三八零零一三八零零零二十四小时开机",
        "打到010-62345678",
        "（0571）87654321",
        "家里电话是六二三四五六七八",
        "1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣",
        "138\u200b0013\u200b8000",
        "+852 6123 4567",
    ],
    "email": ["发到lin.xm@example.com", "邮箱是lxm８８艾特example点com"],
    "wechat": ["加我微信：linxm_88", "vx是linxiaoman", "微信号是1380013", "薇信linxm1990"],
    "qq": ["QQ12345678", "扣扣是一二三四五六七", "加q Q 号"[:0] + "企鹅号987654321"],
    "plate": ["车牌浙A12345", "浙A·D12345的车", "沪b6688K"],
    "name": [
        "我是林小满",
        "请问是赵德顺先生吗",
        "喂，张伟吗",
        "欧阳静怡欠款逾期",
        "你认识覃梵志吗",
        "工号1023，陈禾苗",
        "我叫方圆，有事打给我",
        "买买提·艾力在家吗",
        "麻烦转告一下罗启航",
        "王姐你跟李红说一下",
        "债务人：陈家豪",
    ],
    "address": [
        "住在浙江省杭州市西湖区文三路100号",
        "寄到幸福里弄5号",
        "我家在柳河村三组",
        "明珠花园2栋1单元301",
        "他搬到建设北路了",
        "江宁区东山街道上元大街88号3栋502室",
    ],
    "employer": ["他在宏远机械厂上班", "就职于杭州青禾网络科技有限公司", "你单位是不是青禾小学"],
}
NOT_PERSONAL = [
    "王先生您好",
    "李经理、张总、陈律师都在",
    "小张和老刘、阿强、王姐、李哥",
    "王某某",
    "138****8000",
    "尾号8000的卡",
    "后四位是一二三四",
    "您在杭州市还是成都",
    "朝阳区的客户",
    "请拨打400-888-8888或95588",
    "四零零八八八八八八八",
    "12378热线",
    "客服电话62345678",
    "我是示例消费金融有限公司的客服",
    "青山资产管理有限公司委托我们",
    "您在示例消金的借款",
    "订单号20240115103000123456",
    "2026-11-26 10:30:00",
    "欠款13,800,138,000元",
    "本金5600，利息230，违约金40",
    "一万两千三百四十五块六毛",
    "给你一条活路，别走绝路",
    "这是套路贷",
    "告诉你们村里的人",
    "你们村、你家小区、我们公司",
    "催收组和法务组的同事",
    "马上还款，全部结清，和家人商量",
    "应该怎么办，何必呢，安排明天",
    "金额、余额、费用和时间都高于计划",
    "银行卡里没钱，孙子生病了",
    "去法院起诉，找派出所",
    "微信转账50000元",
    "用微信支付就行",
    "三号之前还，15号楼下见",
    "谢谢张经理，顾问王老师",
    "周末和周日都可以，下周二和周四",
    "G1234次",
]


BESIDE_AN_X = {
    "号码13800138000x2": "号码〔电话〕x2",
    "电话13800138000X": "电话〔电话〕X",
    "打13800138000×3次": "打〔电话〕×3次",
    f"卡{CARD}x": "卡〔银行卡〕x",
    f"欠5600，{IDENTITY}，2次": "欠5600，〔身份证〕，2次",
    "家里电话62345678x": "家里电话〔电话〕x",
    "身份证330102199003074510x": "身份证〔身份证〕x",
}
OTHERWISE = [
    "❶❸❽⓿⓿❶❸❽⓿⓿⓿",
    "➊➌➑⓪⓪➊➌➑⓪⓪⓪",
    "𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎",
    "⒈⒊⒏00⒈⒊⒏000",
    "138~0013~8000",
    "138～0013～8000",
    "138:0013:8000",
    "138：0013：8000",
    "138;0013;8000",
    "138，对，0013，对，8000",
    "一三八，对，零零一三，对，八零零零",
]


@pytest.mark.parametrize(("text", "left"), BESIDE_AN_X.items())
def test_an_x_beside_a_number_that_is_no_identity_number_hides_nothing(text: str, left: str) -> None:
    assert redacted(text).text == left


@pytest.mark.parametrize("number", OTHERWISE)
def test_a_telephone_number_is_known_however_its_digits_are_drawn_or_parted(number: str) -> None:
    assert redacted(f"电话是{number}。").text == "电话是〔电话〕。"


@pytest.mark.parametrize(
    "text",
    ["13:45:12 12345", "2026-11-26 10:30:00", "13:10:20;15:30:11", "电话400 8888 888", "比分13:8，19:21，7:5，11:9"],
)
def test_hours_and_scores_are_no_telephone_number(text: str) -> None:
    assert redacted(text).text == text


def test_a_number_at_home_is_known_beside_another_one() -> None:
    assert redacted("家里电话62345679；13800138000").text == "家里电话〔电话〕；〔电话〕"


def kinds(text: str) -> set[str]:
    return {span.kind for span in found(text)}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in PERSONAL.items() for text in texts])
def test_personal_information_is_marked_as_what_it_is(kind: str, text: str) -> None:
    assert kinds(text) == {kind}


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_what_names_nobody_stays_as_it_is(text: str) -> None:
    assert redacted(text).text == text


@pytest.mark.parametrize("text", [text for texts in PERSONAL.values() for text in texts])
def test_what_is_redacted_once_is_redacted(text: str) -> None:
    once = redacted(text).text
    assert once != text
    assert redacted(once).text == once


def test_a_whole_address_is_taken_with_the_city_above_it() -> None:
    assert redacted("住浙江省杭州市西湖区文三路100号3栋502室，在吗").text == "住〔地址〕，在吗"


def test_several_in_one_sentence_are_each_marked() -> None:
    text = f"我是林小满，电话13800138000，身份证{IDENTITY}，卡{CARD}，住文三路100号"
    assert redacted(text).text == "我是〔姓名〕，电话〔电话〕，身份证〔身份证〕，卡〔银行卡〕，住〔地址〕"


def test_numbers_read_out_one_after_another_are_told_apart() -> None:
    text = "欠5600，13800138000，" + CARD
    assert [text[span.start : span.end] for span in found(text)] == ["13800138000", CARD]


def test_spans_say_where_it_stood() -> None:
    text = "我叫林小满，电话13800138000。"
    assert [(text[span.start : span.end], span.kind) for span in redacted(text).spans] == [
        ("林小满", "name"),
        ("13800138000", "phone"),
    ]


def test_places_in_the_redacted_text_lead_back_to_the_text_as_it_was() -> None:
    text = "我叫林小满，电话13800138000。请回电"
    made = redacted(text)
    for word in ("我叫", "，电话", "请回电"):
        start = made.text.index(word)
        assert text[slice(*made.original(start, start + len(word)))] == word
    assert made.original(0, len(made.text)) == (0, len(text))
    inside = made.text.index("姓名")
    assert text[slice(*made.original(inside, inside + 1))] == "林小满"


def test_where_two_finds_overlap_the_stronger_covers_both() -> None:
    assert apart([Span(0, 3, "name"), Span(2, 9, "address"), Span(9, 12, "phone")]) == [
        Span(0, 9, "address"),
        Span(9, 12, "phone"),
    ]


def test_no_mark_can_be_taken_for_personal_information() -> None:
    for mark in MARKS.values():
        assert redacted(f"他是{mark}，在{mark}上班").text == f"他是{mark}，在{mark}上班"


def test_a_check_digit_decides_on_an_identity_number() -> None:
    right = [digit for digit in "0123456789X" if is_identity_card(BORN + digit)]
    assert right == [IDENTITY[-1]]
    assert not is_identity_card("330102199002304519"[:17] + check_digit("33010219900230451"))
    assert not is_identity_card("000102199003074511")


def test_an_order_number_in_the_form_of_a_card_without_its_check_digit_is_none() -> None:
    assert is_bank_card(CARD)
    assert not is_bank_card(CARD[:-1] + "5")
    assert redacted("流水6222020000000000005").text == "流水6222020000000000005"


def test_an_empty_text_is_none() -> None:
    assert redacted("") == redacted("")
    assert redacted("").text == ""
    assert not re.search("〔", redacted("好的").text)


def test_a_street_word_that_is_cut_in_two_is_no_address() -> None:
    assert redacted("很大道理").text == "很大道理"
    assert found("大。道") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("请问是林凯先生吗", "林凯"),
        ("是丁艳本人吗", "丁艳"),
        ("系咪梁志辉嘅老细", "梁志辉"),
        ("我叫肖德云", "肖德云"),
        ("你认识林雪梅填的号码吗", "林雪梅"),
    ],
)
def test_a_name_ends_where_the_next_word_begins(text: str, name: str) -> None:
    assert [text[span.start : span.end] for span in found(text)] == [name]


@pytest.mark.parametrize(
    "text", ["系咪梁生", "陈嬢嬢在吗", "你莫信他", "这段时间手头紧", "走哪条街都一样", "给您指条路", "代表公司道歉"]
)
def test_dialect_and_everyday_turns_of_phrase_name_nobody(text: str) -> None:
    assert redacted(text).text == text
