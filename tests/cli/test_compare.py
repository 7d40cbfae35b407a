from __future__ import annotations

import json
from pathlib import Path

import pytest

from reviewer.cli import compare, main
from reviewer.engine import encoder as encoders

COPIED = (
    "Small ports along the northern delta lose their pilots every winter, because the ministry pays the wages four "
    "months late and the tugboat owners do not."
)
GUIDE = f"Harbour Guide\n\nThe delta has eleven harbours and one dredger. {COPIED} The ice stays until April.\n"
PAPERS = {
    "amber.txt": f"Ostrania plants birches along its dykes.\n\n{COPIED}\n\nNo dyke has broken since then.",
    "basalt.txt": f"Vellmark trains young radio operators. Its delegates believe this:\n\n{COPIED}",
    "coral.txt": "The islands of Tern speak of tourists, who leave more plastic than money on every beach they praise.",
}
PHRASE = "our delegation remains fully committed to dialogue and looks forward to working with every partner"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "papers").mkdir()
    for name, text in PAPERS.items():
        (tmp_path / "papers" / name).write_text(text, encoding="utf-8")
    (tmp_path / "guide.txt").write_text(GUIDE, encoding="utf-8")
    return tmp_path


def answer(capsys: pytest.CaptureFixture[str], *arguments: object, status: int = 0) -> dict:
    assert main(["compare", *map(str, arguments), "--json"]) == status
    return json.loads(capsys.readouterr().out)


def lines(capsys: pytest.CaptureFixture[str], listing: Path, *, status: int) -> list[dict]:
    assert main(["compare", "--pairs", str(listing)]) == status
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_compare_shows_a_copy_with_its_source_and_in_both_papers(folder: Path, capsys):
    result = answer(capsys, folder / "papers", "--source", folder / "guide.txt")
    by_name = {Path(paper["file"]).name: paper for paper in result["papers"]}
    assert list(by_name) == ["amber.txt", "basalt.txt", "coral.txt"]
    amber = by_name["amber.txt"]
    assert {(Path(m["other"]).name, m["other_kind"]) for m in amber["matches"]} == {
        ("guide.txt", "source"),
        ("basalt.txt", "paper"),
    }
    for match in amber["matches"]:
        assert match["kind"] == "verbatim"
        assert match["excluded"] is None
        assert PAPERS["amber.txt"][match["start"] : match["end"]] == COPIED.rstrip(".")
    from_guide = next(match for match in amber["matches"] if match["other_kind"] == "source")
    assert GUIDE[from_guide["other_start"] : from_guide["other_end"]] == COPIED.rstrip(".")
    assert by_name["coral.txt"]["matches"] == []
    assert by_name["coral.txt"]["similarity"] == 0


def test_compare_counts_words_and_shares(folder: Path, capsys):
    result = answer(capsys, folder / "papers" / "amber.txt", "--source", folder / "guide.txt")
    [paper] = result["papers"]
    copied, total = len(COPIED.split()), len(PAPERS["amber.txt"].split())
    assert paper["words"] == total
    assert paper["similarity"] == pytest.approx(copied / total, abs=0.001)
    assert paper["similarity_excluded"] == 0


def test_compare_groups_papers_that_share_passages(folder: Path, capsys):
    result = answer(capsys, folder / "papers")
    assert [[Path(name).name for name in group] for group in result["clusters"]] == [["amber.txt", "basalt.txt"]]
    assert result["engine"]["version"]
    assert result["engine"]["semantic"] is (encoders.load() is not None)
    assert result["failed"] == []


def test_compare_goes_on_without_an_unreadable_file(folder: Path, capsys):
    (folder / "papers" / "broken.txt").write_bytes(b"")
    result = answer(capsys, folder / "papers", "--source", folder / "nowhere.txt", status=1)
    assert {Path(entry["file"]).name for entry in result["failed"]} == {"broken.txt", "nowhere.txt"}
    assert all(entry["error"]["code"] and entry["error"]["message"] for entry in result["failed"])
    assert len(result["papers"]) == 3


def test_compare_takes_the_questions_of_a_file_as_prompts(folder: Path, capsys):
    question = "How can small ports of the northern delta keep their pilots in winter when wages come four months late?"
    for name, own in (("amber.txt", "Birches hold our dykes."), ("basalt.txt", "Radios warn every crew at sea.")):
        (folder / "papers" / name).write_text(f"{own} {question}", encoding="utf-8")
    (folder / "questions.txt").write_text(f"{question}\tnames a way to pay them\n", encoding="utf-8")
    papers = [folder / "papers" / name for name in ("amber.txt", "basalt.txt")]
    without = answer(capsys, *papers)["papers"][0]["matches"]
    assert [match["excluded"] for match in without] == [None]
    matches = answer(capsys, *papers, "--question", folder / "questions.txt")["papers"][0]["matches"]
    assert [match["excluded"] for match in matches] == ["prompt"]


def phrase_papers(folder: Path) -> list[Path]:
    openings = [
        "Birches hold the dykes of Ostrania together.",
        "Radio operators of Vellmark work at night.",
        "Nobody in Tern counts the tourists.",
        "Honey is sold on Sundays by former inmates.",
        "A single dredger serves eleven harbours.",
    ]
    paths = [folder / f"phrase{number}.txt" for number in range(len(openings))]
    for path, opening in zip(paths, openings, strict=True):
        path.write_text(f"{opening} {PHRASE.capitalize()}.", encoding="utf-8")
    return paths


def test_phrase_of_many_papers_is_common(tmp_path: Path, capsys):
    result = answer(capsys, *phrase_papers(tmp_path))
    reasons = {match["excluded"] for paper in result["papers"] for match in paper["matches"]}
    assert reasons == {"common_phrase"}
    assert result["clusters"] == []


def test_phrase_of_many_papers_that_is_in_a_source_is_not_common(tmp_path: Path, capsys):
    papers = phrase_papers(tmp_path)
    source = tmp_path / "speech.txt"
    source.write_text(f"A speech of last year: {PHRASE}.", encoding="utf-8")
    result = answer(capsys, *papers, "--source", source)
    assert {match["excluded"] for paper in result["papers"] for match in paper["matches"]} == {None}


def test_pairs_answer_line_by_line_in_order(folder: Path, capsys):
    papers, guide = folder / "papers", folder / "guide.txt"
    listing = folder / "pairs.tsv"
    wanted = [f"{papers}/{name}\t{guide}" for name in ("coral.txt", "amber.txt", "missing.txt", "amber.txt")]
    listing.write_text("\n".join([*wanted, "no tab here"]) + "\n", encoding="utf-8")
    results = lines(capsys, listing, status=1)
    assert [result["id"] for result in results] == [*wanted, "no tab here"]
    assert [result["ok"] for result in results] == [True, True, False, True, False]
    assert results[0]["matches"] == []
    assert results[1]["matches"] == results[3]["matches"]
    [match] = results[1]["matches"]
    assert PAPERS["amber.txt"][match["start"] : match["end"]] == COPIED.rstrip(".")
    assert (match["other"], match["other_kind"]) == (str(guide), "source")
    assert results[2]["error"]["message"]


def test_pairs_and_the_whole_comparison_agree(folder: Path, capsys):
    amber, guide = folder / "papers" / "amber.txt", folder / "guide.txt"
    listing = folder / "pairs.tsv"
    listing.write_text(f"{amber}\t{guide}\n", encoding="utf-8")
    [pair] = lines(capsys, listing, status=0)
    assert pair["matches"]
    assert pair["matches"] == answer(capsys, amber, "--source", guide)["papers"][0]["matches"]


def test_compare_tells_a_person_in_words(folder: Path, capsys):
    assert main(["compare", str(folder / "papers"), "--source", str(folder / "guide.txt")]) == 0
    out = capsys.readouterr().out
    assert "amber.txt" in out
    assert "verbatim (100%)" in out
    assert "Small ports along the northern delta" in out
    assert "These papers share passages" not in out  # both took it from the guide
    assert main(["compare", str(folder / "papers")]) == 0
    out = capsys.readouterr().out
    assert "These papers share passages" in out


def test_likely_pairs_of_many_texts_give_the_same_matches_as_all_of_them(
    folder: Path, capsys, monkeypatch: pytest.MonkeyPatch
):
    arguments = folder / "papers", "--source", folder / "guide.txt"
    every = answer(capsys, *arguments)
    monkeypatch.setattr(compare, "_PAIRS_ALL_ALIGNED", 0)
    likely = answer(capsys, *arguments)
    assert likely == every
    assert sum(len(paper["matches"]) for paper in likely["papers"]) == 4


@pytest.mark.parametrize("arguments", [[], ["a.txt", "--pairs", "b.tsv"], ["--pairs", "no-such-list.tsv"]])
def test_compare_refuses_what_it_cannot_understand(arguments: list[str], capsys):
    assert main(["compare", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "reviewer compare:" in printed.err
