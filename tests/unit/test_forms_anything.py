"""Whatever stands in a form's file, the loader reads or refuses it and never breaks."""

import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.forms.expression_checks import check_expressions
from domain.forms.form import Form
from domain.forms.loading import load_form
from domain.forms.posts import load_posts
from tests.thorough import examples
from tests.unit.sound_form import SOUND

WORDS = st.sampled_from(
    [
        "key",
        "title",
        "group",
        "prefix",
        "words",
        "starts",
        "name",
        "summary",
        "settings",
        "fields",
        "steps",
        "books",
        "copies",
        "label",
        "type",
        "required",
        "visible",
        "options",
        "checks",
        "rule",
        "say",
        "again",
        "longest",
        "decimals",
        "value",
        "result",
        "form",
        "columns",
        "rows",
        "who",
        "mode",
        "when",
        "together",
        "limit",
        "overdue",
        "fills",
        "empty",
        "own",
        "refuses_to",
        "safe",
        "signature",
        "share",
        "weights",
        "veto",
        "what",
        "period",
        "at",
        "travel",
        "text",
        "choice",
        "table",
        "computed",
        "applicant",
        "department_head",
        "post:x",
        "leader:1",
        "end",
        "true",
        "1d",
        "8h",
        "any",
        "share",
        "cost",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | WORDS
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=4), inner, max_size=6),
    max_leaves=30,
)


@settings(max_examples=examples(150), deadline=None)
@given(st.dictionaries(WORDS | st.text(max_size=6), ANYTHING, max_size=12))
def test_no_document_whatever_takes_the_loader_down(document):
    form = load_form("travel.toml", document)

    if isinstance(form, Form):
        check_expressions(form, "travel.toml")
    load_posts("posts.toml", document)


PLACES = ("key", "title", "words", "starts", "name", "summary", "settings", "fields", "steps")


@settings(max_examples=examples(150), deadline=None)
@given(st.sampled_from(PLACES), ANYTHING, st.integers(0, 7), WORDS, ANYTHING)
def test_a_sound_form_with_anything_put_in_somewhere_is_read_or_refused(key, value, number, inner, other):
    document = tomllib.loads(SOUND)
    document["fields"][number][inner] = other
    document["steps"][number % 2][inner] = other
    if number % 2:
        document[key] = value

    form = load_form("travel.toml", document)

    assert isinstance(form, Form) or form
    if isinstance(form, Form):
        check_expressions(form, "travel.toml")
