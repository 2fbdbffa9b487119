"""Registers taken over from files: whole or not at all, once and not twice, and binding on the next ask."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from tests.gate.books import TOKENS, Counter
from zilv.attempts.rows import microseconds
from zilv.errors import LawError, RegisterError
from zilv.gate import registers
from zilv.gate.book import Entry
from zilv.gate.import_registers import ROWS_PER_PAGE, Import, Taken
from zilv.rules.library import choose, law_of

ROOT = Path(__file__).parents[2]
HOLDS = "lender,person,account,reason,since,until,evidence\n"
TOKEN_KEY = b"a key of tests only, 32 bytes ok".hex()


def files(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


def silent(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


def work(counter: Counter, lender: str = "L1") -> Import:
    return Import(counter.book, lender, "cli", TOKENS, "cn")


def taken(counter: Counter, path: Path, lender: str = "L1") -> list[Taken]:
    return list(work(counter, lender).take(path, [], silent))


def standing(counter: Counter, register: str, lender: str = "L1") -> list[dict[str, object]]:
    with counter.book.page(write=False) as page:
        return [registers.columns_shown(row) for row in registers.rows(page, lender, register)]


def test_what_a_file_says_binds_the_next_ask(counter: Counter, folder: Path) -> None:
    assert counter.ask().decision == "permit"
    (one,) = taken(counter, files(folder, holds=HOLDS + "L1,王一,,plan,,,合同 7\n"))
    assert (one.rows, one.added, one.problems) == (1, 1, ())
    assert counter.ask().decision == "deny"
    assert counter.ask(person="王二", number="13800000002").decision == "permit"


def test_with_one_bad_row_nothing_of_a_file_binds_and_other_files_do(counter: Counter, folder: Path) -> None:
    bad = "L1,王二,,no such reason,,,\nL1,13800001234,,plan,13800001234,,\n"
    files(folder, holds=HOLDS + "L1,王一,,plan,,,\n" + bad, optouts="person,channel\n王三,voice\n")
    holds, optouts = taken(counter, folder)
    assert [(Path(p.file).name, p.row, p.field) for p in holds.problems] == [
        ("holds.csv", 2, "reason"),
        ("holds.csv", 3, "since"),
    ]
    assert "13800001234" not in str(holds.problems)
    assert standing(counter, "holds") == []
    assert optouts.added == len(standing(counter, "optouts")) == 1


def test_the_same_file_again_adds_nothing_and_a_longer_one_only_what_is_new(counter: Counter, folder: Path) -> None:
    rows = [f",王{n},,plan,2026-03-01,,\n" for n in range(7)]
    files(folder, holds=HOLDS + "".join(rows[:5]) + rows[0])
    assert [one.added for one in taken(counter, folder)] == [5]
    assert [one.added for one in taken(counter, folder)] == [0]
    files(folder, holds=HOLDS + "".join(rows))
    assert [one.added for one in taken(counter, folder)] == [2]
    told = [body for body in counter.journal("register") if (body["register"], body["change"]) == ("holds", "add")]
    assert len(standing(counter, "holds")) == len(told) == 7


@pytest.mark.parametrize(
    ("register", "header", "row"),
    [
        ("qualifications", "collector,kind", "c{n},pre_job_exam"),
        ("optouts", "number", "1380000{n:04}"),
        ("relations", "person,party", "王{n},guarantor"),
    ],
)
def test_rows_without_person_or_number_are_known_again_too(
    counter: Counter, folder: Path, register: str, header: str, row: str
) -> None:
    count = 230
    files(folder, **{register: f"{header}\n" + "".join(row.format(n=n) + "\n" for n in range(count))})
    assert [one.added for one in taken(counter, folder)] == [count]
    assert [one.added for one in taken(counter, folder)] == [0]


def test_a_row_ended_since_is_added_anew_for_the_file_says_that_it_stands(counter: Counter, folder: Path) -> None:
    files(folder, holds=HOLDS + "L1,王一,,plan,,,\n")
    taken(counter, folder)
    with counter.book.page() as page:
        row_id = registers.rows(page, "L1", "holds")[0].row_id
        registers.end(page, registers.Change("L1", "holds", "key0"), row_id)
    assert [one.added for one in taken(counter, folder)] == [1]


def test_a_large_file_binds_page_by_page_and_goes_on_where_it_broke_off(counter: Counter, folder: Path) -> None:
    count = 2 * ROWS_PER_PAGE + 100
    files(folder, holds=HOLDS + "".join(f"L1,王{n},,plan,,,\n" for n in range(count)))

    def leave(stage: str, done: int, total: int) -> None:
        if stage == "bind":
            assert total == count
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(work(counter).take(folder, [], leave))
    with counter.book.page(write=False) as page:
        assert page.do("select count(*) from gate_register_row where register = 'holds'") == [(ROWS_PER_PAGE,)]
    seen: list[tuple[str, int]] = []
    (one,) = work(counter).take(folder, [], lambda stage, done, total: seen.append((stage, done)))
    assert (one.rows, one.added) == (count, count - ROWS_PER_PAGE)
    assert [done for stage, done in seen if stage == "bind"] == [ROWS_PER_PAGE, 2 * ROWS_PER_PAGE, count]


def test_a_row_that_names_another_lender_is_a_problem(counter: Counter, folder: Path) -> None:
    files(folder, holds=HOLDS + "L2,王一,,plan,,,\n")
    (one,) = taken(counter, folder)
    assert [(p.row, p.field) for p in one.problems] == [(1, "lender")]
    assert [p.field for p in taken(counter, folder, lender="")[0].problems] == ["lender"]
    assert standing(counter, "holds") == standing(counter, "holds", "L2") == []


def test_rows_for_every_lender_bind_each(counter: Counter, folder: Path) -> None:
    taken(counter, files(folder, holds=HOLDS + ",王一,,deceased,,,\n"), lender="")
    assert len(standing(counter, "holds", "L1")) == len(standing(counter, "holds", "L2")) == 1
    assert counter.ask().decision == "deny"


def test_a_date_is_midnight_where_the_book_says_the_person_lives(counter: Counter, folder: Path) -> None:
    taken(counter, files(folder, persons="person,zone\n王一,America/New_York\n"))
    (folder / "persons.csv").unlink()
    rows = "L1,王一,,plan,2026-03-02,,\nL1,王二,,plan,2026-03-02,,\n"
    taken(counter, files(folder, holds=HOLDS + rows))
    expected = [microseconds(datetime.fromisoformat(f"2026-03-02T00:00:00{offset}")) for offset in ("-05:00", "+08:00")]
    assert [row["since"] for row in standing(counter, "holds")] == expected


def test_by_an_edited_law_no_date_is_read(counter: Counter, folder: Path, tmp_path: Path) -> None:
    """Neither under the name it was exported by, nor under one that fits what was made of it."""
    law = choose("cn")
    edited = law.text.replace('"Asia/Shanghai"', '"America/New_York"')
    path = files(folder, holds=HOLDS + "L1,王一,,plan,2026-03-02,,\n")
    for digest, reason in ((law.digest, "edited or renamed"), (law_of(edited).digest, "never chosen")):
        export = tmp_path / f"{law.version}+{digest[:12]}.json"
        export.write_text(edited, "utf-8")
        with pytest.raises(LawError, match=reason):
            list(work(counter)._replace(law=str(export)).take(path, [], silent))
    assert standing(counter, "holds") == []
    (tmp_path / "whole").mkdir()
    export = tmp_path / "whole" / f"{law.version}+{law.digest[:12]}.json"
    export.write_text(law.text, "utf-8")
    list(work(counter)._replace(law=str(export)).take(path, [], silent))
    expected = microseconds(datetime.fromisoformat("2026-03-02T00:00:00+08:00"))
    assert [row["since"] for row in standing(counter, "holds")] == [expected]


def test_where_the_law_that_binds_has_no_text_here_the_file_is_refused_and_it_is_said_what_to_do(
    counter: Counter, folder: Path
) -> None:
    with counter.book.page() as page:
        page.do("insert into gate_law (seq, lender, choice, digest, since) values (0, 'L1', 'cn,gone.yaml', '00', 1)")
        page.write([Entry(1, "law", "L1", "", None, "{}")])
    with pytest.raises(LawError, match=r"cn,gone\.yaml.*zilv law activate"):
        taken(counter, files(folder, holds=HOLDS + "L1,王一,,plan,2026-03-02,,\n"))
    assert standing(counter, "holds") == []


def test_where_persons_cannot_be_read_no_other_file_is(counter: Counter, folder: Path) -> None:
    files(folder, persons="person,zone\n王一,Mars/Base\n", holds=HOLDS + "L1,王一,,plan,2026-03-02,,\n")
    assert [one.register for one in taken(counter, folder)] == ["persons"]
    assert standing(counter, "holds") == []


def test_a_file_that_is_no_register_or_is_not_there_is_named(counter: Counter, folder: Path) -> None:
    (folder / "名单.csv").write_text("a,b\n", "utf-8")
    with pytest.raises(RegisterError, match=r"名单\.csv.*holds"):
        taken(counter, folder / "名单.csv")
    with pytest.raises(RegisterError, match="没有此文件"):
        taken(counter, folder / "holds.csv")
    warnings: list[str] = []
    assert list(work(counter).take(folder, warnings, silent)) == []
    assert any("名单.csv" in text for text in warnings)


def zilv(url: str, folder: Path, *words: str | Path, status: int = 0, given: str = "") -> str:
    """What the command prints; what it says on standard error follows."""
    environ = {**os.environ, "ZILV_DATABASE": url, "ZILV_TOKEN_KEY": TOKEN_KEY, "LANG": "zh_CN.UTF-8"}
    environ["ZILV_SECRET_FILE"] = str(folder / "secret")
    command = [sys.executable, "-m", "zilv", "registers", *map(str, words)]
    done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, input=given)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_commands_take_over_show_end_and_declare(url: str, folder: Path) -> None:
    given = folder / "三月 登记"
    given.mkdir()
    text = HOLDS + "示例消金,13800001234,,plan,2026-03-01,,来电 13800001234\n,张三,,dispute,,,\n"
    (given / "holds.csv").write_bytes(text.encode("gbk"))
    (given / "lines.csv").write_text("line,owner\n,示例消金\n", "utf-8")
    lender = ("--lender", "示例消金")
    said = zilv(url, folder, "import", given, *lender, "--complete", status=1)
    assert "holds.csv: 2 行，新增 2 行，已声明完整" in said
    assert "lines.csv: 第 1 行 row 1: line: 必填，但为空 · is required and empty" in said

    listed = zilv(url, folder, "list", "holds", *lender, "--json").splitlines()
    rows = [json.loads(line) for line in listed if line.startswith("{")]
    token = TOKENS.text("person", "13800001234")
    assert [(row["person"], row["reason"]) for row in rows] == [
        (token, "plan"),
        (TOKENS.text("person", "张三"), "dispute"),
    ]
    assert rows[0]["since"] == "2026-02-28T16:00:00Z"
    only = zilv(url, folder, "list", "holds", *lender, "--person", "-", given="张三\n")
    assert "reason=dispute" in only and "reason=plan" not in only and "已声明完整" in only

    past = ("--until", "2026-03-05T00:00:00+08:00", "--by", "li.na", "--reason", "登记有误")
    ended = zilv(url, folder, "end", str(rows[0]["row_id"]), *lender, *past)
    assert "2026-03-04T16:00:00Z" in ended
    history = zilv(url, folder, "history", "holds", *lender)
    assert [line.split("change=")[1].split()[0] for line in history.splitlines()] == ["add", "add", "declare", "end"]
    assert "13800001234" not in "".join([said, *listed, only, ended, history])
    with Counter(url).book.page(write=False) as page:
        assert page.declared("示例消金") == ["holds"]


def test_a_single_row_says_whether_it_binds(url: str, folder: Path) -> None:
    words = ("add", "optouts", "--lender", "L1", "person=-", "channel=voice")
    first = zilv(url, folder, *words, given="13800001234\n")
    assert "尚未声明完整" in first
    assert "已声明完整" in zilv(url, folder, "declare", "optouts", "--lender", "L1")
    again = zilv(url, folder, *words, given="13800001234\n")
    assert "尚未声明完整" not in again and again.split()[0] == first.split()[0]
    wrong = zilv(url, folder, "add", "optouts", "--lender", "L1", "channel=13800001234", status=2)
    assert "channel" in wrong and "13800001234" not in wrong
    assert "register_unknown" in zilv(url, folder, "declare", "nothing", "--lender", "L1", status=2)
    assert "register_row_unknown" in zilv(url, folder, "end", "999999", "--lender", "L1", status=2)


def test_a_lender_for_whom_no_key_speaks_is_pointed_out_and_one_that_can_have_none_refused(
    url: str, folder: Path
) -> None:
    """A hold under a name that is misspelt binds nobody, and nobody would know."""
    files(folder, holds=HOLDS + ",王一,,plan,,,\n")
    environ = {**os.environ, "ZILV_DATABASE": url, "ZILV_TOKEN_KEY": TOKEN_KEY}
    environ["ZILV_SECRET_FILE"] = str(folder / "secret")
    made = [sys.executable, "-m", "zilv", "key", "create", "--lender", "示例消金", "--scope", "ask"]
    subprocess.run(made, env=environ, cwd=ROOT, check=True, capture_output=True)
    taking = ("import", folder / "holds.csv")
    for known in ("示例消金", ""):
        assert "没有属于" not in zilv(url, folder, *taking, "--lender", known)
    for words in (taking, ("add", "holds", "person=王二", "reason=plan"), ("declare", "holds")):
        assert "没有属于 示例消费 的密钥" in zilv(url, folder, *words, "--lender", "示例消费")
    assert "首尾无空格" in zilv(url, folder, *taking, "--lender", "示例消金 ", status=2)
    with Counter(url).book.page(write=False) as page:
        assert page.do("select 1 from gate_register_row where lender = '示例消金 '") == []


def test_reviews_of_what_was_said_are_for_audits_and_are_left_out_with_a_word(counter: Counter, folder: Path) -> None:
    reviews = "attempt_id,act,status,at\na1,threat,confirmed,2026-03-02\n"
    warnings: list[str] = []
    path = files(folder, holds=HOLDS + "L1,王一,,plan,,,\n", reviews=reviews)
    (holds,) = work(counter).take(path, warnings, silent)
    assert (holds.register, holds.added) == ("holds", 1)
    assert [warning for warning in warnings if "reviews" in warning] == warnings != []
    with pytest.raises(RegisterError, match="named after its register"):
        taken(counter, folder / "reviews.csv")
