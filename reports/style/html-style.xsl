<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- Looks and the one script of the report. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <!-- The digest is that of the script below; tests/system/html.sh says what it must be. -->
  <xsl:variable name="policy">default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-7sSwtnoeMXQYlZ/oc9gl5ehIPYT/SkcPUTFHW96iMxE='; base-uri 'none'; form-action 'none'</xsl:variable>

  <xsl:template name="style">
    <style><![CDATA[
:root { color-scheme: light dark; --fg: #1c1f23; --bg: #fff; --soft: #f4f5f7; --line: #d4d8de; --link: #0b57b0; --pass: #14702f;
  --fail: #b42318; --open: #8a5a00; --none: #5c636b; --mark: #fde8e6; --proof: #fff6dc; --sig: #0b57b0; --rsvp: #7a3fb0; --data: #14702f }
@media (prefers-color-scheme: dark) { :root { --fg: #e4e7eb; --bg: #16181c; --soft: #20242a; --line: #3a4048; --link: #7db4ff;
  --pass: #5bd07a; --fail: #ff8b81; --open: #e3b341; --none: #a0a8b1; --mark: #4a2321; --proof: #3a3320; --sig: #7db4ff; --rsvp: #c79bf2; --data: #5bd07a } }
* { box-sizing: border-box }
html { scroll-padding-top: .5rem }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--fg); background: var(--bg); max-width: 78rem; margin: 0 auto; padding: 1rem; overflow-wrap: break-word }
h1 { font-size: 1.9rem; margin: .1rem 0; line-height: 1.2 } h2 { font-size: 1.25rem; margin: 2.2rem 0 .5rem } h3 { font-size: 1rem; margin: 1.2rem 0 .3rem }
a { color: var(--link) } :focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
.skip { position: absolute; left: -99rem } .skip:focus { left: 1rem; background: var(--bg); padding: .5rem }
.over { margin: 0; color: var(--none) } .banner { border-left: 4px solid var(--open); background: var(--soft); padding: .4rem .8rem }
nav { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); padding: .4rem 0 }
.tiles { display: flex; flex-wrap: wrap; gap: .6rem; list-style: none; padding: 0 } .tiles li { background: var(--soft); border-radius: 6px; padding: .4rem .9rem }
.tiles b { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100%; margin: .3rem 0 } caption { text-align: left; color: var(--none); padding: .2rem 0 }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top } thead th { border-bottom: 2px solid var(--line) }
th { font-weight: 600 } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums } tr.topic th { background: var(--soft); padding-left: .5rem } tr:target, section:target > h2, td:target { background: var(--proof) }
.pass, .matched { color: var(--pass) } .fail, .error, .expired, .unexpected-pass, .no-such { color: var(--fail) } .inconclusive, .expected-failure { color: var(--open) }
.untested, .not-applicable, .skipped, .none, .not-run { color: var(--none) } .v { font-weight: 600; white-space: nowrap } .id { white-space: nowrap } .links { font-size: .92em; min-width: 11rem; overflow-wrap: anywhere } .level { white-space: nowrap }
.why { color: var(--none); font-size: .92em } ul.plain { list-style: none; padding: 0 } ul.plain li { margin: .15rem 0 }
.filter { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center; margin: .4rem 0 } .filter[hidden] { display: none } input, select { font: inherit; color: inherit; background: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: .15rem .4rem }
code, pre { font: 13px/1.45 ui-monospace, monospace } pre { overflow-x: auto; background: var(--soft); padding: .4rem .6rem; margin: 0; white-space: pre-wrap } .copy, .seen { overflow-wrap: anywhere } .copy { background: var(--soft); padding: .1rem .3rem; user-select: all }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .15rem 1rem; margin: .5rem 0 } dt { color: var(--none) } dd { margin: 0; min-width: 0 }
section.case { content-visibility: auto; contain-intrinsic-size: auto 1500px; border-top: 3px solid var(--line); margin-top: 2.5rem } .finding { border-left: 3px solid var(--fail); padding-left: .8rem; margin: .8rem 0 } .finding h3 { margin-top: 0 } .seen { color: var(--fail); font-weight: 600 }
.frame { margin: .2rem 0 } summary { cursor: pointer } .frame summary code { white-space: pre-wrap } .fields { columns: 17rem; list-style: none; padding: .3rem .8rem; margin: 0; font-size: .9em; background: var(--soft) } .fields li { break-inside: avoid } .fields span, .fields i { color: var(--none) } .fields .named { background: var(--mark) }
.chunk table { table-layout: fixed; margin: 0 } .chunk { content-visibility: auto; contain-intrinsic-size: auto 7500px } .chunk[hidden] { display: none } .chunk td:nth-child(2), .chunk th:nth-child(2) { width: 24% } .chunk td:nth-child(n + 3), .chunk th:nth-child(n + 3) { width: 9rem } .chunk td { overflow-wrap: anywhere }
.compared { width: auto; margin: 0 } .compared td, .compared th { padding: .1rem 1.2rem .1rem 0 } .compared tr.no td:last-child { color: var(--fail); font-weight: 600 }
svg { display: block; font: 12px system-ui, sans-serif } svg text { fill: var(--fg) } .ladder table { margin: 0; width: auto } .ladder th, .ladder td { padding: 0; border: 0 } .ladder th { position: sticky; top: 0; background: var(--bg) } .legend b { font-weight: 600 } .legend b.sig { color: var(--sig) } .legend b.rsvp { color: var(--rsvp) } .legend b.data { color: var(--data) }
.legend .proof { background: var(--proof); padding: 0 .4rem } .legend .decides { background: var(--mark); padding: 0 .4rem }
.ladder { border: 1px solid var(--line); border-radius: 6px; max-height: 48rem; overflow: auto }
svg .life { stroke: var(--line); stroke-width: 1.5 } svg .life.iut { stroke: var(--link); stroke-width: 2.5 } svg .life.network { stroke-dasharray: 4 4 } svg .head { fill: var(--soft); stroke: var(--line) } svg .head.iut { stroke: var(--link); stroke-width: 2 }
svg .name { text-anchor: middle; font-weight: 600; font-size: 11px } svg .head.several { stroke-dasharray: 3 2 } svg text.time { text-anchor: end; fill: var(--none); font-variant-numeric: tabular-nums } svg .mark { fill: var(--fail) } svg rect.decides { fill: var(--mark) } svg rect.proof { fill: var(--proof) }
.step path { stroke: var(--none); stroke-width: 1.3; fill: none } .step path.tip { fill: var(--none) } .step circle { fill: var(--none) } .step .label { font-size: 11px; paint-order: stroke; stroke: var(--bg); stroke-width: 2px } .step .what, .step .gap { fill: var(--none) } svg .times { font-weight: 600; fill: var(--fg) } svg .fail { fill: var(--fail) }
.sig path { stroke: var(--sig) } .sig path.tip { fill: var(--sig) } .rsvp path { stroke: var(--rsvp) } .rsvp path.tip { fill: var(--rsvp) } .data path { stroke: var(--data) } .data path.tip { fill: var(--data) } .iut circle, .lost path.tip { fill: var(--fail) } .lost path, .bad path { stroke: var(--fail); stroke-dasharray: 5 3 }
@media (max-width: 40rem) { .chunk td:nth-child(n) { width: auto } body { padding: .6rem } h1 { font-size: 1.5rem } dl { grid-template-columns: 1fr; gap: 0 } dd { margin-bottom: .4rem }
  .stack thead { display: none } .stack tr, .stack th, .stack td { display: block; border: 0; padding: .1rem 0 } .stack tr[hidden] { display: none } .stack tbody tr { border-bottom: 1px solid var(--line); padding: .4rem 0 } .stack td, .stack td.id, .stack td.level { overflow-wrap: anywhere; white-space: normal } .stack td.n { text-align: left } .stack td[data-label]::before { content: attr(data-label) " "; color: var(--none) } .stack tr.topic th { padding: .2rem .4rem }
  .counts { font-size: .8rem } .counts th, .counts td { padding-right: .3rem } .compared td, .compared th { padding-right: .6rem } }
@media print { :root { --fg: #000; --bg: #fff; --soft: #f4f5f7; --line: #bbb; --link: #000; --pass: #14702f; --fail: #b42318; --open: #8a5a00; --none: #444; --mark: #fde8e6; --proof: #fff6dc; --sig: #0b57b0; --rsvp: #7a3fb0; --data: #14702f }
  body { max-width: none; padding: 0; font-size: 9pt; line-height: 1.35 } nav, .filter, .skip, .of-screen { display: none } section.case, .chunk { content-visibility: visible } a { text-decoration: none } .wide, .ladder { overflow: visible; max-height: none } * { print-color-adjust: exact }
  h1 { font-size: 16pt } h2 { font-size: 11pt; margin: 1.1rem 0 .3rem } h3 { margin: .5rem 0 .1rem } h2, h3, .legend, .ladder thead, .topic { break-after: avoid } tr, .finding, .frame { break-inside: avoid } p { margin: .3rem 0; orphans: 3; widows: 3 } ul { margin: .2rem 0 }
  code, pre { font-size: 8pt } th, td { padding: .1rem .5rem .1rem 0 } #requirement-table { table-layout: fixed; font-size: 8pt } #requirement-table thead th:nth-child(1) { width: 13% } #requirement-table thead th:is(:nth-child(2), :nth-child(3)) { width: 10% } #requirement-table thead th:nth-child(5) { width: 17% } #case-table, .links { font-size: 7.5pt } .links { min-width: 0 } .links details { display: none }
  .id { white-space: normal; overflow-wrap: anywhere } .level { white-space: normal } #case-table .chunk :is(td, th):nth-child(2) { display: none } #case-table .chunk :is(td, th):nth-child(n + 3) { width: 6rem }
  section.case { margin-top: 1.2rem; border-top-width: 2px } section.case dl { margin: .2rem 0 } .fields { columns: 4; font-size: 7pt; line-height: 1.25; padding: .2rem .5rem } .ladder { border: 0 } .ladder table { width: 100% } .ladder th { position: static } svg { width: 100%; height: auto }
  /* What a reader of paper has no use for: tables to look things up in, and what the first of cases that are alike shows already. */
  .lookup > :not(.on-paper), .again .ladder, .again .legend, .again .frame, .again .of-first { display: none } .lookup .on-paper, .again .on-paper { display: block } }
@media not print { .on-paper { display: none } }
]]></style>
  </xsl:template>

  <xsl:template name="script">
    <script><![CDATA[
(function () {
  "use strict";
  function filter(form) {
    var rows = document.querySelectorAll("#" + form.dataset.table + " tr.row"), out = form.querySelector("output");
    var selects = form.querySelectorAll("select"), words = form.q.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
    rows.forEach(function (row) {
      if (words.length && row.words === undefined) row.words = row.textContent.toLowerCase();
      var ok = words.every(function (w) { return row.words.indexOf(w) >= 0; });
      selects.forEach(function (s) { ok = ok && (s.value === "" || row.dataset[s.name] === s.value); });
      row.hidden = !ok;
      shown += ok ? 1 : 0;
    });
    document.querySelectorAll("#" + form.dataset.table + " tr.topic").forEach(function (head) {
      head.hidden = head.parentNode.querySelector("tr.row:not([hidden])") === null;
    });
    document.querySelectorAll("#" + form.dataset.table + " .chunk").forEach(function (part) {
      part.hidden = part.querySelector("tr.row:not([hidden])") === null;
    });
    out.textContent = shown + " of " + rows.length;
  }
  function reveal() {
    var id = decodeURIComponent(location.hash.slice(1)), at = id && document.getElementById(id);
    if (!at) return;
    var row = at.closest("tr.row");
    if (row && row.hidden) document.querySelectorAll("form.filter").forEach(function (f) { f.reset(); filter(f); });
    for (var d = at; d; d = d.parentElement) if (d.tagName === "DETAILS") d.open = true;
    at.scrollIntoView();
  }
  document.querySelectorAll("form.filter").forEach(function (form) {
    form.hidden = false;
    form.addEventListener("input", function () { filter(form); });
    form.addEventListener("submit", function (e) { e.preventDefault(); });
    new URLSearchParams(location.search).forEach(function (value, name) { if (form.elements[name]) form.elements[name].value = value; });
    filter(form);
  });
  // A diagram is laid out when it comes near, not before: a hundred of them take long.
  var near = new IntersectionObserver(function (seen) {
    seen.forEach(function (s) {
      var at = s.isIntersecting && s.target.querySelector("rect.decides");
      if (at) s.target.scrollTop += at.getBoundingClientRect().top - s.target.getBoundingClientRect().top - 300;
      if (s.isIntersecting) near.unobserve(s.target);
    });
  }, { rootMargin: "500px" });
  document.querySelectorAll(".ladder").forEach(function (box) { near.observe(box); });
  addEventListener("hashchange", reveal);
  addEventListener("beforeprint", function () { document.querySelectorAll("#run ~ details").forEach(function (d) { d.open = true; }); });
  document.addEventListener("keydown", function (e) {
    if (e.key !== "/" || /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)) return;
    e.preventDefault();
    document.querySelector("form.filter input").focus();
  });
  reveal();
})();
]]></script>
  </xsl:template>
</xsl:stylesheet>
