"""What the world takes for granted: numbers that no source supports, each named so that nobody takes it for a fact."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Assumption(Generic[Value]):
    """One number or table of numbers, and what it stands for in both languages."""

    value: Value
    zh: str
    en: str


CHANNELS = ("voice", "voice_bot", "sms", "im", "app", "email", "letter", "visit")
"""The order of the shares in `CHANNEL_SHARES`."""

ATTEMPTS_A_DAY = Assumption(
    (0.45, 0.95, 1.25, 0.75),
    "每日触达次数的均值，按逾期阶段 M1、M2、M3、M3 以上；泊松分布，至多 6 次",
    "mean attempts a day in the stages M1, M2, M3 and later; Poisson, at most 6",
)
CHANNEL_SHARES = Assumption(
    (
        (0.10, 0.30, 0.35, 0.03, 0.20, 0.02, 0.00, 0.00),
        (0.30, 0.28, 0.27, 0.05, 0.07, 0.02, 0.01, 0.00),
        (0.48, 0.18, 0.22, 0.06, 0.03, 0.01, 0.015, 0.005),
        (0.52, 0.14, 0.20, 0.06, 0.02, 0.01, 0.03, 0.02),
    ),
    f"各阶段渠道占比，依次为 {'、'.join(CHANNELS)}",
    f"shares of channels in each stage, in the order {', '.join(CHANNELS)}",
)
WEEKDAYS = Assumption(
    (1.0, 1.0, 1.0, 1.0, 1.0, 0.7, 0.45), "周一至周日的相对强度", "relative intensity from Monday to Sunday"
)
HOURS = Assumption(
    (3, 8, 10, 8, 3, 4, 8, 9, 8, 6, 5, 7, 5, 2),
    "8 时至 21 时每小时的相对强度：上午与下午两个高峰，晚间一个小高峰",
    "relative intensity of the hours from 8 to 21: two peaks by day, a small one in the evening",
)
FIRST_DAYS_OVERDUE = Assumption((1, 120), "开始时逾期天数，均匀分布", "days overdue at the beginning, uniform")
STAGE_DAYS = Assumption(30, "一个逾期阶段的天数", "days of one stage")
CURED_A_DAY = Assumption(0.008, "每日还清的概率；还清后不再触达", "chance a day of paying; nothing happens afterwards")
ANSWERED = Assumption((0.46, 0.38, 0.29, 0.22), "各阶段电话接通率", "share of calls answered in each stage")
CONVERSED = Assumption(0.6, "人工接通后形成交谈的比例", "share of answered calls by a person with a conversation")
ROBOT_INTERACTS = Assumption(0.2, "智能语音中交互式的比例", "share of robot calls that interact")
ROBOT_CONVERSED = Assumption(0.3, "交互式智能语音接通后形成交谈的比例", "share of those, answered, with a conversation")
INBOUND = Assumption(0.03, "人工电话中债务人来电的比例", "share of calls by a person that come from the debtor")
MANUAL = Assumption(0.2, "人工电话中手工拨号的比例", "share of calls by a person that were dialled by hand")
UNDELIVERED = Assumption(0.03, "消息未送达的比例", "share of messages not delivered")
LOST = Assumption(0.03, "失联债务人的比例：电话从不接通", "share of debtors who are lost: no call is answered")
LOST_ASKED = Assumption(0.2, "失联后改问联系人的电话比例", "share of calls to a contact person once the debtor is lost")
LOST_REFUSED = Assumption(0.1, "联系人最终拒绝的比例", "share of contact persons who refuse in the end")
GUARANTEED = Assumption(0.04, "有担保人的比例", "share of debts with a guarantor")
GUARANTOR_CALLED = Assumption(0.1, "其中改打担保人的电话比例", "share of their calls that go to the guarantor")
AGREED_HOURS = Assumption(0.02, "约定催收时间的比例", "share of debtors with agreed hours")
WINDOWS = Assumption(
    ((9 * 60, 17 * 60), (12 * 60, 14 * 60), (18 * 60, 22 * 60 + 30)),
    "约定的时段，从第几分钟到第几分钟",
    "the agreed windows, in minutes of the day",
)
AGREED_MORE = Assumption(0.01, "约定每日可接通 5 次的比例", "share who agreed to 5 answered calls a day")
HOLDS = Assumption(
    (("plan", 0.01), ("complaint", 0.006), ("hardship", 0.006), ("deceased", 0.001), ("attorney", 0.002)),
    "期间内转入停催的比例，按事由；停催之后不再触达",
    "share on whom a hold falls, by reason; nothing happens afterwards",
)
MEDIUM_REFUSED = Assumption(0.01, "拒收短信的比例", "share who refused text messages")
SECOND_LENDER_EVERY = Assumption(20, "每多少人有一人另欠一家", "one person in so many owes a second lender")
SECOND_ACCOUNT = Assumption(0.15, "有两笔债务的比例", "share with two accounts")
SECOND_ACCOUNT_MEANT = Assumption(0.4, "其中涉及第二笔的比例", "share of their attempts about the second")
SECOND_NUMBER = Assumption(0.1, "拨打第二号码的比例", "share of calls to a second number")
FAR_ZONE_EVERY = Assumption(50, "每多少人有一人住在乌鲁木齐时区", "one person in so many lives in Urumqi's zone")
KEPT_IN_HOUSE = Assumption(0.3, "始终自催、不委外的比例", "share never placed with an agency")
PLACED_AT_DAY = Assumption(61, "逾期第几天委外", "days overdue when placed with an agency")
REPLACED_AT_DAY = Assumption(121, "逾期第几天换一家", "days overdue when placed with the next")
AGENCIES = Assumption(8, "机构数；每家放款机构都委托全部机构", "agencies; every lender entrusts them all")
COLLECTORS_EACH = Assumption(24, "每家催收人员数", "collectors of each")
LINES_EACH = Assumption(8, "每家登记线路数", "registered lines of each")
STORY_EVERY = Assumption(
    50,
    "每多少名债务人中有一名经历一个故事（违反或差一点违反）；人数少时更密，使每个故事都出现",
    "one debtor in so many lives through a story (breaches and near-misses); with few people more, so that every "
    "story occurs",
)


def every() -> dict[str, Assumption[object]]:
    """All of them by name, in the order above."""
    return {name: value for name, value in globals().items() if isinstance(value, Assumption)}
