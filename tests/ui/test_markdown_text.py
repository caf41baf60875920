"""A lesson's Markdown, as one text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.ui.markdown_text import CODE, prose


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("One\nline.", "One line."),
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("- a\n- b\n  - c", "· a\n· b\n  · c"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("- a\n\n  more", "· a\n  more"),
        ("```smtp\nC: HELO x\nS: 250 ok\n```", "│ C: HELO x\n│ S: 250 ok"),
        ("```sh\nnc 127.0.0.1 {port}\n```", "$ nc 127.0.0.1 2525"),
        ("[a link](https://elsewhere.test) and *more*", "a link and more"),
        ("a\u202eb `x\ty`", "a⟨U+202E⟩b x␉y"),
    ],
)
def test_what_is_shown(markdown: str, plain: str) -> None:
    assert prose(markdown, lambda text: text.replace("{port}", "2525")).plain == plain


def test_code_and_emphasis_have_their_own_styles() -> None:
    text = prose("Say **hi** with `HELO`, *please*.")
    styles = {text.plain[span.start : span.end]: str(span.style) for span in text.spans}
    assert styles == {"hi": "bold", "HELO": CODE, "please": "italic"}


def test_the_field_in_a_header_has_not_the_colour_of_the_line_that_begins_a_mail() -> None:
    text = prose("```text\nFrom dora@island.test Mon\nFrom: emil@island.test\nC: From\n```")
    styles = {text.plain[span.start : span.end]: str(span.style) for span in text.spans}
    assert styles["From dora@island.test Mon"] == "$separator"
    assert styles["From: emil@island.test"] == "$value"
    assert styles["C: From"] == "$client"


@given(st.text())
def test_no_text_makes_it_fail_or_reaches_the_terminal_as_it_is(markdown: str) -> None:
    shown = prose(markdown).plain
    assert not any(char < " " and char != "\n" for char in shown)
    assert "\x9b" not in shown
