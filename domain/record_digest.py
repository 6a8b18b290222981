"""Fingerprints of a request's content: the same content gives the same hash, wherever it is computed.

The hash is SHA-256 over the UTF-8 of the JSON: sorted keys, no spaces, no escapes of letters.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import cast

from domain.forms.fields import Field, FieldType
from domain.forms.form import Form
from domain.forms.values import Stored, is_empty


def digest(value: object) -> str:
    """The fingerprint of a JSON value, in hexadecimal."""
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def fields_hash(form: Form, values: Mapping[str, object]) -> str:
    """The fingerprint of everything that is filled in, secrets apart: nobody could check those, but guess them."""
    return digest(plain_fields(form, values, form.by_name))


def plain_fields(form: Form, values: Mapping[str, object], names: Collection[str]) -> dict[str, Stored]:
    """The filled-in fields of these names as they are kept, without secrets."""
    chosen = (field for field in form.fields if field.name in names and field.type is not FieldType.SECRET)
    kept = {field.name: _without_secrets(field, cast("Stored", values.get(field.name))) for field in chosen}
    return {name: value for name, value in kept.items() if not is_empty(value)}


def _without_secrets(field: Field, value: Stored) -> Stored:
    secrets = {column.name for column in field.columns if column.type is FieldType.SECRET}
    if not secrets:
        return value
    rows = cast("list[dict[str, Stored]]", value or [])
    return [{name: cell for name, cell in row.items() if name not in secrets} for row in rows]
