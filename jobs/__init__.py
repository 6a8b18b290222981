"""Loops and the clock: they carry rows and decide nothing."""
