"""核对导出的事件链有没有被改动。不需要回音，只要 Python 3（带 SM3 的 OpenSSL）：

    python3 核对事件链.py

在导出的目录里运行。全部接得上，并且链尾与 manifest.json 里的相同，返回 0；否则说出第一条对不上的，返回 1。
这证明事件之间没有增、删、改、换序；各事件当时填写了什么，要有原来的密钥才能比对（facts_digest 是带密钥的摘要）。
"""

import hashlib
import json
import pathlib
import sys

FIELDS = (
    "congress_id",
    "number",
    "step",
    "thing_kind",
    "thing_id",
    "case_id",
    "seat_id",
    "from_state",
    "to_state",
    "at",
    "happened_on",
    "late_ground",
    "request_key",
    "batch_id",
    "facts_digest",
    "previous",
)


def link(row):
    record = json.dumps({name: row[name] for name in FIELDS}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.new("sm3", record.encode()).hexdigest()


def main(folder):
    number, previous = 0, "0" * 64
    with (folder / "data" / "chain_event.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["number"] != number + 1:
                return f"第 {number + 1} 号事件缺失。"
            if row["previous"] != previous:
                return f"第 {row['number']} 号事件的前一环对不上。"
            if link(row) != row["digest"]:
                return f"第 {row['number']} 号事件的内容被改动过。"
            number, previous = row["number"], row["digest"]
    head = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["head"]
    if (number, previous) != (head["number"], head["digest"]):
        return f"链尾对不上：应到第 {head['number']} 号，只到第 {number} 号，或者末尾被改写过。"
    print(f"{number} 条事件逐条接得上，链尾是 {previous}。")
    return None


if __name__ == "__main__":
    try:
        wrong = main(pathlib.Path(__file__).resolve().parent)
    except ValueError as error:
        wrong = f"没有核对成（{error}）：文件读不懂，或者这台机器的 Python 没有 SM3，请换一台。"
    if wrong:
        print(wrong)
        sys.exit(1)
