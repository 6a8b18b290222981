"""What one part of the program tells another through the database."""

from enum import StrEnum


class Channel(StrEnum):
    """What there is to do."""

    INBOX = "dutybell_inbox"
    OUTBOX = "dutybell_outbox"
    FILES = "dutybell_files"
    ORG = "dutybell_org"
    ROSTER = "dutybell_roster"
    ORDERS = "dutybell_orders"
    CALENDAR = "dutybell_calendar"
    ATTENDANCE = "dutybell_attendance"
    WEBHOOKS = "dutybell_webhooks"
