"""How a handout looks: on light and dark screens and on paper. Text and background contrast by 4.5 at least."""

from __future__ import annotations

from typing import Final

_LIGHT: Final = (
    "--paper: #ffffff; --ink: #1f2733; --block: #f4f6f9; --line: #c9d1dc; --faint: #545e6c; --client: #0b57a4; "
    "--server: #9a4a00; --good: #1d6b2f; --refused: #b3261e; --mark: #7a2fb0; --name: #0c6358; --head: #7a5600;"
)
_DARK: Final = (
    "--paper: #10161f; --ink: #dbe4f0; --block: #1a2330; --line: #3a4759; --faint: #a4aebf; --client: #7cc7ff; "
    "--server: #ffb86b; --good: #8fd694; --refused: #ff8f8f; --mark: #d7a6ff; --name: #9cdcca; --head: #ffd866;"
)

STYLE: Final = f"""\
:root {{ color-scheme: light dark; {_LIGHT} }}
@media (prefers-color-scheme: dark) {{ :root {{ {_DARK} }} }}
@media print {{ :root {{ color-scheme: light; {_LIGHT} }} }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }}
main {{ max-width: 46rem; margin: 0 auto; padding: 1.5rem; }}
h1, h2, h3 {{ line-height: 1.25; break-after: avoid; }}
h2 {{ margin-top: 2rem; border-bottom: 1px solid var(--line); }}
pre, code {{ font-family: ui-monospace, monospace; font-size: 0.9em; }}
pre {{ background: var(--block); border: 1px solid var(--line); padding: 0.6rem 0.8rem; white-space: pre-wrap;
  overflow-wrap: anywhere; }}
table {{ border-collapse: collapse; }}
th, td {{ border: 1px solid var(--line); padding: 0.2rem 0.6rem; text-align: left; }}
.tasks {{ list-style: none; padding-left: 0; }}
.page {{ margin-top: 4rem; }}
.contents {{ list-style: none; padding-left: 0; }}
.contents a {{ color: var(--client); }}
.question, .answer, .room, .tasks, .whose, pre, table, aside, li, dd {{ break-inside: avoid; }}
.whose {{ display: flex; gap: 1rem; }}
.whose span {{ flex: 2; border-bottom: 1px solid var(--faint); padding-top: 1rem; color: var(--faint); }}
.whose span + span {{ flex: 1; }}
.room p {{ margin-bottom: 0; color: var(--faint); }}
.one {{ display: flex; gap: 0.6rem; align-items: end; margin-top: 0.4rem; }}
.one .rule {{ flex: 1; }}
.rule {{ height: 1.9rem; border-bottom: 1px solid var(--faint); }}
aside {{ border-left: 0.3rem solid var(--server); background: var(--block); padding: 0.1rem 1rem; }}
dt {{ font-weight: bold; break-after: avoid; }}
.rfc, .c1 {{ color: var(--faint); }}
.gp, .k {{ color: var(--client); }}
.gp, .go, .gh {{ font-weight: bold; }}
.go {{ color: var(--server); }}
.gi {{ color: var(--good); }}
.gu, .nb, .nc, .nt, .no {{ color: var(--name); }}
.gd, .gr {{ color: var(--refused); }}
.se, .mf, .mi, .m {{ color: var(--mark); }}
.gh {{ color: var(--head); }}
@media print {{
  body {{ font-size: 10pt; line-height: 1.4; }}
  main {{ max-width: none; padding: 0; }}
  h1 {{ margin-top: 0; }}
  h2 {{ margin-top: 1.3rem; }}
  h3, p, pre, ul, ol, dl {{ margin: 0.6rem 0; }}
  .page {{ break-before: page; margin-top: 0; }}
  .long {{ break-inside: auto; orphans: 6; widows: 6; }}
  p {{ orphans: 3; widows: 3; }}
  p:has(+ pre), p:has(+ ul), p:has(+ table), p:has(+ .question) {{ break-after: avoid; }}
  .question:has(+ .room), .tasks:has(+ .room) {{ break-after: avoid; }}
}}
@page {{
  margin: 15mm 16mm 17mm;
  @bottom-right {{ content: counter(page) " / " counter(pages); font: 9pt system-ui, sans-serif; color: #545e6c; }}
}}
"""
"""The style sheet."""
