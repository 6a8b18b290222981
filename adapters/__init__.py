"""Translators between the bytes of a platform and our words; they know no table."""
