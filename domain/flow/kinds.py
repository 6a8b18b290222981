"""What can be attempted on a case."""

from enum import StrEnum


class ActKind(StrEnum):
    """One word per act, for rights, history and audit."""

    SUBMIT = "submit"
    RESUBMIT = "resubmit"
    AGREE = "agree"
    REFUSE = "refuse"
    RETURN = "return"  # to the applicant or to an earlier step
    TRANSFER = "transfer"  # the place is another's for good
    DELEGATE = "delegate"  # comes back with an opinion
    ADD = "add"  # a further signer
    TAKE_OUT = "take_out"  # an added signer or a delegate
    FILL = "fill"
    WITHDRAW = "withdraw"
    DROP = "drop"  # a draft only, so that 取消 on an old card never withdraws
    EXPIRE = "expire"  # a draft that lay too long: the clock's
    URGE = "urge"
    COMMENT = "comment"
    COPY = "copy"
    READ = "read"
    UNDO = "undo"  # of an agreement given in a batch
    ELAPSE = "elapse"  # time has passed: the clock's
    BEGIN_STAND_IN = "begin_stand_in"
    END_STAND_IN = "end_stand_in"
    HAND_OVER = "hand_over"  # of somebody who left
    JUMP = "jump"
    END = "end"
    REPLACE = "replace"


QUIET = frozenset({ActKind.URGE, ActKind.COMMENT, ActKind.COPY, ActKind.READ})
"""Acts that change nothing anybody decides on: no new version, so no card becomes stale by them."""
