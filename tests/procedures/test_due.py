"""`huiyin due` with real dates; no database is asked."""

import json

import pytest
from click.testing import CliRunner, Result

from huiyin.cli.due import due


def run(*arguments: str) -> Result:
    return CliRunner().invoke(due, list(arguments))


def due_on(*arguments: str) -> str | None:
    result = run(*arguments, "--json")
    found: str | None = json.loads(result.stdout)["due_on"]
    return found


@pytest.mark.parametrize(
    ("start", "limit", "profile", "expected"),
    [
        # DBF 51(2): three months, six for the difficult class, from the same day
        ("2026-01-20", "reply", "wuchang", "2026-04-20"),
        ("2026-01-20", "reply_long", "wuchang", "2026-07-20"),
        # month end: no 30 February, and 28 February 2027 is a Sunday
        ("2026-11-30", "reply", "base", "2027-03-01"),
        # ends on National Day: the first workday after the holiday of 2026 (1–7 October)
        ("2026-07-01", "reply", "base", "2026-10-08"),
        # CQ 16: ten workdays over Labour Day 2026 (1–5 May off, Saturday 9 May worked)
        ("2026-04-27", "return_window", "chongqing", "2026-05-13"),
        # CQ 20(1): thirty workdays over Spring Festival 2026 (15–23 February off, 14 and 28 February worked)
        ("2026-01-31", "assist_opinion", "chongqing", "2026-03-19"),
        # CQ 20(1): five workdays
        ("2026-03-02", "assist_redo", "chongqing", "2026-03-09"),
        # CQ 27: twenty workdays to evaluate, two months to handle again
        ("2026-06-01", "evaluate", "chongqing", "2026-06-30"),
        ("2026-07-15", "rehandle_reply", "chongqing", "2026-09-15"),
    ],
)
def test_real_dates(start, limit, profile, expected):
    assert due_on(start, "--limit", limit, "--profile", profile) == expected


@pytest.mark.parametrize(
    "written", ["2026/1/20", "2026.1.20", "20260120", "2026年1月20日", "二〇二六年一月二十日", "２０２６－１－２０"]
)
def test_a_date_may_be_written_as_offices_write_it(written):
    assert due_on(written) == "2026-04-20"


def test_the_answer_explains_itself_and_cites_the_article():
    result = run("2026-01-20", "--limit", "reply", "--profile", "wuchang")
    assert result.exit_code == 0
    assert "武昌区 · 答复期限：自交办之日起 3 个月内（代表法第五十一条第二款）" in result.stdout
    assert "到期日：2026年4月20日（星期一）" in result.stdout
    assert "怎么算的：\n  1. " in result.stdout


def test_a_date_in_a_year_not_announced_is_marked():
    result = run("2099-12-01", "--limit", "reply_long")
    assert "暂定" in result.stdout and "未公布" in result.stdout


def test_json_stands_alone_on_stdout_with_all_that_is_known():
    answer = json.loads(run("2026-01-20", "--limit", "reply", "--profile", "chongqing", "--json").stdout)
    assert answer | {"explanation": []} == {
        "start": "2026-01-20",
        "profile": "chongqing",
        "limit": "reply",
        "label": "答复期限",
        "due_on": "2026-04-20",
        "provisional": False,
        "source": "代表法第五十一条第二款；重庆建议条例第二十一条",
        "rule": "自交办之日起 3 个月内",
        "explanation": [],
    }
    assert answer["explanation"]


def test_a_limit_may_be_asked_for_by_its_chinese_name_or_with_a_hyphen():
    assert due_on("2026-01-20", "--limit", "答复期限") == due_on("2026-01-20", "--limit", "reply")
    assert due_on("2026-01-20", "--limit", "reply-long") == "2026-07-20"


def test_a_limit_the_congress_does_not_have_is_said_to_be_unset():
    """A blank means no such clock, never the general limit."""
    arguments = ("2026-09-10", "--limit", "rehandle_reply", "--profile", "wuchang")
    result = run(*arguments)
    assert result.exit_code == 1
    assert "重新办理答复期限：未设定。" in result.stdout
    assert due_on(*arguments) is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "请写明从哪一天起算"),
        (("2026-02-30",), "没有“2026-02-30”这一天"),
        (("2026-13-01",), "没有“2026-13-01”这一天"),
        (("明天",), "看不懂日期“明天”"),
        (("2026-01-20前",), "看不懂日期"),
        (("1月20日",), "看不懂日期"),
        (("0001-01-01",), "不在 1900 年到 2100 年之间"),
        (("9999-12-31",), "不在 1900 年到 2100 年之间"),
        (("2026-01-20\x00",), "看不懂日期"),
        (("2026-01-20", "--limit", "replay"), "没有名为“replay”的期限。可用的有：hand_over_out_of_session（"),
        (("2026-01-20", "--profile", "../base"), "没有名为“../base”的规程。可用的有：base、"),
        (("2026-01-20", "--profile", ""), "没有名为“”的规程"),
    ],
)
def test_bad_input_ends_with_2_and_a_sentence_that_says_what_to_do(arguments, said):
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr and result.stdout == ""
