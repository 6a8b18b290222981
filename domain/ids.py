"""Typed identifiers: a wrong one fails in the editor."""

from typing import NewType

PersonId = NewType("PersonId", int)
DepartmentId = NewType("DepartmentId", int)
RequestNo = NewType("RequestNo", int)
CardId = NewType("CardId", str)
Minutes = NewType("Minutes", int)
