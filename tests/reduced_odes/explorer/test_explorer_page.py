"""The page as it is written, and as a browser shows it: two starts of Chromium."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from reduced_odes import Outcome, OutputError, integrate, shipped, shipped_system
from reduced_odes.__main__ import main
from reduced_odes.explorer import write_explorer
from reduced_odes.explorer.page import page, systems

Browse = Callable[..., str]


class _References(HTMLParser):
    """What a document would fetch, and the elements in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.fetched += [given[name] or "" for name in ("src", "href", "srcset", "data", "action") if name in given]
        self.ids += [given["id"] or ""] if "id" in given else []
        self.labels |= {given["for"] or ""} if tag == "label" and "for" in given else set()


def test_the_page_asks_for_nothing() -> None:
    text = page()
    found = _References(text)
    assert found.fetched == ["data:,"]
    assert "default-src 'none'" in text
    fetching = r"@import|url\((?!data:)|\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|^import "
    assert not re.search(fetching, text, re.MULTILINE)
    assert not re.search(r"\{\{(styles|licences|library|modules)\}\}", text)
    assert len(found.ids) == len(set(found.ids))


def test_the_page_holds_all_systems_and_the_licence() -> None:
    text = page()
    assert systems()[:2] == ("real_outlier", "conjugate_pair") and set(systems()) == set(shipped())
    for name in shipped():
        assert f'hash: "{shipped_system(name).hash}"' in text
    assert "Copyright (c) 2022 Leon Sorokin" in text


def test_the_command_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "explorer.html"
    assert main(["explorer", "--output", str(file)]) == 0
    assert file.read_text(encoding="utf-8") == page() and "explorer.html" in capsys.readouterr().out
    for arguments in (["--output", str(tmp_path / "no" / "x.html")], ["--output", ""], ["--bogus"]):
        assert main(["explorer", *arguments]) == 2
        printed = capsys.readouterr()
        assert printed.out == "" and printed.err.startswith("error: ") and printed.err.count("\n") == 1
    with pytest.raises(OutputError):
        write_explorer(tmp_path)


def readout_of(document: str) -> dict:
    found = re.search(r'<pre id="readout">(.*?)</pre>', document, re.DOTALL)
    assert found
    return json.loads(html.unescape(found[1]))


def test_the_readout_is_what_integrate_gives(browse: Browse, tmp_path: Path) -> None:
    """The page as it is, opened by a link."""
    file = write_explorer(tmp_path / "explorer.html")
    link = f"{file.as_uri()}#system=real_outlier&c_star=0.1&a=0.1&b=0.1&until=40"
    document = browse(link, tmp_path / "profile", "--window-size=1300,900")
    found = readout_of(document)
    expected = integrate(shipped_system("real_outlier"), {"a": 0.1, "b": 0.1}, {"c_star": 0.1}, [40])
    assert set(found) == {"system", "parameters", "initial", "until", "final", "outcome"}
    assert found["system"] == "real_outlier" and found["until"] == 40
    assert found["parameters"] == expected.parameters and found["initial"] == expected.initial
    assert found["outcome"] == Outcome.LEARNT
    assert list(found["final"]) == [*expected.states, *expected.observables]
    for name, value in found["final"].items():
        assert value == pytest.approx(float(expected[name][-1]), rel=1e-8, abs=1e-8), name
    assert re.search(r'<p id="message"[^>]* hidden', document)
    assert document.count("<canvas") == 5


PHONE = """<!doctype html><meta charset="utf-8"><pre id="seen"></pre>
<iframe src="explorer.html" style="width: 390px; height: 800px; border: 0"></iframe>
<script type="module">
const frame = document.querySelector("iframe");
await new Promise((done) => frame.addEventListener("load", done));
const page = frame.contentWindow;
const find = (id) => page.document.getElementById(id);
// What the page itself waits for comes before this.
const settled = () => new Promise((done) => page.setTimeout(done, 50));
const changed = () => new Promise((done) => page.addEventListener("hashchange", done, { once: true }));
const look = () => ({
  address: page.location.hash.slice(1),
  readout: JSON.parse(find("readout").textContent),
  message: find("message").hidden ? null : find("message").textContent,
  figures: !find("figures").hidden,
  width: page.document.documentElement.scrollWidth,
  value: find("value-c_star")?.value,
  c: find("value-c")?.value,
});
const seen = [];
for (const address of ADDRESSES) {
  const done = address === "" ? settled() : changed();
  page.location.hash = address;
  await done;
  seen.push(look());
}
// By keyboard or by hand, a slider sends the same event.
const slider = find("value-c_star").parentElement.querySelector("input[type=range]");
slider.value = 500;
slider.dispatchEvent(new page.Event("input"));
await settled();
seen.push(look());
find("at").value = 250;
find("at").dispatchEvent(new page.Event("input"));
find("vertical").value = "loss";
find("vertical").dispatchEvent(new page.Event("change"));
await settled();
seen.push({...look(), now: find("now").textContent});
find("value-a").value = "";
find("value-a").dispatchEvent(new page.Event("input"));
await settled();
seen.push(look());
const unnamed = [...page.document.querySelectorAll("input, select, button")].filter(
  (x) => !x.labels?.length && !x.ariaLabel && !x.textContent.trim());
document.getElementById("seen").textContent = JSON.stringify({seen, unnamed: unnamed.length});
</script>
"""

ADDRESSES = (
    "",
    "system=conjugate_pair&c_star=0.3&omega_star=2&alpha=0.28&beta=0.28&until=100",
    "system=overlaps_rank_two",
    "system=real_outlier&c_star=-1&a=0.1&b=0.1&until=40",
    "system=real_outlier&c_star=0.1&a=0&b=0&until=40",
    "system=<b>&until=1",
    "system=real_outlier&c_star=0.02&a=0.1&b=0.1&until=5",
)


def test_address_sliders_and_sentences_on_a_phone(browse: Browse, tmp_path: Path) -> None:
    """A frame as wide as a phone, whose address is changed by hand, and whose sliders are moved."""
    write_explorer(tmp_path / "explorer.html")
    driver = tmp_path / "driver.html"
    driver.write_text(PHONE.replace("ADDRESSES", json.dumps(ADDRESSES)), encoding="utf-8")
    document = browse(driver.as_uri(), tmp_path / "profile", "--allow-file-access-from-files", "--window-size=900,900")
    found = re.search(r'<pre id="seen">(.*?)</pre>', document, re.DOTALL)
    assert found and found[1], document
    result = json.loads(html.unescape(found[1]))
    assert result["unnamed"] == 0, "a control without a name"
    first, pair, overlaps, negative, saddle, nobody, stiff, moved, later, empty = result["seen"]
    assert all(view["width"] <= 390 for view in result["seen"])

    assert first["readout"]["system"] == "real_outlier" and first["readout"]["outcome"] == "learnt"
    assert overlaps["readout"]["system"] == "overlaps_rank_two" and overlaps["readout"]["outcome"] == "learnt"
    pair_parameters = {"c_star": 0.3, "omega_star": 2.0}
    for view, name, initial, parameters, until in (
        (pair, "conjugate_pair", {"alpha": 0.28, "beta": 0.28}, pair_parameters, 100),
        (stiff, "real_outlier", {"a": 0.1, "b": 0.1}, {"c_star": 0.02}, 5),
    ):
        expected = integrate(shipped_system(name), initial, parameters, [until])
        final = view["readout"]["final"]
        values = [float(expected[key][-1]) for key in final]
        np.testing.assert_allclose(list(final.values()), values, rtol=1e-8, atol=1e-8)
        assert view["readout"]["outcome"] == expected.outcome and view["message"] is None and view["figures"]

    for view, word in ((negative, "c_star must be greater than 0"), (saddle, "Nothing will ever"), (nobody, "<b>")):
        assert word in view["message"] and not view["figures"]
        assert view["readout"]["final"] is None and view["readout"]["error"] == view["message"]

    # The controls have what was refused, and beside it what was not given.
    assert (negative["value"], negative["c"]) == ("-1", "1")

    # The slider's middle is the geometric mean of its ends; the address and the solution follow.
    assert moved["readout"]["parameters"]["c_star"] == float(moved["value"]) == pytest.approx(0.316, abs=1e-3)
    assert f"c_star={moved['value']}" in moved["address"]
    expected = integrate(shipped_system("real_outlier"), {"a": 0.1, "b": 0.1}, {"c_star": float(moved["value"])}, [5])
    assert moved["readout"]["final"]["c"] == pytest.approx(float(expected["c"][-1]), abs=1e-8)
    assert "at=1.25" in later["address"] and "vertical=loss" in later["address"] and later["now"].startswith("s = 1.2")
    assert later["readout"] == moved["readout"]
    assert "a must be a number" in empty["message"]
