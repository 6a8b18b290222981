"""The reason of a leave in the person's own words, cut from between what the rules have read."""

from collections.abc import Iterator, Sequence

from domain.sentence.tokens import Mark, Token
from domain.text_fold import Folded

LONGEST = 500  # characters of a reason; a card has no room for more
_EDGES = " ,.;:!?、。,;:!?~-—()()[]【】\"'“”‘’…·/|"
_PARTICLES = frozenset("吧啊呀哈哦噢喔嗯额呃哎唉诶啦喽()需拟特故欲")
_NEEDING = "需要时间"  # two fillers that say something together: 路上需要时间
_SILENT = {Mark.FILLER, Mark.BREAK, Mark.BECAUSE, Mark.OF}


def reason_of(rest: Sequence[Token], folded: Folded) -> str | None:
    """`rest` are the tokens nothing else has used, in order; None where they say nothing."""
    said = [text for run in _runs(rest) if (text := _said(run, folded))]
    return "，".join(dict.fromkeys(said))[:LONGEST] or None


def _runs(rest: Sequence[Token]) -> Iterator[list[Token]]:
    """Neighbouring tokens; a token that was used elsewhere parts two runs."""
    run: list[Token] = []
    for token in rest:
        if run and token.start != run[-1].end:
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def _said(run: Sequence[Token], folded: Folded) -> str:
    telling = [place for place, token in enumerate(run) if token.word not in _SILENT]
    if not any(run[place].word in {Mark.FREE, Mark.RETURNING} for place in telling):
        return ""
    first, last = run[telling[0]], run[telling[-1]]
    start = first.start
    if last.end - start == 1 and telling[0] and run[telling[0] - 1].word is Mark.BECAUSE:
        start = run[telling[0] - 1].start  # 因病, 因事: one character alone is no reason
    text = folded.original(start, _end(run[telling[-1] :], folded)).strip(_EDGES)
    return text if any(char.isalnum() for char in text) else ""


def _end(tail: Sequence[Token], folded: Folded) -> int:
    """感冒了 keeps its 了, and no reason loses a character that only looks like a filler; 谢谢 goes."""
    end = tail[0].end
    if folded.text[end:].startswith(_NEEDING):
        end += len(_NEEDING)
    for token in tail[1:]:
        if token.end <= end:
            continue
        is_letter = token.word in {Mark.FILLER, Mark.OF} and token.end == token.start + 1 and token.start == end
        if not is_letter or folded.text[token.start] in _PARTICLES:
            break
        end = token.end
    return end
