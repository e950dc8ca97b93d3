from __future__ import annotations

import hashlib
import itertools
import json
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import made_findings
import pytest

from evenhand import reports
from evenhand.detection.findings import Findings
from evenhand.reports.limits import Limits, fair
from evenhand.reports.page import embedded_json
from evenhand.reports.page_data import page_data
from evenhand.reports.texts import cut, one_line, shown, web_address


def data_of(path: Path) -> dict[str, Any]:
    html = path.read_text(encoding="utf-8")
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert block is not None
    loaded: dict[str, Any] = json.loads(block[1])
    return loaded


@pytest.mark.parametrize("make", [made_findings.make, made_findings.with_tests])
def test_the_same_findings_give_the_same_bytes(
    tmp_path: Path, make: Callable[[], Findings]
) -> None:
    for folder in ("one", "two"):
        findings = make()
        reports.write(findings, tmp_path / folder, provenance=made_findings.provenance())
    one = {file.name: file.read_bytes() for file in sorted((tmp_path / "one").rglob("*.*"))}
    two = {file.name: file.read_bytes() for file in sorted((tmp_path / "two").rglob("*.*"))}
    assert {"report.html", "map.svg", "map.png", "c1-lanes.svg", "c3-delays.png"} <= set(one)
    assert one == two


def test_no_markup_of_strangers_reaches_the_page(small_report: Path) -> None:
    html = small_report.read_text(encoding="utf-8")
    assert html.count("<script") == 2
    assert html.count("</script>") == 2
    assert "<img" not in html
    assert "<!--" not in html.replace("<!doctype", "")
    assert "\x00" not in html
    # They are there, as text.
    texts = data_of(small_report)["posts"]["texts"]
    assert "<script>window.pwned=1</script>" in texts
    assert any("␀" in text for text in texts)
    assert any("⟦U+202E⟧" in text for text in texts)


def test_the_policy_names_the_only_style_and_program(small_report: Path) -> None:
    html = small_report.read_text(encoding="utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    assert "default-src &#39;none&#39;" in policy[1]
    assert "unsafe" not in policy[1]
    for element in ("style", "script"):
        inline = re.search(rf"<{element}>(.*?)</{element}>", html, re.DOTALL)
        assert inline is not None
        digest = b64encode(hashlib.sha256(inline[1].encode()).digest()).decode()
        assert f"sha256-{digest}" in policy[1].replace("&#43;", "+")


def test_nothing_is_loaded_and_nothing_is_written_as_markup(small_report: Path) -> None:
    html = small_report.read_text(encoding="utf-8")
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", html)
    assert "innerHTML" not in html
    assert "insertAdjacentHTML" not in html
    assert "document.write" not in html
    assert "eval(" not in html


def test_only_web_addresses_become_links(small_report: Path) -> None:
    addresses = [url for url in data_of(small_report)["posts"]["url"] if url]
    assert addresses
    assert all(url.startswith(("https://", "http://")) for url in addresses)
    assert web_address("javascript:alert(1)") is None
    assert web_address("//example.org/x") is None
    assert web_address("https://") is None
    assert web_address("java\nscript:alert(1)") is None
    assert web_address("http://[broken") is None
    assert web_address("HTTPS://example.org/a?b=<c>") == "HTTPS://example.org/a?b=<c>"


def test_json_cannot_leave_its_element() -> None:
    hostile = {"</script><!--<script>": "&amp;\u2028\u2029\x00"}
    text = embedded_json(hostile)
    assert not set("<>&\u2028\u2029\x00") & set(text)
    assert json.loads(text) == hostile


def test_hidden_characters_are_shown() -> None:
    assert shown("a\x00b\u202ec") == "a␀b⟦U+202E⟧c"
    assert shown("👩\u200d👩 می\u200cخواهم") == "👩\u200d👩 می\u200cخواهم"
    assert shown("a\r\nb\tc") == "a\nb\tc"
    assert shown("\ud800") == "\ufffd"
    assert shown(None) == ""
    assert one_line("a\n  b" + "c" * 50, 10) == "a bcccccc…"
    assert cut("abcdef", 4) == ("abcd", 2)


def test_tables_agree_with_the_findings(small_report: Path) -> None:
    findings = made_findings.make()
    data = data_of(small_report)
    members = {row["account_id"]: row for row in findings.members.to_pylist()}
    assert set(data["accounts"]["id"]) == set(members)
    for index, account in enumerate(data["accounts"]["id"]):
        assert data["accounts"]["strength"][index] == members[account]["strength"]
    clock = data["clock"]
    posts = {row["post_id"]: row for row in findings.posts.to_pylist()}
    for index, post in enumerate(data["posts"]["id"]):
        at = (clock["start_ms"] + data["posts"]["time"][index] * clock["step_ms"]) / 1000
        assert at == posts[post]["created_at"].timestamp()
        assert data["accounts"]["id"][data["posts"]["account"][index]] == posts[post]["account_id"]
    for group, cluster in enumerate(findings.clusters.to_pylist()):
        lanes = data["groups"][group]["lanes"]
        assert sum(lanes["row_sizes"]) == len(lanes["times"]) == cluster["posts"]
        assert lanes["coordinated"].count("1") == cluster["coordinated_posts"]
        delays = data["groups"][group]["delays"]
        assert delays["zero"] + sum(delays["counts"]) == cluster["post_pairs"]


def test_bursts_join_posts_of_several_accounts_within_the_window() -> None:
    findings = made_findings.make()
    data = page_data(findings, seed=1, limits=Limits())
    for group in data["groups"]:
        lanes = group["lanes"]
        rows = [row for row, size in enumerate(lanes["row_sizes"]) for _ in range(size)]
        times: list[int] = []
        for size in lanes["row_sizes"]:
            step = 0
            for _ in range(size):
                step += lanes["times"][len(times)]
                times.append(step)
        joined = {tick for ticks in lanes["burst_ticks"] for tick in ticks}
        assert joined == {at for at, flag in enumerate(lanes["coordinated"]) if flag == "1"}
        for ticks in lanes["burst_ticks"]:
            assert len({rows[tick] for tick in ticks}) > 1
            order = sorted(times[tick] for tick in ticks)
            gaps = [later - earlier for earlier, later in itertools.pairwise(order)]
            assert max(gaps) <= made_findings.WINDOW_S


def test_every_cut_is_counted() -> None:
    findings = made_findings.make(evidence_limit=2000)
    limits = Limits(
        accounts=40, map_edges=100, lanes=5, ticks=60, posts=20, evidence=30, text=30, objects=3
    )
    data = page_data(findings, seed=1, limits=limits)
    first = data["groups"][0]
    assert len(first["lanes"]["accounts"]) == 5 < first["accounts"]
    assert len(first["lanes"]["times"]) == 60 < first["lanes"]["posts_in_all"]
    assert len(first["evidence"]["first"]) == 30 < first["evidence"]["in_run"]
    assert len(first["objects"]["object"]) == 3 < first["objects_in_all"]
    assert len(data["accounts"]["id"]) == 40 < data["in_all"]["with_edge"]
    assert len(data["edges"]["a"]) == 100 < data["in_all"]["edges"]
    assert data["in_all"]["evidence_kept"] == 2000 < data["in_all"]["evidence"]
    assert max(data["posts"]["texts_left_off"]) > 0
    assert max(len(text) for text in data["posts"]["texts"]) == 30


def test_every_pair_of_accounts_is_shown_before_any_is_shown_twice() -> None:
    findings = made_findings.make()
    pairs = findings.clusters["edges"][0].as_py()
    data = page_data(findings, seed=1, limits=Limits(evidence=pairs))
    shown_pairs = data["groups"][0]["evidence"]
    account = data["posts"]["account"]
    both = {
        frozenset((account[one], account[other]))
        for one, other in zip(shown_pairs["first"], shown_pairs["second"], strict=True)
    }
    assert len(both) == pairs


def test_groups_beyond_the_bound_have_no_lanes_and_keep_their_card() -> None:
    data = page_data(made_findings.make(), seed=1, limits=Limits(lanes_in_all=27))
    assert data["detailed"] == 2
    assert "lanes" not in data["groups"][2]
    assert data["groups"][2]["sentence"]


def test_a_cut_of_edges_never_tears_a_group() -> None:
    findings = made_findings.make()
    accounts = findings.members.num_rows
    data = page_data(findings, seed=1, limits=Limits(map_edges=accounts))
    joined = set(data["edges"]["a"]) | set(data["edges"]["b"])
    assert len(joined) == accounts


def test_small_needs_are_met_before_large_ones() -> None:
    assert fair([5, 1000, 5], 500, 100) == [5, 90, 5]
    assert fair([], 5, 5) == []
    assert fair([10, 10], 3, 100) == [3, 3]


@pytest.mark.parametrize("provenance", [{}, {"inputs": None, "seed": "x", "parameters": [1]}])
def test_an_empty_run_and_a_poor_manifest_still_make_a_page(
    tmp_path: Path, provenance: dict[str, object]
) -> None:
    path = reports.write(made_findings.empty(), tmp_path, provenance=provenance)
    html = path.read_text(encoding="utf-8")
    assert "No group was found" in html
    assert "What to try" in html
    assert not (tmp_path / "plots").exists()


def test_a_run_without_any_post_makes_a_page(tmp_path: Path) -> None:
    findings = made_findings.make([], bystanders=0)
    looked = replace(
        findings.looked_at, posts=0, accounts=0, files=(), platforms=(), languages=(), signals=()
    )
    findings = replace(findings, looked_at=looked)
    html = reports.write(findings, tmp_path, provenance={}).read_text(encoding="utf-8")
    assert "no posts by no accounts" in html


def test_rejected_rows_and_hashes_are_listed(small_report: Path) -> None:
    html = small_report.read_text(encoding="utf-8")
    assert "ab" * 32 in html
    assert "evenhand detect posts.csv --window 60s --signals link,text &lt;&amp;&gt;" in html
    assert "posts.csv, row 17: &lt;script&gt;window.pwned=1&lt;/script&gt;" in html
    assert "4 input rows could not be used" in html


def test_progress_is_told(tmp_path: Path) -> None:
    heard: list[tuple[str, int, int | None]] = []
    reports.write(
        made_findings.make(),
        tmp_path,
        provenance={},
        progress=lambda what, done, total: heard.append((what, done, total)),
    )
    for what in {call[0] for call in heard}:
        last = [call for call in heard if call[0] == what][-1]
        assert last[1] == last[2]


def test_finer_times_than_a_second_are_kept() -> None:
    findings = made_findings.make()
    table = findings.evidence
    shifted = [
        None if row is None else row.replace(microsecond=250_000)
        for row in table["time_b"].to_pylist()
    ]
    at = table.schema.get_field_index("time_b")
    field = table.schema.field("time_b")
    changed = table.set_column(at, field, [shifted])
    data = page_data(replace(findings, evidence=changed), seed=1, limits=Limits())
    assert data["clock"]["step_ms"] == 1
