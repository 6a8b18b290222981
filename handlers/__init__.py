"""Decisions: an event and stored facts become new facts and deliveries, inside one open transaction."""
