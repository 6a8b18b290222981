"""Why an act on a draft was refused: what was not done, why, what to do now."""

STALE = "没有办理：这张单后来有改动，请看最新的卡片再点一次。"
