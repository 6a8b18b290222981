"""Figures that the product must reach, measured beside what one would use instead."""
