"""Who is who: the lender, its agencies, their desks, the debtors and the people around them. All are invented."""

from typing import NamedTuple

LENDER = "明禾消费金融"
QINGLING, YUANTING, CHENGAN = "青岭服务", "远汀商务", "澄岸咨询"


class Debtor(NamedTuple):
    """A debtor: the lender's number for him, his telephone, and his debts as (account, product)."""

    person: str
    name: str
    number: str
    accounts: tuple[tuple[str, str], ...]
    born: int


class Desk(NamedTuple):
    """Who acts from where. `agency` "": the lender itself; `collector` "": a robot or a system."""

    agency: str
    collector: str
    line: str
    channel: str = "voice"


def _debtor(n: int, name: str, born: int, *products: str) -> Debtor:
    accounts = tuple((f"JJ60{n:04}0{k}", product) for k, product in enumerate(products, 1))
    return Debtor(f"KH60{n:04}", name, f"138000001{n:02}", accounts, born)


CHEN = _debtor(1, "陈一舟", 1988, "cash_loan")
LIN = _debtor(2, "林知夏", 1993, "cash_loan", "instalment")
ZHOU = _debtor(3, "周牧野", 1985, "cash_loan")
ZHAO = _debtor(4, "赵听澜", 1979, "cash_loan", "instalment")
SUN = _debtor(5, "孙望舒", 1996, "cash_loan")
WU = _debtor(6, "吴青禾", 1974, "cash_loan", "instalment")
ZHENG = _debtor(7, "郑云起", 1990, "cash_loan")
HE = _debtor(8, "何见山", 1982, "instalment")
XU = _debtor(9, "许星河", 1998, "cash_loan")
MA = _debtor(10, "马晓棠", 1991, "cash_loan")
LUO = _debtor(11, "罗一苇", 1987, "cash_loan", "cash_loan")
HAN = _debtor(12, "韩松子", 1983, "cash_loan", "instalment")
FENG = _debtor(13, "冯溪", 1961, "cash_loan")
CAO = _debtor(14, "曹远山", 1977, "instalment")
TU = _debtor(15, "图雅", 1989, "cash_loan")
PEI = _debtor(16, "裴初", 1994, "cash_loan")
DEBTORS = (CHEN, LIN, ZHOU, ZHAO, SUN, WU, ZHENG, HE, XU, MA, LUO, HAN, FENG, CAO, TU, PEI)

ZHAO_SECOND = "13800000154"
"""Zhao's second telephone."""

ZHENG_SISTER, XU_FRIEND, FENG_COUSIN, FENG_NEIGHBOUR = "13800000207", "13800000209", "13800000213", "13800000223"
HE_GUARANTOR, HE_LATE_GUARANTOR, HE_UNFOUNDED, HE_WIFE, MA_HUSBAND = (
    "13800000301",
    "13800000302",
    "13800000303",
    "13800000308",
    "13800000310",
)
FENG_SON, CAO_ATTORNEY, ZHOU_MOTHER = "13800000313", "13800000314", "13800000203"
COLLEAGUE, WRONG_NUMBER = "13800000901", "13800000999"
PRIVATE_PHONE = "13800000777"
"""A collector's own telephone: registered to nobody."""

MH_ROBOT = Desk("", "", "057100000001", "voice_bot")
MH_SMS = Desk("", "", "10690000001", "sms")
MH_APP = Desk("", "", "", "app")
MH_MAIL = Desk("", "", "", "email")
MH_POST = Desk("", "", "", "letter")
MH1, MH2, MH3 = (Desk("", f"mh0{n}", "057100000011") for n in (1, 2, 3))
QL_ROBOT = Desk(QINGLING, "", "057100000022", "voice_bot")
QL_SMS = Desk(QINGLING, "", "10690000021", "sms")
QL1, QL2, QL3 = (Desk(QINGLING, f"ql0{n}@qingling", "057100000021") for n in (1, 2, 3))
YT_ROBOT = Desk(YUANTING, "", "057100000032", "voice_bot")
YT_SMS = Desk(YUANTING, "", "10690000031", "sms")
YT1, YT2, YT4 = (Desk(YUANTING, f"yt0{n}", "057100000031") for n in (1, 2, 4))
CA_ROBOT = Desk(CHENGAN, "", "057100000042", "voice_bot")
CA_SMS = Desk(CHENGAN, "", "10690000041", "sms")
CA1, CA2, CA3 = (Desk(CHENGAN, f"ca0{n}", "057100000041") for n in (1, 2, 3))
MOVED = Desk(YUANTING, "ql04@qingling", "057100000031")
"""Left Qingling for Yuanting; what he had passed was not registered there."""

HANDED_OVER = "057100000033"
"""Yuanting's line until 2026-03-09, Cheng'an's from then on."""


def at_visit(desk: Desk) -> Desk:
    """The same collector, on the road."""
    return desk._replace(channel="visit", line="")
