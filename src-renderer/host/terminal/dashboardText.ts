import { formatCount, formatValue } from '../../chart/format'
import { textTable } from '../../export/textTable'
import { tableToJson } from '../../export/json'
import { tableSlice } from '../../query/analysis/tableSlice'
import type { AnsweredTile } from '../dashboard/answeredTile'
import type { NumberAnswer } from '../dashboard/numberOf'

/** Rows of a tile that a terminal shows. */
const MOST_ROWS = 20

function numberText({ value, format, unit, of, before, target, tone }: NumberAnswer): string {
  const text = (one: number | null): string => (one === null ? '–' : formatValue(one, format))
  return [
    `${text(value)}${unit === '' ? '' : ` ${unit}`}`,
    of,
    ...(before === null ? [] : [`${before.label}: ${text(before.value)}`]),
    ...(target === null ? [] : [`target ${text(target)}`]),
    ...(tone === 'plain' ? [] : [tone === 'warn' ? 'target missed' : tone]),
  ].join('  ')
}

function bodyText(one: AnsweredTile): string {
  if ('problem' in one) return `${one.problem}\n`
  if (!('answer' in one)) return one.tile.kind === 'text' ? `${one.tile.text}\n` : ''
  const { answer } = one
  if (answer.kind === 'number') return `${numberText(answer.number)}\n`
  if (answer.kpis.length > 0)
    return answer.kpis
      .map(({ label, value, format, detail }) => {
        const figure = value === null ? '–' : formatValue(value, format)
        return `${label}: ${figure}${detail === undefined ? '' : `  ${detail}`}\n`
      })
      .join('')
  const { table } = answer.run
  const shown = Math.min(table.rowCount, MOST_ROWS)
  const rest = table.rowCount > shown ? `(first ${shown} of ${formatCount(table.rowCount)} rows)\n` : ''
  return `${textTable(tableSlice(table, 0, shown))}${rest}`
}

function headText(one: AnsweredTile): string {
  if ('answer' in one) return `${one.answer.title}\n`
  return one.tile.kind === 'text' ? '' : `${one.tile.title === '' ? 'A tile' : one.tile.title}\n`
}

/** A dashboard for a terminal: its tiles in their order, each with its title. */
export function dashboardText(title: string, tiles: readonly AnsweredTile[]): string {
  return [`${title}\n`, ...tiles.map((one) => `${headText(one)}${bodyText(one)}`)].join('\n')
}

/** A tile as JSON: what it is, and its number, figures or rows. */
export function tileJson(one: AnsweredTile): Readonly<Record<string, unknown>> {
  const { tile } = one
  if (tile.kind === 'text') return { kind: 'text', text: tile.text }
  if ('problem' in one) return { kind: tile.kind, title: tile.title, problem: one.problem }
  if (!('answer' in one)) return { kind: tile.kind, title: tile.title }
  const { answer } = one
  const { view, ignored } = answer.request
  const about = {
    kind: answer.kind,
    title: answer.title,
    ...view.of,
    ...(ignored.length === 0 ? {} : { ignored }),
    ...(answer.run.notes.length === 0 ? {} : { notes: answer.run.notes.map((note) => note.text) }),
  }
  if (answer.kind === 'number') return { ...about, ...answer.number }
  if (answer.kpis.length > 0)
    return { ...about, figures: answer.kpis.map(({ label, value, detail }) => ({ label, value, detail })) }
  const rows = JSON.parse(tableToJson(answer.run.table)) as readonly unknown[]
  return { ...about, truncated: answer.run.truncated, rows }
}
