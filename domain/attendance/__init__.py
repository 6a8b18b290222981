"""Attendance: rules as data, the duty of a day, and the day derived from facts."""
