"""One door for every bank statement: sees which kind it is, and lets the reader of that kind read it."""

from inventory.banking import camt, coda
from inventory.banking import refusals as no
from inventory.banking.statement import Statement, must_follow

#: 200,000 movements of CODA with an address each are 130 million bytes
LARGEST_BYTES = 200_000_000


def read_statements(content: bytes) -> tuple[Statement, ...]:
    """Every statement in `content`, in the order of the file. Raises only kinds of Crooked, whatever the bytes are."""
    if len(content) > LARGEST_BYTES:
        raise no.FileTooLarge(line=1, megabytes=LARGEST_BYTES // 1_000_000)
    if not content.strip(b"\x00 \t\r\n\x1a\xef\xbb\xbf"):
        raise no.EmptyFile(line=1)
    if camt.looks_like_xml(content):
        read = camt.read
    elif coda.looks_like_coda(content):
        read = coda.read
    else:
        raise no.NotAStatement(line=1)
    statements = read(content)
    must_follow(statements)
    return statements
