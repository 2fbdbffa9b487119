"""What people say in more ways than one: numbers with hesitations, names and places without the words around them."""

import pytest

from zilv.privacy.redact.redact import found, redacted

NUMBERS = {
    "电话138…0013…8000": "电话〔电话〕",
    "138……0013......8000": "〔电话〕",
    "138    0013    8000": "〔电话〕",
    "138然后0013然后8000": "〔电话〕",
    "我电话是138，后面是0013，再后面8000": "我电话是〔电话〕",
    "一三八，嗯，零零一三，那个，八零零零": "〔电话〕",
    "一百三十八，零零一三，八零零零": "〔电话〕",
    "1380013八千": "〔电话〕",
    "138零零13八千": "〔电话〕",
    "一三八零零一三八千，两千": "〔电话〕，两千",
    "13800138000，八千": "〔电话〕，八千",
    "卡号6222021234然后567890128": "卡号〔银行卡〕",
    "我的Q是123456789": "我的Q是〔QQ号〕",
}
DOCUMENTS = {
    "护照E12345678": "护照〔护照〕",
    "护照号码是EA1234567": "护照号码是〔护照〕",
    "护照号G一二三四五六七八": "护照号〔护照〕",
    "护照 G 1234 5678": "护照 〔护照〕",
    "港澳通行证C12345678": "港澳通行证〔护照〕",
    "是E12345678吗": "是〔护照〕吗",
    "军字第1234567号": "〔军人证件〕",
    "军官证军字第1234567号": "军官证〔军人证件〕",
    "军官证南字第123456号": "军官证〔军人证件〕",
    "士兵证1234567": "士兵证〔军人证件〕",
    "士兵证号是一二三四五六七": "士兵证号是〔军人证件〕",
}
NAMES = {
    "配偶周涛": "配偶〔姓名〕",
    "担保人孙悦，配偶周涛": "担保人〔姓名〕，配偶〔姓名〕",
    "你公公范长河": "你公公〔姓名〕",
    "我是 李 娜": "我是 〔姓名〕",
    "李 小 龙先生": "〔姓名〕先生",
    "喂 你好 是 郝 文 静 女士 本人 吗": "喂 你好 是 〔姓名〕 女士 本人 吗",
    "我叫Zhang San": "我叫〔姓名〕",
    "我叫zhang san，欠三千": "我叫〔姓名〕，欠三千",
    "收款人ZHANG SAN": "收款人〔姓名〕",
    "我是Zhang San": "我是〔姓名〕",
    "我姓陈，单名一个浩字": "我姓陈，单名一个〔姓名〕字",
    "我姓陈，单名浩": "我姓陈，单名〔姓名〕",
}
PLACES = {
    "我家是李家村三组\n住在阳光花园\n": "我家是〔地址〕\n住在〔地址〕\n",
    "锦绣花园5-2-301": "〔地址〕",
    "3号楼2单元501室": "〔地址〕",
    "七栋二单元六零二的业主": "〔地址〕的业主",
    "2单元901孔某": "〔地址〕孔某",
    "5栋1203": "〔地址〕",
    "老家在呆鹰岭镇鸡笼村": "老家在〔地址〕",
    "我是王集乡李家村的": "我是〔地址〕的",
    "太康县王集乡刘庄村": "〔地址〕",
}
EMPLOYERS = {
    "在华为上班": "在〔单位〕上班",
    "我在富士康上班": "我在〔单位〕上班",
    "在鸿远上班": "在〔单位〕上班",
    "我在美团送外卖": "我在〔单位〕送外卖",
    "在中国石油上班": "在〔单位〕上班",
    "单位是腾讯": "单位是〔单位〕",
    "单位是腾讯吧": "单位是〔单位〕吧",
    "我在第三小学当老师": "我在〔单位〕当老师",
}
STAYS = [
    "还款1500，然后再还1300，最后还800",
    "本金5600然后利息230然后违约金40",
    "1300，1500，1800，一千三百八",
    "一百三十八块，两千，八千",
    "三期1500 1500 1500",
    "138****8000",
    "2026…11…26",
    "2026-11-26    10:30:00",
    "合同编号HT-2026-000123",
    "合同号G12345678",
    "工号：E12345678",
    "G20240101",
    "护照是2026-11-28到期",
    "判决（2026）民字第1234567号",
    "一栋二百万",
    "一栋1200万",
    "三座大山压着，15号楼下见",
    "在广场等3-5天",
    "住公寓，住员工公寓",
    "我们镇哪个村，镇上那个村，乡镇企业",
    "王集乡",
    "我在工地打工，在北京上班，在外面打工，在厂里上班",
    "在上海静安上班",
    "您在幼儿园上班吧",
    "入职背调的时候",
    "现在开车呢，正在工作，现在工作不好找",
    "单位是哪里，单位是国企",
    "单位是恒信消金",
    "我叫APP客服，我叫小芳",
    "这单名额满了，这单名额，没有了",
    "我 要 还 款",
    "王 先生",
    "好的 明天 还款",
]


@pytest.mark.parametrize(("text", "left"), [*NUMBERS.items(), *DOCUMENTS.items()])
def test_a_number_is_known_with_hesitations_between_and_by_its_document(text: str, left: str) -> None:
    assert redacted(text).text == left


@pytest.mark.parametrize(("text", "left"), [*NAMES.items(), *PLACES.items(), *EMPLOYERS.items()])
def test_who_where_and_with_whom_is_known_by_a_turn_of_phrase(text: str, left: str) -> None:
    assert redacted(text).text == left


@pytest.mark.parametrize("text", STAYS)
def test_amounts_acts_and_everyday_words_stay(text: str) -> None:
    assert redacted(text).text == text


def test_each_document_has_its_kind() -> None:
    assert [span.kind for span in found("护照E12345678，军字第1234567号")] == ["passport", "military_id"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("我家是李家村三组", "住文三路100号"),
        ("车牌浙", "A12345"),
        ("电话138", "00138000"),
        ("发到lin at", "example.com"),
    ],
)
def test_no_mark_reaches_over_the_end_of_a_line(first: str, second: str, end: str) -> None:
    assert redacted(first + end + second).text.count(end) == 1
