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

LENDERS = Assumption(
    ("lender-a", "lender-b", "bank-c"),
    "放款机构：两家消费金融公司与一家发卡银行，债务人均分",
    "lenders: two consumer finance companies and a bank that issues cards, with as many debtors each",
)
PRODUCTS = Assumption(
    (("cash_loan", "consumer_loan"), ("consumer_loan", "cash_loan"), ("consumer_loan", "credit_card")),
    "各放款机构第一、第二笔债务的产品",
    "products of a debtor's first and second account at each lender",
)
ATTEMPTS_A_DAY = Assumption(
    (0.45, 0.95, 1.25, 0.75),
    "每日触达次数的均值，按逾期阶段 M1、M2、M3、M3 以上；泊松分布",
    "mean attempts a day in the stages M1, M2, M3 and later; Poisson",
)
ATTEMPTS_A_DAY_MAX = Assumption(6, "每日触达次数的上限", "most attempts a day")
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
FIRST_HOUR = Assumption(8, "一天中最早触达的钟点", "the hour at which attempts begin")
HOURS = Assumption(
    (3, 8, 10, 8, 3, 4, 8, 9, 8, 6, 5, 7, 5, 2),
    "自该钟点起每小时的相对强度：上午与下午两个高峰，晚间一个小高峰",
    "relative intensity of that hour and those after it: two peaks by day, a small one in the evening",
)
FIRST_DAYS_OVERDUE = Assumption(
    (1, 119), "开始时逾期天数，最少与最多，均匀分布", "least and most days overdue at the beginning, uniform"
)
STAGE_DAYS = Assumption(30, "一个逾期阶段的天数", "days of one stage")
CURED_A_DAY = Assumption(0.008, "每日还清的概率；还清后不再触达", "chance a day of paying; nothing happens afterwards")
ANSWERED = Assumption((0.46, 0.38, 0.29, 0.22), "各阶段电话接通率", "share of calls answered in each stage")
CONVERSED = Assumption(0.6, "人工接通后形成交谈的比例", "share of answered calls by a person with a conversation")
INTERACTIVE = Assumption(
    ("voice", "visit"),
    "总是交互式的渠道；智能语音之外的其余渠道只告知",
    "channels that always interact; the others, but for the robot, only notify",
)
ROBOT_INTERACTS = Assumption(0.2, "智能语音中交互式的比例", "share of robot calls that interact")
ROBOT_CONVERSED = Assumption(0.3, "交互式智能语音接通后形成交谈的比例", "share of those, answered, with a conversation")
INBOUND = Assumption(0.03, "人工电话中债务人来电的比例", "share of calls by a person that come from the debtor")
INBOUND_CONVERSED = Assumption(1.0, "其中形成交谈的比例", "share of those with a conversation")
CONVERSED_SECONDS = Assumption(
    (30, 399),
    "形成交谈的通话秒数，最短与最长，均匀分布",
    "shortest and longest call with a conversation, seconds, uniform",
)
PICKED_UP_SECONDS = Assumption(
    (3, 39),
    "接通而未交谈的通话秒数，最短与最长，均匀分布",
    "shortest and longest answered call without, seconds, uniform",
)
FAILURES = Assumption(
    (("no_answer", 2), ("busy", 1), ("rejected", 1), ("unreachable", 1)),
    "未接通电话各处置结果的相对次数",
    "how often each disposition of a call in vain occurs, relatively",
)
VISITS_MET = Assumption("yes", "每次上门是否见到债务人并交谈", "whether each visit meets the debtor and talks")
VISIT_STAFF = Assumption(2, "每次上门的人数", "collectors on each visit")
MANUAL = Assumption(0.2, "人工电话中手工拨号的比例", "share of calls by a person that were dialled by hand")
UNDELIVERED = Assumption(0.03, "消息未送达的比例", "share of messages not delivered")
LOST = Assumption(0.03, "失联债务人的比例：电话从不接通", "share of debtors who are lost: no call is answered")
LOST_ASKED = Assumption(0.2, "失联后改问联系人的电话比例", "share of calls to a contact person once the debtor is lost")
CONTACT_CONVERSED = Assumption(
    0.6, "联系人接通并交谈的比例", "share of those calls that are answered, each with a conversation"
)
LOST_REFUSED = Assumption(0.1, "联系人最终拒绝的比例", "share of contact persons who refuse in the end")
GUARANTEED = Assumption(0.04, "有担保人的比例", "share of debts with a guarantor")
GUARANTOR_CALLED = Assumption(0.1, "其中改打担保人的电话比例", "share of their calls that go to the guarantor")
AGREED_HOURS = Assumption(0.02, "约定催收时间的比例", "share of debtors with agreed hours")
WINDOWS = Assumption(
    ((9 * 60, 17 * 60), (12 * 60, 14 * 60), (18 * 60, 22 * 60 + 30)),
    "约定的时段，从第几分钟到第几分钟",
    "the agreed windows, in minutes of the day",
)
AGREED_MORE = Assumption(0.01, "约定每日可接通更多次的比例", "share who agreed to more answered calls a day")
AGREED_AT_MOST = Assumption(5, "其约定的次数", "how many they agreed to")
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
TOLD_BEFORE_DAYS = Assumption(
    30, "世界开始前早已委外的，在开始前第几天告知", "days before the first on which those placed long before were told"
)
TOLD_HOUR = Assumption(7, "委外告知的钟点，在委外当日", "the hour of being told of the agency, on the day of placement")
AGENCIES = Assumption(8, "机构数；每家放款机构都委托全部机构", "agencies; every lender entrusts them all")
COLLECTORS_EACH = Assumption(24, "每家催收人员数", "collectors of each")
LINES_EACH = Assumption(8, "每家登记线路数", "registered lines of each")
STORY_EVERY = Assumption(
    50,
    "每多少名债务人中有一名经历一个故事（违反或差一点违反）；人数少时更密，使每个故事都出现",
    "one debtor in so many lives through a story (breaches and near-misses); with few people more, so that every "
    "story occurs",
)
STORY_EVERY_LEAST = Assumption(3, "人数少时最密为每多少名中一名", "one in so many at the densest, with few people")
STORY_SECONDS = Assumption(
    (("conversation", 96), ("picked_up", 8), ("robot", 21)),
    "故事中电话的秒数：交谈、接通未谈、智能语音接通",
    "seconds of a story's calls: with a conversation, answered without, answered robot calls",
)
REVIEWED_EVERY_DAYS = Assumption(
    1, "话语审查在触达后第几天，后一次再隔几天", "days from an attempt to its review, and from that to the next"
)
EARLIER_PEOPLE_EVERY = Assumption(
    100,
    "旧指引时期的人数是主时期的多少分之一；人数少时取容得下全部故事的最少人数",
    "one person under the older guideline to so many; with few people, the least that have room for every story",
)
EARLIER_DAYS = Assumption(14, "旧指引时期的天数", "days of the time under the older guideline")


def every() -> dict[str, Assumption[object]]:
    """All of them by name, in the order above."""
    return {name: value for name, value in globals().items() if isinstance(value, Assumption)}
