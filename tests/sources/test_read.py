"""Files, folders, patterns and streams to documents; what cannot be read says why, and the rest is read on."""

import io
import json
import time
from datetime import date

import pytest

from kg.errors import PartError
from kg.records import Document
from kg.sources import Failure, Options, read

SENTENCE = "Fighters took the town on Thursday, two officials said."
HTML = """<!DOCTYPE html><html><head><title>{title}</title><meta property="og:site_name" content="Example Press">
<meta property="article:published_time" content="2021-07-13T08:30:00+00:00"><meta charset="utf-8"></head>
<body><nav><a href="/">Home</a></nav>{body}<footer>Copyright 2024</footer></body></html>"""


def documents(source, options=None):
    return list(read(str(source), options))


def one(source, options=None):
    found = documents(source, options)
    assert len(found) == 1, found
    return found[0]


def test_a_text_file_is_one_document(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(f"date 2021-07-09 By Example Wire\n\n{SENTENCE}\n", encoding="utf-8")
    document = one(path)
    assert (document.publisher, document.date, document.language) == ("Example Wire", date(2021, 7, 9), "en")
    assert document.text[document.body :] == SENTENCE + "\n"
    assert document.origin == str(path)
    assert document.warnings == ()


def test_the_id_of_a_text_is_its_hash_wherever_it_lies(tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(SENTENCE, encoding="utf-8")
    a, b = documents(tmp_path)
    assert a.id == b.id
    assert a.origin != b.origin


def test_crlf_and_lf_give_the_same_document(tmp_path):
    (tmp_path / "a.txt").write_bytes(f"One.\r\n\r\n{SENTENCE}\r\n".encode())
    (tmp_path / "b.txt").write_bytes(f"One.\n\n{SENTENCE}\n".encode())
    a, b = documents(tmp_path)
    assert a.text == b.text and a.id == b.id


def test_a_missing_file_is_a_failure_that_names_the_nearest(tmp_path):
    (tmp_path / "report.txt").write_text(SENTENCE)
    failure = one(tmp_path / "reprot.txt")
    assert isinstance(failure, Failure) and not failure.skipped
    assert "no such file" in failure.reason and "report.txt" in failure.reason


@pytest.mark.parametrize("content", [b"", b" \n\t\n", b"\xef\xbb\xbf", b"...\n"])
def test_a_file_without_text_is_a_failure(tmp_path, content):
    path = tmp_path / "empty.txt"
    path.write_bytes(content)
    assert "is empty" in one(path).reason


def test_a_binary_file_says_what_it_is(tmp_path):
    path = tmp_path / "picture.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert "PNG picture" in one(path).reason


def test_a_folder_is_read_in_order_and_hidden_files_are_not(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.txt").write_text(SENTENCE)
    (tmp_path / "b.txt").write_text(SENTENCE + " B.")
    (tmp_path / "sub" / "a.txt").write_text(SENTENCE + " A.")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    found = documents(tmp_path)
    assert [type(d).__name__ for d in found] == ["Document", "Failure", "Document"]
    assert found[1].skipped and "no reader for '.png'" in found[1].reason


def test_a_folder_without_readable_files_is_a_failure(tmp_path):
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert "holds no file that can be read" in one(tmp_path).reason


def test_a_pattern_gives_its_files_in_order(tmp_path):
    for name in ("b.txt", "a.txt", "c.md"):
        (tmp_path / name).write_text(f"{SENTENCE} {name}")
    assert [d.origin for d in documents(tmp_path / "*.txt")] == [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]
    assert "matches no file" in one(tmp_path / "*.html").reason


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (SENTENCE, ""),
        (json.dumps({"text": SENTENCE, "title": "A town"}), "A town"),
        (HTML.format(title="A town", body=f"<article><p>{SENTENCE}</p><p>{SENTENCE}</p></article>"), "A town"),
    ],
)
def test_standard_input_is_read_by_its_content(monkeypatch, content, title):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    document = one("-")
    assert document.title == title
    assert SENTENCE in document.text
    assert document.origin.startswith("standard input")


def test_an_unknown_suffix_is_read_by_its_content(tmp_path):
    path = tmp_path / "report.dat"
    path.write_text(json.dumps({"text": SENTENCE, "id": "x"}))
    assert one(path).id == "x"


def test_an_unknown_reader_names_the_nearest():
    with pytest.raises(PartError, match="Did you mean 'html'"):
        documents("-", Options(reader="htm"))


def test_a_report_without_date_says_what_follows(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(SENTENCE)
    document = one(path)
    assert document.date is None
    assert "relative dates stay open" in document.warnings[0]
    assert one(path, Options(date=date(2021, 7, 9))).date == date(2021, 7, 9)


def test_a_date_after_today_is_warned_of(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(f"2031-01-01\n\n{SENTENCE}")
    assert "after today" in one(path, Options(today=date(2021, 7, 9))).warnings[0]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Kämpfer nahmen die Stadt am Donnerstag ein, teilte das Ministerium in der Hauptstadt mit.", "de"),
        ("Les combattants ont pris la ville jeudi, a déclaré le ministère de la défense.", "fr"),
        ("سيطر المقاتلون على المدينة يوم الخميس، حسبما أعلنت الوزارة.", "ar"),
        ("Боевики захватили город в четверг, сообщило министерство обороны.", "ru"),
    ],
)
def test_another_language_is_skipped_and_named(tmp_path, text, language):
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    failure = one(path)
    assert failure.skipped and failure.language == language
    assert f"another language ({language})" in failure.reason


@pytest.mark.parametrize("text", ["Taliban seized Islam Qala.", "Houthi-held Hodeidah shelled", SENTENCE])
def test_short_english_is_not_taken_for_anything_else(tmp_path, text):
    path = tmp_path / "report.txt"
    path.write_text(text)
    assert isinstance(one(path), Document)


def test_a_huge_single_line_is_left_out_at_once(tmp_path):
    path = tmp_path / "huge.txt"
    path.write_bytes(b"fighters took the town and " * 2_000_000)
    started = time.perf_counter()
    failure = one(path)
    assert "too long for one report" in failure.reason and "--max-characters" in failure.reason
    assert time.perf_counter() - started < 30


def test_words_without_any_sentence_are_left_out_at_once(tmp_path):
    path = tmp_path / "words.txt"
    path.write_bytes(b"fighters took the town and " * 1_000)
    assert "without the end of a sentence" in one(path).reason


def test_json_lines_take_what_they_know_and_leave_the_rest(tmp_path):
    path = tmp_path / "reports.jsonl"
    record = {
        "id": "r1", "text": SENTENCE, "title": "A town", "publisher": "Example Press", "author": "Jane Doe",
        "date": "2021-07-09T23:30:00Z", "url": "https://example.org/r1", "views": 7, "tags": ["war"],
    }  # fmt: skip
    path.write_text(json.dumps(record) + "\n")
    d = one(path)
    assert (d.id, d.title, d.publisher, d.author, d.url) == ("r1", "A town", "Example Press", "Jane Doe", record["url"])
    assert d.date == date(2021, 7, 9)


def test_a_broken_line_in_the_middle_loses_only_itself(tmp_path):
    path = tmp_path / "reports.jsonl"
    good = json.dumps({"text": SENTENCE, "date": "2021-07-09"})
    lines = [good, '{"text": "broken', "[1]", "7", '{"title": "no text"}', "", good.replace("town", "city")]
    path.write_text("\n".join(lines))
    found = documents(path)
    assert [type(d).__name__ for d in found] == ["Document", "Failure", "Failure", "Failure", "Failure", "Document"]
    assert found[1].origin.endswith("line 2") and "is not JSON" in found[1].reason
    assert "not a JSON object but a list" in found[2].reason
    assert "--map text=KEY" in found[4].reason
    assert found[5].origin.endswith("line 7")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_json_lines_in_other_encodings(tmp_path, encoding):
    path = tmp_path / "reports.jsonl"
    path.write_text((json.dumps({"text": SENTENCE + " Á."}, ensure_ascii=False) + "\n") * 2, encoding=encoding)
    assert [d.text for d in documents(path)] == [SENTENCE + " Á."] * 2


def test_a_line_that_is_too_long_is_stepped_over(tmp_path):
    path = tmp_path / "reports.jsonl"
    long = json.dumps({"text": "x" * 3_000_000})
    path.write_text(long + "\n" + json.dumps({"text": SENTENCE}) + "\n")
    found = documents(path, Options(max_characters=100_000))
    assert "too long" in found[0].reason and found[0].origin.endswith("line 1")
    assert found[1].text == SENTENCE


@pytest.mark.parametrize("indent", [None, 2])
def test_one_json_object_and_an_array_of_them(tmp_path, indent):
    path = tmp_path / "reports.json"
    path.write_text(json.dumps({"text": SENTENCE, "title": "A"}, indent=indent))
    assert one(path).title == "A"
    path.write_text(json.dumps([{"text": SENTENCE, "title": "A"}, {"text": SENTENCE, "title": "B"}], indent=indent))
    assert [d.title for d in documents(path)] == ["A", "B"]


def test_fields_by_other_names_are_mapped(tmp_path):
    path = tmp_path / "reports.jsonl"
    path.write_text(json.dumps({"body": SENTENCE, "published": "9 July 2021"}))
    d = one(path, Options(mapping=(("text", "body"), ("date", "published"))))
    assert (d.text, d.date) == (SENTENCE, date(2021, 7, 9))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2021-07-09", date(2021, 7, 9)),
        ("Fri, 09 Jul 2021 10:00:00 GMT", date(2021, 7, 9)),
        ("20210709", date(2021, 7, 9)),
        ("09.07.2021", None),
        ("13/7/2021", date(2021, 7, 13)),
        (1625788800, date(2021, 7, 9)),
        (1625788800000, date(2021, 7, 9)),
        ("2021-13-45", None),
        ("yesterday", None),
        (["2021"], None),
    ],
)
def test_dates_in_all_forms_and_none_guessed(tmp_path, value, expected):
    path = tmp_path / "reports.jsonl"
    path.write_text(json.dumps({"text": SENTENCE, "date": value}))
    d = one(path)
    assert d.date == expected
    assert bool(d.warnings) == (expected is None)


def test_fields_that_disagree_with_the_head_are_warned_of(tmp_path):
    path = tmp_path / "reports.jsonl"
    path.write_text(json.dumps({"text": f"2021-07-01\n\n{SENTENCE}", "date": "2021-07-09"}))
    d = one(path)
    assert d.date == date(2021, 7, 9)
    assert "its head says 2021-07-01" in d.warnings[0]


def test_html_gives_the_article_and_its_metadata(tmp_path):
    path = tmp_path / "report.html"
    path.write_text(HTML.format(title="A town falls", body=f"<article><p>{SENTENCE}</p><p>It is calm.</p></article>"))
    d = one(path)
    assert (d.title, d.publisher, d.date) == ("A town falls", "Example Press", date(2021, 7, 13))
    assert d.text == f"{SENTENCE}\n\nIt is calm."


@pytest.mark.parametrize("body", ["", "<script>var x = 'Fighters took the town'</script>", "<div></div>"])
def test_html_without_an_article_says_so(tmp_path, body):
    path = tmp_path / "report.html"
    path.write_text(f"<html><head><title>T</title></head><body>{body}</body></html>")
    assert "has no article" in one(path).reason


def test_html_of_deeply_nested_tags_comes_to_an_end(tmp_path):
    path = tmp_path / "report.html"
    path.write_text("<html><body>" + "<div>" * 100_000 + SENTENCE + "</div>" * 100_000 + "</body></html>")
    started = time.perf_counter()
    assert len(documents(path)) == 1
    assert time.perf_counter() - started < 60


def test_html_in_the_charset_that_it_declares(tmp_path):
    path = tmp_path / "report.html"
    page = HTML.format(title="T", body="<article><p>Бои идут. " + SENTENCE * 3 + "</p></article>")
    path.write_bytes(page.replace("utf-8", "windows-1251").encode("windows-1251"))
    assert "Бои идут." in one(path).text
