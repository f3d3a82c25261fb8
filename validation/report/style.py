"""Style sheet of the report."""

STYLE = """
body { max-width: 64rem; margin: 2rem auto; padding: 0 1rem;
  font: 16px/1.5 Georgia, "Times New Roman", serif; color: #111; }
h1, h2, h3 { line-height: 1.25; }
h1 { font-size: 1.7rem; }
body > h2 { margin-top: 3rem; border-bottom: 1px solid #999; }
table { border-collapse: collapse; }
table.ladder { font-size: 14px; line-height: 1.35; }
table.ladder td, table.ladder th {
  padding: .3rem .6rem; border-bottom: 1px solid #ddd; text-align: left; vertical-align: top; }
table.ladder th.subject { padding-top: 1.4rem; border-bottom: 1px solid #999; font-size: 15px; }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.failed { background: #f6d5d5; font-weight: bold; }
.verdict { padding: .6rem 1rem; border-left: 6px solid #2e7d4f; background: #eef6f0; }
.verdict.failed { border-color: #b3261e; background: #f9e4e2; font-weight: bold; }
figure { margin: 2.5rem 0; }
figure img { display: block; max-width: 100%; margin: 0 auto; }
figcaption { font-size: 14.5px; color: #222; margin-top: .5rem; }
details.system { border: 1px solid #bbb; padding: 0 1.2rem; margin: 1rem 0; }
details.system h1 { font-size: 1.35rem; }
details.system h2 { font-size: 1.12rem; margin-top: 1.6rem; }
details.system h3 { font-size: 1rem; }
summary { cursor: pointer; padding: .6rem 0; font-weight: bold; }
.check { border-left: 3px solid #88a; padding-left: .8rem; color: #334; }
table.symbols th { text-align: left; font-weight: normal; vertical-align: top; }
@media print { details.system { border: none; } figure, tr { break-inside: avoid; } }
"""
