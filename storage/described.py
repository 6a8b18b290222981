"""Every table there is: to read this room is to read all of them in."""

from storage import (
    tables,
    tables_of_attendance,
    tables_of_calendar,
    tables_of_cases,
    tables_of_classes,
    tables_of_duties,
    tables_of_gate,
    tables_of_leave,
    tables_of_months,
    tables_of_orders,
    tables_of_people,
    tables_of_posts,
    tables_of_punch_photos,
    tables_of_punching,
    tables_of_returns,
    tables_of_roster,
    tables_of_runs,
    tables_of_search,
)

ROOMS = (
    tables,
    tables_of_attendance,
    tables_of_calendar,
    tables_of_cases,
    tables_of_classes,
    tables_of_duties,
    tables_of_gate,
    tables_of_leave,
    tables_of_months,
    tables_of_orders,
    tables_of_people,
    tables_of_posts,
    tables_of_punch_photos,
    tables_of_punching,
    tables_of_returns,
    tables_of_roster,
    tables_of_runs,
    tables_of_search,
)
METADATA = tables.inbox.metadata
