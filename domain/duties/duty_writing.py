"""A duty as a plain table: as files have it, and as it is kept when it is published."""

from domain.duties.duty import USUAL_POLICY, Duty, Owed
from domain.duties.rule_writing import rule_to


def duty_to(duty: Duty) -> dict[str, object]:
    """What `duty_in` reads back as the same duty, given its department; what is as usual is left out."""
    written: dict[str, object] = {
        "code": duty.code,
        "section": duty.section,
        "post": duty.post,
        "title": duty.title,
        "rule": rule_to(duty.rule),
        "evidence": duty.evidence,
        "measure": duty.measure,
        "checker": duty.checker,
        "policy": "" if duty.policy == USUAL_POLICY else duty.policy,
        "owed": "" if duty.owed is Owed.SHARED else duty.owed.value,
        "form": duty.form,
        "source": duty.source,
        "note": duty.note,
    }
    return {key: value for key, value in written.items() if value}
