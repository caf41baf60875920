"""One message, as it was before it was put into the file (RFC 4155 Appendix A; qmail mbox(5))."""

from __future__ import annotations

from heloworld.judge.failure import Failed, Failure
from heloworld.judge.mbox.causes import MboxCause
from heloworld.judge.mbox.mailbox_program import MailboxProgram, excerpt
from heloworld.judge.mbox.samples import mailbox, message
from heloworld.judge.wording import first_line


async def show(program: MailboxProgram) -> None:
    """The first, the last, and one between."""
    messages = [message(program.values) for _ in range(program.values.random.randrange(4, 9))]
    program.path.write_bytes(mailbox(program.values, messages))
    for number in (1, len(messages), program.values.random.randrange(2, len(messages))):
        wanted = messages[number - 1]
        printed_another = MboxCause.WRONG_MESSAGE
        await program.show(number, wanted.text, printed_another)


async def no_such_message(program: MailboxProgram) -> None:
    """A number that is too high."""
    program.path.write_bytes(mailbox(program.values, [message(program.values) for _ in range(3)]))
    run = program.start("show", "4")
    expected = "Nothing on stdout, and an exit status that is not 0: there are three messages."
    status = await run.ended(5.0)
    printed = run.stdout.read_bytes()
    if printed:
        said = f"show 4 printed {first_line(printed)}"
        raise Failed(Failure(said, expected, MboxCause.SHOWN_ANYWAY, excerpt("what it printed", printed, b"", 0)))
    if status is None or status == 0:
        said = "The program still runs, after 5 seconds." if status is None else run.end
        raise Failed(Failure(said, expected, MboxCause.SHOWN_ANYWAY))


async def unquoting(program: MailboxProgram) -> None:
    """One > less before From, at whatever depth, and nowhere else."""
    word = program.values.word()
    for lines, cause in (
        ((f"From {word} on", f"the {word}"), MboxCause.STILL_QUOTED),
        ((f">From {word}", f">>From {word}"), MboxCause.ONE_DEPTH),
        ((f"> From {word}", f">From: {word}", f"a >From {word}", f">from {word}"), MboxCause.UNQUOTED_TOO_MUCH),
    ):
        quoted = message(program.values, "".join(f"{line}\n" for line in lines).encode())
        program.path.write_bytes(mailbox(program.values, [message(program.values), quoted, message(program.values)]))
        await program.count(3, MboxCause.LOOK_ALIKE)
        await program.show(2, quoted.text, cause)


async def no_final_newline(program: MailboxProgram) -> None:
    """A file that ends in the middle of a line."""
    messages = [message(program.values), message(program.values)]
    program.path.write_bytes(mailbox(program.values, messages).rstrip(b"\n"))
    await program.count(2, MboxCause.LAST_LINE)
    await program.show(2, messages[1].text, MboxCause.LAST_LINE)


async def crlf(program: MailboxProgram) -> None:
    """A file whose lines end with CR LF; the message may be shown with CR LF or LF."""
    messages = [message(program.values) for _ in range(3)]
    program.path.write_bytes(mailbox(program.values, messages).replace(b"\n", b"\r\n"))
    await program.count(3, MboxCause.CRLF)
    for number in (1, 3):
        await program.show(number, messages[number - 1].text, MboxCause.CRLF)


async def any_bytes(program: MailboxProgram) -> None:
    """Other charsets, bytes that are no text, and a line of 100,000."""
    word = program.values.word()
    lines = (f"Grüße, {word}".encode(), f"f\u00fcr {word}".encode("latin-1"), b"\xff\xfe\x80 and on")
    await _shows(program, b"".join(line + b"\n" for line in lines), MboxCause.BYTES)
    long = b"x" * 4096 + b"From " + word.encode() + b"y" * 100_000
    await _shows(program, long + b"\n" + word.encode() + b"\n", MboxCause.CUT)


async def _shows(program: MailboxProgram, body: bytes, cause: str) -> None:
    """A message with a certain body, between two others."""
    odd = message(program.values, body)
    program.path.write_bytes(mailbox(program.values, [message(program.values), odd, message(program.values)]))
    await program.count(3, cause)
    await program.show(2, odd.text, cause)
