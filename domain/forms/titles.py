"""What one request of a form is called: 李雷的出差申请."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import cast

from domain.forms.form import Form
from domain.forms.showing import show
from domain.forms.values import Stored


def title_of(form: Form, applicant: str, values: Mapping[str, object], campus: tzinfo) -> str:
    """The form's own rule filled in; the form's title where it has none. Plain text and one line."""

    def shown(name: str) -> str:
        if name == "applicant":
            return applicant
        return show(form.by_name[name], cast("Stored", values.get(name)), campus)

    return form.name.fill(shown) or form.title
