import { sparkPath } from '../../chart/sparkPath'
import { escapeHtml } from './escapeHtml'
import type { ReportFigure } from './report'

const [WIDTH, HEIGHT] = [160, 28]

function sparkHtml({ spark }: ReportFigure): string {
  if (spark.length < 2) return ''
  const { whole, open } = sparkPath(spark, WIDTH, HEIGHT)
  return (
    `<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">` +
    `<path d="${whole}"/><path d="${open}" stroke-dasharray="3 2"/></svg>`
  )
}

/** A figure large, with how it changed and ran; `label` false where the part's own title says what it is. */
export function figureHtml(figure: ReportFigure, label: boolean): string {
  const { value, unit, change, lines, tone } = figure
  return [
    '<div class="figure">',
    label ? `<div class="label">${escapeHtml(figure.label)}</div>` : '',
    `<div class="value ${tone}">${escapeHtml(value)}${unit === '' ? '' : ` <small>${escapeHtml(unit)}</small>`}</div>`,
    change === null ? '' : `<div class="change ${change.tone}">${escapeHtml(change.text)}</div>`,
    sparkHtml(figure),
    ...lines.map((line) => `<div class="line">${escapeHtml(line)}</div>`),
    '</div>',
  ].join('')
}
