import { PALETTES } from '../../chart/palette'

const { text, muted, line, lineStrong, quiet, accent, bad } = PALETTES.light

/** The look of a report: on paper as on a screen; light, because charts are drawn so. */
export const REPORT_STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body {
  max-width: 1040px; margin: 0 auto; padding: 32px 24px 48px; background: #fff; color: ${text};
  font: 14px/1.5 'Inter Variable', Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
}
h1 { margin: 0; font-size: 24px; line-height: 1.25; }
h2 { margin: 40px 0 8px; padding-top: 16px; border-top: 1px solid ${lineStrong}; font-size: 18px; }
h3 { margin: 0; font-size: 15px; }
h4 { margin: 16px 0 4px; font-size: 14px; }
h5, h6 { margin: 12px 0 4px; font-size: 13px; }
p { margin: 6px 0; }
.about { max-width: 70ch; color: ${muted}; }
.facts { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 12px 0 24px; font-size: 12px; }
.facts div { display: flex; gap: 6px; }
.facts dt { color: ${muted}; }
.facts dd { margin: 0; }
.parts { display: grid; grid-template-columns: repeat(12, minmax(0, 1fr)); gap: 16px; align-items: start; }
.part { grid-column: span 12; min-width: 0; padding: 12px 14px; border: 1px solid ${line}; border-radius: 6px; }
.part.half { grid-column: span 6; }
.part.small { grid-column: span 3; }
.part.text { padding: 0 2px; border: 0; }
.scope, .note, .summary, .line, .label, small { color: ${muted}; font-size: 12px; }
.scope { margin: 0 0 8px; }
.problem { color: ${bad}; }
figure { margin: 8px 0 0; }
figcaption strong { display: block; }
figure > svg { display: block; width: 100%; height: auto; }
.figures { display: flex; flex-wrap: wrap; gap: 12px 32px; }
.figure { min-width: 150px; font-variant-numeric: tabular-nums; }
.value { font-size: 26px; font-weight: 600; line-height: 1.25; }
.change { font-size: 13px; }
.good { color: #1a7f37; } .bad { color: ${bad}; } .warn { color: #9a6700; }
.spark { display: block; width: 160px; height: 28px; margin: 4px 0; }
.spark path { fill: none; stroke: ${accent}; stroke-width: 1.25; vector-effect: non-scaling-stroke; }
details { margin-top: 8px; }
summary { color: ${muted}; font-size: 12px; cursor: pointer; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 6px 0; font-size: 12px; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 10px 3px 0; border-bottom: 1px solid ${line}; text-align: left; vertical-align: top; }
th { color: ${muted}; font-weight: 500; }
th.n, td.n { padding: 3px 0 3px 16px; text-align: right; white-space: nowrap; }
.n + :not(.n) { padding-left: 16px; }
.null { color: ${muted}; font-style: italic; }
pre {
  overflow-x: auto; margin: 6px 0; padding: 10px 12px; border-radius: 6px; background: ${quiet};
  font: 11.5px/1.5 'JetBrains Mono Variable', ui-monospace, Consolas, Menlo, monospace;
}
code { font-family: 'JetBrains Mono Variable', ui-monospace, Consolas, Menlo, monospace; font-size: 0.92em; }
.entry { margin-top: 20px; break-inside: auto; }
@media (max-width: 800px) { .part.small { grid-column: span 6; } }
@media (max-width: 640px) { .part, .part.half { grid-column: span 12; } }
@page { size: A4; margin: 14mm 12mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 11px; }
  .part.small { grid-column: span 3; }
  .spark { width: 100%; }
  .value { font-size: 18px; }
  .part, figure, tr { break-inside: avoid; }
  .part:has(details[open]) { break-inside: auto; }
  h2, h3, h4 { break-after: avoid; }
  pre { columns: 2; column-gap: 16px; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 8px; }
  .parts { padding-right: 1px; }
  details:not([open]) { display: none; }
  .appendix { break-before: page; margin-top: 0; }
}
`
