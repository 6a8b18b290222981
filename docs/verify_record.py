#!/usr/bin/env python3
"""Verify a record or an export of the audit chain, with Python 3.11 and nothing else. See docs/howto/record.md.

    python3 verify_record.py audit.json                  the whole chain, from `run.py export audit -o audit.json`
    python3 verify_record.py HT-1024.json                one record, as the page or its PDF gives it
    python3 verify_record.py HT-1024.json audit.json     both, and that the one belongs to the other

Says what it has checked and everything that is wrong. Ends with 0 if nothing is, with 1 if something is, with 2 if it
cannot tell.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

FORMAT = "dutybell-record-1"
GENESIS = "0" * 64
SIGNATURE = "signature:"  # begins the field of a signature's picture; the key of the step follows
MOST = 20  # complaints of one kind; more help nobody

ROW = {"seq", "at", "actor", "action", "object", "detail", "previous_hash", "hash"}
RECORD = {"format", "number", "title", "content", "fingerprint", "fields_left_out", "history", "audit", "audit_head"}
CONTENT = {"no", "fields", "acts", "files"}
TOLD = ("at", "kind", "words")  # what the readable history repeats of an act

Row = dict[str, Any]


def canonical(value: object) -> str:
    """JSON with sorted keys, no spaces and no escapes of letters."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def row_hash(row: Row) -> str:
    """SHA-256 over seven lines: number, instant (UTC, microseconds), actor, action, object, detail, previous hash."""
    instant = datetime.fromisoformat(row["at"]).astimezone(UTC).isoformat(timespec="microseconds")
    lines = (
        str(row["seq"]), instant, row["actor"], row["action"], row["object"], canonical(row["detail"]),
        row["previous_hash"],
    )  # fmt: skip
    return sha256("\n".join(lines))


def wrong_in_chain(rows: list[Row]) -> Iterator[str]:
    """Every row by itself and every link to the row before. An export of a period may begin anywhere."""
    previous: Row | None = None
    for row in rows:
        yield from wrong_in_row(row)
        if previous is None:
            if row["seq"] == 1 and row["previous_hash"] != GENESIS:
                yield "第 1 条前面不应再有记录"
        elif row["seq"] != previous["seq"] + 1:
            yield f"第 {previous['seq']} 条和第 {row['seq']} 条之间缺了记录"
        elif row["previous_hash"] != previous["hash"]:
            yield f"第 {row['seq']} 条没有接在第 {previous['seq']} 条后面"
        previous = row


def wrong_in_row(row: Row) -> Iterator[str]:
    if row["hash"] != row_hash(row):
        yield f"第 {row['seq']} 条的内容与它的哈希不符，被改动过"


def wrong_in_record(record: Row) -> Iterator[str]:
    """The record alone: its fingerprint, its own rows of the chain, and whether these tell the same story."""
    content, rows = record["content"], record["audit"]
    if sha256(canonical(content)) != record["fingerprint"]:
        yield "内容与内容指纹不符，被改动过"
    for row in rows:
        yield from wrong_in_row(row)
        if row["object"] != f"request:{content['no']}":
            yield f"第 {row['seq']} 条不是这张单的记录"
    for before, row in pairwise(rows):
        if row["seq"] <= before["seq"]:
            yield f"第 {row['seq']} 条的次序不对"
        elif row["seq"] == before["seq"] + 1 and row["previous_hash"] != before["hash"]:
            yield f"第 {row['seq']} 条没有接在第 {before['seq']} 条后面"
    yield from wrong_history(record)
    yield from wrong_acts(content, rows)
    if not record["fields_left_out"]:
        yield from wrong_fields(content, rows)
    yield from wrong_signatures(record)


def wrong_history(record: Row) -> Iterator[str]:
    """The history for people tells of the same acts as the content for machines, and of comments and the like."""
    told = {act["no"]: act for act in record["history"]}
    for act in record["content"]["acts"]:
        if any(told.get(act["no"], {}).get(name) != act[name] for name in TOLD):
            yield f"第 {act['no']} 次办理的两种写法不一致"


def wrong_acts(content: Row, rows: list[Row]) -> Iterator[str]:
    """Each act has its row, and the row says the same: who, when, what, for whom."""
    known = {row["detail"]["act"]: row for row in rows if "act" in row["detail"]}
    for act in content["acts"]:
        row = known.get(act["no"])
        if row is None:
            yield f"第 {act['no']} 次办理在审计链里没有记录"
            continue
        is_same_time = datetime.fromisoformat(row["at"]) == datetime.fromisoformat(act["at"])
        is_same_actor = not act["actor"] or row["actor"] == f"person:{act['actor']}"
        is_same_act = row["action"] == f"request.{act['kind']}"
        if not (
            is_same_time and is_same_actor and is_same_act and row["detail"].get("on_behalf_of") == act["on_behalf_of"]
        ):
            yield f"第 {act['no']} 次办理与审计链第 {row['seq']} 条不一致"


def wrong_fields(content: Row, rows: list[Row]) -> Iterator[str]:
    """What is filled in is what the last act was about."""
    said = [row["detail"]["content"] for row in rows if "content" in row["detail"]]
    if said and said[-1] != sha256(canonical(content["fields"])):
        yield "填写的内容不是最后一次办理时的内容"


def wrong_signatures(record: Row) -> Iterator[str]:
    """A drawn signature is bound to the content that it was drawn for and to its picture."""
    rows = {row["detail"]["act"]: row for row in record["audit"] if "act" in row["detail"]}
    for act in record["content"]["acts"]:
        if not act["signature"]:
            continue
        signed = rows.get(act["no"], {}).get("detail", {}).get("content")
        pictures = [f["sha256"] for f in record["content"]["files"] if f["field"] == SIGNATURE + act["step"]]
        bound = {sha256(canonical({"content": signed, "picture": picture})) for picture in pictures}
        if act["signature"] not in bound:
            yield f"第 {act['no']} 次办理的手写签名与签名时的内容对不上"


def wrong_between(record: Row, chain: list[Row]) -> Iterator[str]:
    """The record's rows are the chain's, none is kept back, and the chain still is the one it was printed from."""
    known = {row["seq"]: row for row in chain}
    first = min(known, default=0)
    for row in record["audit"]:
        if row["seq"] >= first and known.get(row["seq"], {}).get("hash") != row["hash"]:
            yield f"记录里的第 {row['seq']} 条不在审计链里"
    head = record["audit_head"]
    if head and head["seq"] >= first and known.get(head["seq"], {}).get("hash") != head["hash"]:
        yield f"审计链在第 {head['seq']} 条与打印时不同，被整体改写过"
    shown = {row["seq"] for row in record["audit"]}
    subject, last = f"request:{record['content']['no']}", head["seq"] if head else 0
    for row in chain:
        if row["object"] == subject and row["seq"] <= last and row["seq"] not in shown:
            yield f"审计链第 {row['seq']} 条是这张单的，记录里没有"


def read(name: str) -> Row | list[Row]:
    """A record or an export.

    Raises:
        ValueError: it is neither.
    """
    value: Any = json.loads(Path(name).read_text(encoding="utf-8-sig"))
    if isinstance(value, list) and all(is_like(row, ROW) for row in value):
        chain: list[Row] = value
        return chain
    if is_like(value, RECORD) and value["format"] == FORMAT and is_like(value["content"], CONTENT):
        record: Row = value
        return record
    raise ValueError("既不是审计导出（export audit -o 文件.json），也不是本脚本认识的记录")


def is_like(value: object, names: set[str]) -> bool:
    return isinstance(value, dict) and names <= value.keys()


def report(what: str, wrong: Iterable[str]) -> bool:
    """Say what was looked at and what is wrong with it; whether nothing is."""
    found = list(wrong)
    for sentence in found[:MOST]:
        sys.stdout.write(f"不符  {what}：{sentence}\n")
    if len(found) > MOST:
        sys.stdout.write(f"不符  {what}：另有 {len(found) - MOST} 处\n")
    if not found:
        sys.stdout.write(f"相符  {what}\n")
    return not found


def main(names: list[str]) -> int:
    if not names:
        sys.stdout.write(__doc__ or "")
        return 2
    records: list[tuple[str, Row]] = []
    chains: list[tuple[str, list[Row]]] = []
    for name in names:
        try:
            value = read(name)
        except (OSError, ValueError) as failure:
            sys.stdout.write(f"读不了  {name}：{failure}\n")
            return 2
        if isinstance(value, list):
            chains.append((name, value))
        else:
            records.append((name, value))
    try:
        return 0 if all(list(verdicts(records, chains))) else 1
    except (KeyError, TypeError, AttributeError, ValueError) as failure:
        sys.stdout.write(f"读不了  缺少内容，或者内容的样子不对（{failure}）\n")
        return 2


def verdicts(records: list[tuple[str, Row]], chains: list[tuple[str, list[Row]]]) -> Iterator[bool]:
    """A line and a verdict for everything that was given."""
    for name, chain in chains:
        span = f"第 {chain[0]['seq']} 到 {chain[-1]['seq']} 条" if chain else "空的"
        yield report(f"{name}（审计链，{span}）", wrong_in_chain(chain))
    for name, record in records:
        left_out = "；按权限略去的内容无法核对" if record["fields_left_out"] else ""
        yield report(f"{name}（{record['number']} {record['title']}{left_out}）", wrong_in_record(record))
        for other, chain in chains:
            yield report(f"{name} 与 {other}", wrong_between(record, chain))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
