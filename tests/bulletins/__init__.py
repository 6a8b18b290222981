"""Tests of what is reported about what people owe."""
