"""Duties: who owes what by when, worked out from rules, the college's calendar and what happened."""
