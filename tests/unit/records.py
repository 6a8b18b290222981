"""A contract that went its whole way, for tests of its record: one step fills in, two are skipped, one is signed."""

import hashlib
import tomllib
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

from domain.flow.case import Case
from domain.forms.loading import load_published
from domain.forms.planning import plan_of
from domain.ids import PersonId
from domain.record import Drawn, Enclosure, Entered, Head, Link
from domain.record_digest import fields_hash
from domain.record_drawing import Gathered, Reader, draw_up
from domain.signature import FIELD, signature_of
from storage.audit import GENESIS, chain_hash
from storage.audit import Entry as Row
from tests.unit.flow_college import CAMPUS, LI, NOW, QIAN, SUN, WANG, ZHAO, ZHOU, Desk, Directory, acts

FORMS = Path(__file__).resolve().parents[2] / "content" / "forms"
FORM = load_published(
    "contract_countersign.toml", tomllib.loads((FORMS / "contract_countersign.toml").read_text("utf-8")), 3
)
LEI = replace(LI, staff_no="T1001", position="讲师")
PEOPLE = {
    "head": (WANG,), "vertical": (ZHOU,), "legal": (SUN,), "cooperation": (ZHAO,), "finance": (QIAN,),
    "vice_president": (ZHAO,),
}  # fmt: skip
SKIPPED = ("horizontal", "outsourced", "cooperation")
FIELDS = {
    "kind": "纵向",
    "title": "灌溉系统研究",
    "counterparty": "某研究所 #set text(red) *粗* <b>",
    "amount": 123_456_789,
    "is_major": True,
    "body": [{"id": "file-1", "name": "合同.pdf", "size": 345_678}],
}
FILE = Enclosure(
    id="file-1", field="body", name="合同.pdf", media_type="application/pdf", size=345_678, sha256="c0" * 32
)
UNUSED = replace(FILE, id="file-0", name="换下来的.pdf")
DRAWING = b"\x89PNG drawn by hand"


def the_case() -> Case:
    """As it stands when everybody has agreed."""
    conditions = dict.fromkeys(SKIPPED, lambda _: False)
    place = Desk(Case.draft(1024, LEI, plan_of(FORM, 480), {}), Directory(people=dict(PEOPLE), conditions=conditions))
    place.does(acts.Submit, LEI, fields=FIELDS)
    place.does(acts.Comment, LEI, words="请尽快")
    place.later(minutes=7).agree(WANG, opinion="同意。")
    place.later(minutes=30).agree(ZHOU)
    place.does(acts.Fill, SUN, fields={"legal_opinion": "条款齐备。\n第七条建议补充上限。"})
    place.agree(SUN).later(minutes=5).agree(QIAN)
    signature = signature_of(fields_hash(FORM, place.case.fields), _picture_hash())
    return place.later(days=1).agree(ZHAO, signature=signature).case


def chain_of(case: Case) -> tuple[list[Link], list[Link]]:
    """The audit chain with other people's rows between, and this case's own."""
    chain: list[Link] = []
    for entry in case.history:
        fields = FIELDS if entry.no < 5 else case.fields
        detail = {"act": entry.no, "content": fields_hash(FORM, fields)}
        append(chain, entry.at, Row(f"person:{entry.actor.id}", f"request.{entry.kind}", "request:1024", detail))
        append(chain, entry.at, Row("person:77", "request.submit", "request:1025", {"act": 1}))
    return chain, [link for link in chain if link.subject == "request:1024"]


def append(chain: list[Link], at, row: Row) -> None:
    seq, previous = len(chain) + 1, chain[-1].hash if chain else GENESIS
    chain.append(
        Link(
            seq=seq,
            at=at.astimezone(UTC),
            actor=row.actor,
            action=row.action,
            subject=row.subject,
            detail=row.detail,
            previous_hash=previous,
            hash=chain_hash(seq, at, row, previous),
        )
    )


def gathered(**changes) -> Gathered:
    """What storage would bring."""
    case = the_case()
    chain, own = chain_of(case)
    signed = case.history[-1]
    decision = case.run("vice_president").assignments[0].decision
    picture = Enclosure(
        id="drawn-1", field=f"{FIELD}vice_president", name="签名.png", media_type="image/png", size=len(DRAWING),
        sha256=_picture_hash(),
    )  # fmt: skip
    kept = Gathered(
        form=FORM,
        case=case,
        submitted_at=NOW,
        finished_at=signed.at,
        department="信息工程系",
        signatures={signed.no: decision.signature},
        drawn=(Drawn("vice_president", PersonId(ZHAO.id), DRAWING),),
        booked=(Entered(what="contract_signed", no=signed.no, at=signed.at),),
        enclosures=(UNUSED, FILE, picture),
        audit=tuple(own),
        head=Head(chain[-1].seq, chain[-1].hash),
    )
    return replace(kept, **changes)


def reader(*, without: tuple[str, ...] = ()) -> Reader:
    return Reader(
        seen=frozenset(FORM.by_name) - set(without), at=NOW + timedelta(days=2), site="示例职业技术学院", campus=CAMPUS
    )


def record(*, without: tuple[str, ...] = (), **changes):
    return draw_up(gathered(**changes), reader(without=without))


def _picture_hash() -> str:
    return hashlib.sha256(DRAWING).hexdigest()


__all__ = ["DRAWING", "FIELDS", "FILE", "FORM", "chain_of", "gathered", "reader", "record", "the_case"]
