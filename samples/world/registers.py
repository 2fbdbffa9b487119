"""The nine registers and the reviews, complete: a row that is not here is a fact that does not exist."""

from collections.abc import Iterable

from samples.world import people as p
from samples.world.people import CHENGAN, LENDER, QINGLING, YUANTING

Row = dict[str, str]
Rows = list[Row]

COLUMNS = {
    "agreements": "lender person scope channel counts from to at_most since until evidence",
    "holds": "lender person account reason since until evidence",
    "optouts": "lender person number channel since until evidence",
    "persons": "person zone birth_year since until evidence",
    "relations": "lender person number party basis since until evidence",
    "mandates": "lender agency product since until evidence",
    "lines": "line owner since until evidence",
    "qualifications": "collector agency kind since until evidence",
    "notices": "lender person account kind agency at evidence",
    "reviews": "lender attempt_id act status turn at evidence",
}


def registers() -> dict[str, Rows]:
    """Every register by name; each row has every column of `COLUMNS`."""
    made = {
        "agreements": _agreements(),
        "holds": _holds(),
        "optouts": _optouts(),
        "persons": _persons(),
        "relations": _relations(),
        "mandates": _mandates(),
        "lines": _lines(),
        "qualifications": _qualifications(),
        "notices": _notices(),
        "reviews": _reviews(),
    }
    return {name: [_whole(name, row) for row in rows] for name, rows in made.items()}


def _whole(register: str, row: Row) -> Row:
    names = COLUMNS[register].split()
    given = {"lender": LENDER, **row} if "lender" in names else row
    return {name: given.get(name, "") for name in names}


def _agreements() -> Rows:
    def agreed(debtor: p.Debtor, since: str, until: str, proof: str, **terms: str) -> Row:
        return {"person": debtor.person, "since": since, "until": until, "evidence": proof, **terms}

    frequency = {"scope": "frequency"}
    evening = {"scope": "time", "from": "19:00", "to": "22:30"}
    return [
        agreed(p.SUN, "2026-03-02", "2026-03-12", "录音 TL-260301-07", **evening),
        agreed(p.PEI, "2026-03-01", "2026-04-01", "APP 确认 YD-3391", **frequency, counts="answered", at_most="5"),
        agreed(p.CHEN, "2026-03-11", "2026-03-12", "录音 TL-260310-15", **frequency, counts="answered", at_most="1"),
        agreed(p.MA, "2026-03-06", "2026-03-07", "录音 TL-260305-22", **frequency, at_most="8"),
    ]


def _holds() -> Rows:
    def hold(debtor: p.Debtor, reason: str, since: str, proof: str, **more: str) -> Row:
        return {"person": debtor.person, "reason": reason, "since": since, "evidence": proof, **more}

    first = p.HAN.accounts[0][0]
    signed, broken = "2026-03-06T15:00:00+08:00", "2026-03-12T18:00:00+08:00"
    return [
        hold(p.HAN, "plan", signed, "还款协议 XY-2026-0311", account=first, until=broken),
        hold(p.FENG, "deceased", "2026-03-04T09:00:00+08:00", "家属来电及证明 ZM-0304"),
        hold(p.CAO, "attorney", "2026-03-09T12:00:00+08:00", "律师函 LS-0309"),
        hold(p.PEI, "complaint", "2026-03-13T09:00:00+08:00", "投诉工单 TS-20260313-02"),
    ]


def _optouts() -> Rows:
    def closed(debtor: p.Debtor, number: str, since: str, proof: str, until: str = "") -> Row:
        return {"person": debtor.person, "number": number, "since": since, "until": until, "evidence": proof}

    return [
        closed(p.XU, p.XU_FRIEND, "2026-03-05T14:00:00+08:00", "录音 REC-S15-02"),
        closed(p.FENG, p.FENG_NEIGHBOUR, "2025-11-20", "录音 TL-251120-03，误登记三个月截止", "2026-02-20"),
        {"person": p.LIN.person, "channel": "app", "since": "2026-03-04", "evidence": "APP 设置 PUSH-0304"},
    ]


def _persons() -> Rows:
    return [
        {
            "person": debtor.person,
            "zone": "Asia/Urumqi" if debtor is p.TU else "Asia/Shanghai",
            "birth_year": str(debtor.born),
            "evidence": f"合同 {debtor.accounts[0][0]}",
        }
        for debtor in p.DEBTORS
    ]


def _relations() -> Rows:
    def known(debtor: p.Debtor, number: str, party: str, basis: str = "", since: str = "2024-01-01") -> Row:
        proof = f"合同 {debtor.accounts[0][0]}"
        return {
            "person": debtor.person,
            "number": number,
            "party": party,
            "basis": basis,
            "since": since,
            "evidence": proof,
        }

    own = [known(debtor, debtor.number, "debtor") for debtor in p.DEBTORS]
    named = (
        (p.ZHENG, p.ZHENG_SISTER),
        (p.ZHOU, p.ZHOU_MOTHER),
        (p.XU, p.XU_FRIEND),
        (p.FENG, p.FENG_COUSIN),
        (p.FENG, p.FENG_NEIGHBOUR),
    )
    return [
        *own,
        known(p.ZHAO, p.ZHAO_SECOND, "debtor"),
        *(known(debtor, number, "contact_person") for debtor, number in named),
        known(p.HE, p.HE_GUARANTOR, "guarantor", "保证合同 BZ-2024-081"),
        known(p.HE, p.HE_LATE_GUARANTOR, "guarantor", "保证合同 BZ-2026-017", "2026-03-06"),
        known(p.HE, p.HE_UNFOUNDED, "guarantor"),
        known(p.HE, p.HE_WIFE, "related_third_party", "共同借款声明 GT-0812"),
        known(p.MA, p.MA_HUSBAND, "related_third_party"),
        known(p.FENG, p.FENG_SON, "heir"),
        known(p.CAO, p.CAO_ATTORNEY, "attorney", since="2026-03-09"),
    ]


def _mandates() -> Rows:
    def entrusted(agency: str, since: str, until: str, proof: str, product: str = "") -> Row:
        return {"agency": agency, "product": product, "since": since, "until": until, "evidence": proof}

    return [
        entrusted(QINGLING, "2023-06-01", "2027-01-01", "委托合同 WT-QL-2023"),
        entrusted(YUANTING, "2025-03-10", "2026-03-10", "委托合同 WT-YT-2025"),
        entrusted(YUANTING, "2026-03-13", "2027-03-13", "续签 WT-YT-2026"),
        entrusted(CHENGAN, "2026-02-20", "2027-02-20", "委托合同 WT-CA-2026", "cash_loan"),
    ]


def _lines() -> Rows:
    owned = {
        LENDER: ("057100000001", "057100000002", "057100000003", "057100000004", "057100000011", "10690000001"),
        QINGLING: ("057100000021", "057100000022", "057100000023", "10690000021"),
        YUANTING: ("057100000031", "057100000032", "10690000031"),
        CHENGAN: ("057100000041", "057100000042", "10690000041", "CA-TRUNK-1"),
    }
    return [
        *(
            {"line": line, "owner": owner, "since": "2024-01-01", "evidence": f"号码报备 HM-{line[-4:]}"}
            for owner, lines in owned.items()
            for line in lines
        ),
        {"line": "+8657100000081", "owner": LENDER, "since": "2026-01-01", "evidence": "号码报备 HM-0081"},
        {
            "line": p.HANDED_OVER,
            "owner": YUANTING,
            "since": "2025-03-10",
            "until": "2026-03-09",
            "evidence": "号码报备 HM-0033",
        },
        {"line": p.HANDED_OVER, "owner": CHENGAN, "since": "2026-03-09", "evidence": "号码过户 HM-0033B"},
    ]


_STAFF = {
    "": ("mh01", "mh02", "mh03"),
    QINGLING: ("ql01@qingling", "ql02@qingling", "ql04@qingling", "7007"),
    YUANTING: ("yt01", "yt02"),
    CHENGAN: ("ca01", "ca02"),
}


def _qualifications() -> Rows:
    def passed(collector: str, agency: str, kind: str, since: str, until: str = "") -> Row:
        proof = f"培训记录 PX-{since[:4]}-{collector.partition('@')[0]}"
        return {
            "collector": collector,
            "agency": agency,
            "kind": kind,
            "since": since,
            "until": until,
            "evidence": proof,
        }

    def all_of(collector: str, agency: str) -> Iterable[Row]:
        yield passed(collector, agency, "pre_job_exam", "2024-01-05")
        yield passed(collector, agency, "confidentiality", "2024-01-05")
        for year in (2024, 2025, 2026):
            yield passed(collector, agency, "annual_training", f"{year}-01-05", f"{year + 1}-01-05")

    lapsed = "ql03@qingling"
    return [
        *(row for agency, names in _STAFF.items() for name in names for row in all_of(name, agency)),
        passed(lapsed, QINGLING, "pre_job_exam", "2025-03-09"),
        passed(lapsed, QINGLING, "annual_training", "2025-03-09", "2026-03-09"),
        passed(lapsed, QINGLING, "annual_training", "2026-03-11", "2027-03-11"),
        passed("yt04", YUANTING, "annual_training", "2026-03-02", "2027-03-02"),
    ]


def _notices() -> Rows:
    def told(debtor: p.Debtor, agency: str, at: str, account: str = "") -> Row:
        proof = f"短信回执 DX-{at[2:10].replace('-', '')}-{debtor.person[-2:]}"
        return {
            "person": debtor.person,
            "account": account,
            "kind": "outsourcing",
            "agency": agency,
            "at": at,
            "evidence": proof,
        }

    by = {
        QINGLING: ("2024-02-01T10:00:00+08:00", (p.CHEN, p.LIN, p.ZHENG, p.HE, p.CAO, p.PEI)),
        YUANTING: ("2025-03-12T10:00:00+08:00", (p.LIN, p.ZHAO, p.XU, p.PEI)),
        CHENGAN: ("2026-02-24T10:00:00+08:00", (p.WU, p.MA)),
    }
    return [
        *(told(debtor, agency, at) for agency, (at, debtors) in by.items() for debtor in debtors),
        told(p.LUO, CHENGAN, "2026-03-05T10:00:00+08:00", p.LUO.accounts[0][0]),
    ]


def _reviews() -> Rows:
    def found(attempt_id: str, act: str, turn: int, word: str = "") -> Rows:
        """What a machine found on 2026-03-08, and what a person made of it two days later."""
        where = {"attempt_id": attempt_id, "act": act, "turn": str(turn)}
        made = [{**where, "status": "found", "at": "2026-03-08T02:00:00+08:00", "evidence": f"机审 {attempt_id}"}]
        told = {**where, "status": word, "at": "2026-03-10T10:00:00+08:00", "evidence": f"质检单 {attempt_id}"}
        return [*made, told] if word else made

    return [
        *found("S31-01", "threat", 6, "confirmed"),
        *found("S31-02", "threat", 4),
        *found("S31-03", "threat", 2, "refuted"),
        *found("S31-04", "insult", 8, "confirmed"),
        *found("S31-05", "false_document", 0, "confirmed"),
        *found("S32-01", "false_promise", 5, "confirmed"),
        *found("S32-02", "extra_fee", 7, "confirmed"),
        *found("S32-03", "extra_fee", 3),
        *found("S32-04", "induce_borrowing", 9, "confirmed"),
        *found("S32-05", "no_identification", 0, "confirmed"),
        *found("S33-01", "third_party_disclosure", 4, "confirmed"),
        *found("S33-02", "third_party_pressure", 6, "confirmed"),
        *found("S33-03", "third_party_disclosure", 2, "confirmed"),
        *found("S33-04", "third_party_pressure", 2, "refuted"),
    ]
