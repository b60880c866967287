"""A report whose every text tries to break out of its format."""

from __future__ import annotations

from datetime import date

from kg.records import Argument, Claim, Document, Entity, Evidence

EVIL = (
    'a "quoted" \\ back\\slash\nnew\r\nline\ttab \'\'\' """ triple',
    "]]> <![CDATA[ & < > </data> &amp; --> <!-- x",
    "nul\x00 bell\x07 vt\x0b del\x7f nel\x85 ls\u2028 ps\u2029 bom\ufeff nonchar\ufffe rlo\u202e isolate\u2066",
    "=1+1 @SUM(A1) , ; | 'x' \"y\"",
    "# . } { } ) >> <<( :a :b :c )>> @prefix x: <y> .",
    "العربية עברית 日本語 emoji 👩‍👩‍👧 combining e\u0301",
    'http://x.example/<>"{}|^`\\ %zz %41',
)


def document() -> Document:
    text = " ".join(EVIL)
    return Document("evil/doc #1", text, EVIL[1], EVIL[0], EVIL[2], date(2021, 7, 9), 'javascript:alert("1")')


def claims() -> list[Claim]:
    text = document().text
    out = []
    for n, evil in enumerate(EVIL):
        subject = Entity(f"e/{evil}", evil, "ArmedGroup", aliases=(EVIL[(n + 1) % len(EVIL)],))
        obj = Entity(f"o{n}", EVIL[(n + 2) % len(EVIL)], "Place", lat=-1.5, lon=-77.25)
        source = Entity("s", EVIL[3], "PersonGroup")
        start = text.index(evil)
        at = (start, start + len(evil))
        out.append(
            Claim(
                Argument(subject, evil, *at),
                "controls",
                Argument(obj, evil, *at),
                (Argument(source, evil, *at),),
                Evidence(document().id, *at, evil),
            )
        )
    return out
