"""Sentences that people read: Chinese, polite, short; what was not done, why, what to do now."""
