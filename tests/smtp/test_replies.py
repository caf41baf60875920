import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.smtp import enhanced_codes as status
from heloworld.smtp.replies import Explanation, Reply, explain, is_complete, parse
from heloworld.smtp.reply_codes import CODES, FIRST, SECOND

SOURCE = re.compile(r"RFC \d{4}( §[A-Z0-9]+(\.\d+)*)?(, RFC \d{4} §\d)?")
JARGON = re.compile(r"\b(MTA|MUA|MSA|MDA|DSN|ESMTP|SASL|octets?|buffers?|daemon|parameters?|payload)\b", re.IGNORECASE)
PROMISED_CODES = {
    *(211, 214, 220, 221, 235, 250, 251, 252, 334, 354, 421, 432, 450, 451, 452, 454, 455),
    *(500, 501, 502, 503, 504, 521, 523, 530, 534, 535, 538, 550, 551, 552, 553, 554, 555, 556),
}
PROMISED_ENHANCED = {
    *(
        "2.0.0",
        "2.1.0",
        "2.1.5",
        "2.6.0",
        "2.7.0",
        "4.2.0",
        "4.2.2",
        "4.3.0",
        "4.3.1",
        "4.4.2",
        "4.5.3",
        "4.7.0",
        "4.7.1",
    ),
    *("5.1.1", "5.1.2", "5.1.3", "5.1.7", "5.2.2", "5.3.4", "5.5.0", "5.5.1", "5.5.2", "5.5.3", "5.5.4", "5.5.6"),
    *("5.6.0", "5.6.7", "5.7.0", "5.7.1", "5.7.8", "5.7.9", "5.7.11"),
}

codes = st.integers(0, 999)
texts = st.binary(max_size=40).map(lambda text: text.replace(b"\r", b"").replace(b"\n", b""))


def triple(dotted: str) -> status.Enhanced:
    klass, subject, detail = map(int, dotted.split("."))
    return klass, subject, detail


def said(explanation: Explanation) -> list[str]:
    return [
        explanation.headline,
        explanation.enhanced,
        explanation.advice,
        *(words for _, words in explanation.digits),
    ]


class TestParse:
    @pytest.mark.parametrize(
        ("lines", "reply"),
        [
            ([b"220 mail.harbour.test ESMTP"], Reply(220, None, (b"mail.harbour.test ESMTP",))),
            ([b"250 2.1.0 Ok\r\n"], Reply(250, (2, 1, 0), (b"Ok",))),
            ([b"250"], Reply(250, None, (b"",))),
            ([b"250 "], Reply(250, None, (b"",))),
            ([b"250 2.0.0"], Reply(250, (2, 0, 0), (b"",))),
            ([b"354 End data with <CR><LF>.<CR><LF>"], Reply(354, None, (b"End data with <CR><LF>.<CR><LF>",))),
            ([b"250-a", b"250-SIZE 10", b"250 HELP"], Reply(250, None, (b"a", b"SIZE 10", b"HELP"))),
            ([b"250-one", b"250"], Reply(250, None, (b"one", b""))),
            ([b"550-5.7.1 no", b"550 5.7.1 never"], Reply(550, (5, 7, 1), (b"no", b"never"))),
            ([b"550-5.7.1 no", b"550 see 5.7.1"], Reply(550, (5, 7, 1), (b"no", b"see 5.7.1"))),
            ([b"250-234 Text", b"250 last"], Reply(250, None, (b"234 Text", b"last"))),
            ([b"250-a", b"550 b"], Reply(550, None, (b"a", b"b"))),
        ],
    )
    def test_takes_one_reply_apart(self, lines: list[bytes], reply: Reply) -> None:
        assert parse(lines) == reply

    @pytest.mark.parametrize(
        "lines",
        [
            [],
            [b""],
            [b"250-not the last"],
            [b"250 one", b"250 two"],
            [b"250 one", b"250-two"],
            [b"25 short"],
            [b"2500"],
            [b"250\tno space"],
            [b"HTTP/1.1 400 Bad Request"],
            [b"+OK ready"],
            [b"250-a", b"and more", b"250 b"],
            ["٢٥٠ digits, but not ASCII".encode()],
        ],
    )
    def test_refuses_what_is_not_one_complete_reply(self, lines: list[bytes]) -> None:
        assert parse(lines) is None

    def test_an_enhanced_code_of_another_class_is_text(self) -> None:
        assert parse([b"220 2.4.7 the server"]) == Reply(220, (2, 4, 7), (b"the server",))
        assert parse([b"220 5.4.7 the server"]) == Reply(220, None, (b"5.4.7 the server",))
        assert parse([b"250 2.1.0x"]) == Reply(250, None, (b"2.1.0x",))

    @given(st.lists(st.binary(max_size=20), max_size=4))
    def test_takes_any_bytes(self, lines: list[bytes]) -> None:
        reply = parse(lines)
        assert reply is None or len(reply.lines) == len(lines)

    @given(codes, st.lists(texts, min_size=1, max_size=4))
    def test_loses_no_text(self, code: int, lines: list[bytes]) -> None:
        prefix = b"%03d" % code
        marked = [prefix + b"-" + text for text in lines[:-1]] + [prefix + b" " + lines[-1]]
        reply = parse(marked)
        assert reply is not None
        assert reply.code == code
        dotted = b"" if reply.enhanced is None else status.dotted(reply.enhanced).encode()
        for text, kept in zip(lines, reply.lines, strict=True):
            assert text == kept or (dotted and text.endswith(kept))


class TestIsComplete:
    @pytest.mark.parametrize(
        "data",
        [
            b"220 hello\r\n",
            b"220 hello\n",
            b"220\r\n",
            b"220 \r\n",
            b"250-a\r\n250-b\r\n250 c\r\n",
            b"250-a\r\n250\r\n",
            b"250 one\r\n354 two\r\n",
        ],
    )
    def test_yes(self, data: bytes) -> None:
        assert is_complete(data)

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\r\n",
            b"220 hello",
            b"220 hello\r",
            b"250-a\r\n",
            b"250-a\r\n250-b\r\n",
            b"250-a\r\n250",
            b"250 a\r\n250-b\r\n",
            b"hello\r\n",
            b"250 a\r\n\r\n",
            b"2500\r\n",
        ],
    )
    def test_no(self, data: bytes) -> None:
        assert not is_complete(data)

    @given(codes, st.lists(texts, min_size=1, max_size=4))
    def test_is_true_at_the_end_of_a_reply_and_not_before(self, code: int, lines: list[bytes]) -> None:
        prefix = b"%03d" % code
        data = b"".join(prefix + b"-" + text + b"\r\n" for text in lines[:-1]) + prefix + b" " + lines[-1] + b"\r\n"
        assert [end for end in range(len(data) + 1) if is_complete(data[:end])] == [len(data)]


class TestExplain:
    def test_says_what_the_screen_shows(self) -> None:
        assert explain(Reply(354, None, (b"End data",))) == Explanation(
            headline="354: go on, send the text",
            digits=(("3", "go on"), ("5", "mail system"), ("4", "the exact case")),
            enhanced="",
            advice="Send the header, an empty line and the body. End with a line that holds one dot and nothing else.",
            source="RFC 5321 §4.1.1.4",
        )

    def test_an_enhanced_code_gives_the_better_advice(self) -> None:
        plain, unknown_user = explain(Reply(550, None, (b"",))), explain(Reply(550, (5, 1, 1), (b"",)))
        assert unknown_user.enhanced == "5.1.1: no such mailbox"
        assert "before the @" not in plain.advice
        assert "before the @" in unknown_user.advice

    def test_an_enhanced_code_without_advice_leaves_that_of_the_reply_code(self) -> None:
        assert explain(Reply(503, (5, 5, 1), (b"",))).advice == CODES[503].advice

    @pytest.mark.parametrize("detail", [1, 23])
    def test_what_a_rule_refuses_is_not_said_of_the_mailbox(self, detail: int) -> None:
        assert explain(Reply(550, (5, 7, detail), (b"",))).headline == "550: refused by a rule of the server"
        assert explain(Reply(450, (4, 7, detail), (b"",))).headline == "450: not now, by a rule of the server"
        assert explain(Reply(554, (5, 7, detail), (b"",))).headline == "554: it failed, the text says why"

    def test_an_unknown_enhanced_code_is_told_by_class_and_subject(self) -> None:
        assert explain(Reply(450, (4, 2, 99), (b"",))).enhanced == "4.2.99: not now, about the mailbox"
        assert explain(Reply(550, (5, 99, 1), (b"",))).enhanced.startswith("5.99.1: refused for good, about ")

    @pytest.mark.parametrize(
        ("code", "headline"),
        [
            (299, "299: done (a code outside our table)"),
            (399, "399: go on (a code outside our table)"),
            (453, "453: not now (a code outside our table)"),
            (599, "599: refused (a code outside our table)"),
            (120, "120: not used in SMTP (a code outside our table)"),
            (7, "007: not used in SMTP (a code outside our table)"),
        ],
    )
    def test_an_unknown_code_is_told_by_its_digits(self, code: int, headline: str) -> None:
        explanation = explain(Reply(code, None, (b"",)))
        assert explanation.headline == headline
        assert explanation.source == "RFC 5321 §4.2.1"

    @given(
        codes,
        st.none() | st.tuples(st.sampled_from([2, 4, 5]), st.integers(0, 999), st.integers(0, 999)),
        st.lists(st.binary(max_size=10), min_size=1, max_size=3),
    )
    def test_never_fails_and_repeats_nothing_of_the_server(
        self, code: int, enhanced: status.Enhanced | None, lines: list[bytes]
    ) -> None:
        explanation = explain(Reply(code, enhanced, tuple(lines)))
        assert explanation == explain(Reply(code, enhanced, (b"",)))
        assert "".join(digit for digit, _ in explanation.digits) == f"{code:03d}"
        assert len(explanation.headline) <= 60
        assert all(len(sentence) <= 160 for sentence in said(explanation))
        assert all(words for _, words in explanation.digits)
        assert explanation.advice


class TestTheTables:
    def test_have_every_code_that_we_promise(self) -> None:
        assert set(CODES) >= PROMISED_CODES
        for dotted in PROMISED_ENHANCED:
            assert status.detail(triple(dotted)), dotted

    def test_know_the_digits_of_every_code(self) -> None:
        for code in CODES:
            digits = str(code)
            assert digits[0] in FIRST
            assert digits[1] in SECOND

    def test_meanings_start_small_and_end_open(self) -> None:
        words = [code.meaning for code in CODES.values()]
        words += [detail.words for table in (status.DONE, status.PROBLEMS) for detail in table.values()]
        for meaning in words:
            assert meaning, words
            assert not meaning.endswith((".", "!", "?")), meaning

    @pytest.mark.parametrize("code", sorted(CODES))
    def test_every_code_is_fit_for_a_learner(self, code: int) -> None:
        explanation = explain(Reply(code, None, (b"",)))
        assert re.fullmatch(r"[A-Z].*[.?]", explanation.advice)
        assert SOURCE.fullmatch(explanation.source)
        for sentence in said(explanation):
            assert "!" not in sentence
            assert not JARGON.search(sentence), sentence

    @pytest.mark.parametrize("klass", [2, 4, 5])
    def test_every_enhanced_code_is_fit_for_a_learner(self, klass: int) -> None:
        for subject, fine in status.DONE if klass == 2 else status.PROBLEMS:
            code = (klass, subject, fine)
            detail = status.detail(code)
            assert detail
            assert SOURCE.fullmatch(status.source(code))
            assert len(status.words(code)) <= 80
            assert not detail.advice or re.fullmatch(r"[A-Z].*\.", detail.advice)
            assert not JARGON.search(status.words(code) + detail.advice)

    def test_the_source_of_an_enhanced_code_follows_its_subject(self) -> None:
        assert status.source((5, 1, 1)) == "RFC 3463 §3.2"
        assert status.source((5, 7, 1)) == "RFC 3463 §3.8"
        assert status.source((5, 7, 8)) == "RFC 4954 §6"
        assert status.source((5, 42, 1)) == "RFC 3463 §2"
