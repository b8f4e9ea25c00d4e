import { formatCount } from '../../chart/format'
import { renderChart } from '../../chart/renderChart'
import type { ChartSpec } from '../../chart/spec'
import type { Annotation } from '../../model/annotation'
import { sceneToSvg } from '../svg'
import { escapeHtml } from './escapeHtml'
import { figureHtml } from './figureHtml'
import { markdownHtml } from './markdownHtml'
import type { Report, ReportPart, ReportSource } from './report'
import { REPORT_STYLE } from './reportStyle'
import { tableHtml } from './tableHtml'

const CLASSES = { 3: 'part small', 6: 'part half', 12: 'part' } as const
/** Of a drawing, in pixels; it is shown as wide as its part. */
const DRAWN = { 3: [480, 280], 6: [560, 320], 12: [980, 360] } as const

function chartHtml(spec: ChartSpec, part: ReportPart, id: string, annotations: readonly Annotation[]): string {
  const [width, height] = DRAWN[part.width]
  const scene = renderChart(spec, { width, height, theme: 'light', annotations })
  const title = spec.title === part.title ? '' : `<strong>${escapeHtml(spec.title)}</strong>`
  return (
    `<figure><figcaption>${title}<span class="summary">${escapeHtml(scene.summary)}</span></figcaption>\n` +
    `${sceneToSvg(scene, { heading: false, id })}</figure>`
  )
}

function bodyHtml(part: ReportPart, id: string, annotations: readonly Annotation[]): string {
  const { body } = part
  if (body.kind === 'text') return markdownHtml(body.markdown, 3)
  if (body.kind === 'problem') return `<p class="problem">${escapeHtml(body.message)}</p>`
  const only = body.figures.length === 1 && body.figures[0]?.label === part.title
  const figures = body.figures.map((figure) => figureHtml(figure, !only)).join('\n')
  const charts = body.charts.map((spec, index) => chartHtml(spec, part, `${id}-${index + 1}`, annotations))
  return [figures === '' ? '' : `<div class="figures">${figures}</div>`, ...charts].join('\n')
}

function partHtml(part: ReportPart, id: string, annotations: readonly Annotation[]): string {
  if (part.body.kind === 'text') return `<section class="part text">${bodyHtml(part, id, annotations)}</section>`
  const { table } = part
  return [
    `<section class="${CLASSES[part.width]}">`,
    `<h3>${escapeHtml(part.title)}</h3>`,
    part.scope === '' ? '' : `<p class="scope">${escapeHtml(part.scope)}</p>`,
    bodyHtml(part, id, annotations),
    ...part.notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`),
    table === null ? '' : tableHtml(table),
    '</section>',
  ]
    .filter((line) => line !== '')
    .join('\n')
}

function definitionHtml({ title, markdown, grain, columns }: Report['definitions'][number]): string {
  const rows = columns.map(
    ({ name, about }) => `<tr><td><code>${escapeHtml(name)}</code></td><td>${escapeHtml(about)}</td></tr>`,
  )
  return [
    '<div class="entry">',
    // Those of analyses begin with their title.
    markdown.startsWith('# ') ? '' : `<h3>${escapeHtml(title)}</h3>`,
    markdownHtml(markdown, 3),
    grain === '' ? '' : `<p>${escapeHtml(`${grain.charAt(0).toUpperCase()}${grain.slice(1)}`)}.</p>`,
    rows.length === 0 ? '' : `<table><tbody>${rows.join('')}</tbody></table>`,
    '</div>',
  ].join('\n')
}

function sourceHtml({ name, table, rows, bytes, crc32, importedAt }: ReportSource): string {
  const count = (value: number | null): string => (value === null ? '' : formatCount(value))
  return (
    `<tr><td>${escapeHtml(name)}</td><td>${escapeHtml(table)}</td><td class="n">${count(rows)}</td>` +
    `<td class="n">${count(bytes)}</td><td><code>${escapeHtml(crc32 ?? 'not kept')}</code></td>` +
    `<td>${escapeHtml(importedAt.slice(0, 16).replace('T', ' '))}</td></tr>`
  )
}

function appendixHtml({ definitions, queries, sources }: Report): string {
  return [
    '<div class="appendix">',
    ...(definitions.length === 0 ? [] : ['<h2>What the figures mean</h2>', ...definitions.map(definitionHtml)]),
    ...(queries.length === 0
      ? []
      : [
          '<h2>The SQL</h2>',
          '<p>Each text runs as it is in a DuckDB shell over the tables that it names in its first lines.</p>',
          ...queries.map(
            ({ title, sql }) =>
              `<div class="entry"><h3>${escapeHtml(title)}</h3>\n<pre><code>${escapeHtml(sql)}</code></pre></div>`,
          ),
        ]),
    ...(sources.length === 0
      ? []
      : [
          '<h2>The files</h2>',
          '<div class="wide"><table><thead><tr><th scope="col">File</th><th scope="col">Table</th>' +
            '<th scope="col" class="n">Rows</th><th scope="col" class="n">Bytes</th><th scope="col">CRC-32</th>' +
            '<th scope="col">Imported (UTC)</th></tr></thead><tbody>',
          ...sources.map(sourceHtml),
          '</tbody></table></div>',
        ]),
    '</div>',
  ].join('\n')
}

/**
 * A report as one page: no script, no link, nothing that is fetched, and a policy that would refuse it. Charts are
 * drawn in, tables folded; it prints on A4.
 */
export function reportHtml(report: Report): string {
  const { title, about, facts, parts, annotations } = report
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Lathe">
<title>${escapeHtml(title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
${about === '' ? '' : `<p class="about">${escapeHtml(about)}</p>`}
<dl class="facts">${facts
    .map(({ name, value }) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`)
    .join('')}</dl>
</header>
<main class="parts">
${parts.map((part, index) => partHtml(part, `part-${index + 1}`, annotations)).join('\n')}
</main>
${appendixHtml(report)}
</body>
</html>
`
}
