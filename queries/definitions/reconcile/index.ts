import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { dateLiteral, literal } from '../../../src-renderer/query/sql/literal'
import { statement } from '../../../src-renderer/query/sql/statement'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { readReconcile } from './question'
import { KINDS, pairedCtes, reconcileSql, withoutId } from './sql'

/** What is drawn, with the words for it. */
const DRAWN = [
  ['only_first', 'Only in the first'],
  ['only_second', 'Only in the second'],
  ['changed', 'Changed'],
] as const

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const dates = [...new Set(rows.map((row) => row.date))]
  const of = (date: string, name: (typeof DRAWN)[number][0]): number =>
    rows.reduce((sum, row) => sum + (row.date === date ? row[name] : 0), 0)
  return [
    {
      kind: 'bar',
      layout: 'stacked',
      direction: 'vertical',
      title: 'Where the logs differ',
      summary: 'Ids that only one log has, and ids with other values, by the day of the event.',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Ids', format: 'integer' },
      series: DRAWN.map(([column, name]) => ({
        name,
        points: dates.map((date) => ({ x: date, y: of(date, column) })),
      })),
    },
  ]
}

function kpis(result: ResultTable): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  const total = (name: 'in_both' | 'changed' | 'only_first' | 'only_second' | 'not_reached'): number =>
    rows.reduce((sum, row) => sum + row[name], 0)
  const late = rows.reduce((sum, row) => sum + (row.late_first ?? 0) + (row.late_second ?? 0), 0)
  return [
    { label: 'In both', value: total('in_both'), format: 'integer' },
    ...DRAWN.map(([column, label]): Kpi => ({ label, value: total(column), format: 'integer' })),
    {
      label: 'Not reached',
      value: total('not_reached'),
      format: 'integer',
      about: 'After the newest of the other log.',
    },
    ...(rows.some(({ late_first, late_second }) => late_first !== null || late_second !== null)
      ? [{ label: 'Late', value: late, format: 'integer', about: 'Received long after their time.' } as const]
      : []),
  ]
}

/** The ids that a figure counts. */
function drill({ row, column }: Figure, values: ParameterValues, catalog: Catalog): Drill | null {
  const { date, event } = row
  const kind = Object.entries(KINDS).find(([name]) => name === column)
  if (kind === undefined || typeof date !== 'string' || typeof event !== 'string') return null
  return {
    title: `Ids of ${event} on ${date}: ${column.replace('_', ' ')}`,
    kind: 'rows',
    plan: {
      sql: statement(
        pairedCtes(readReconcile(values, catalog)),
        `
SELECT id, first_rows, second_rows, differs_in
FROM paired
WHERE ${kind[1]}
  AND date = ${dateLiteral(date)}
  AND coalesce(event, '(none)') = ${literal(event)}
ORDER BY id`,
      ),
    },
  }
}

/** In what two logs of the same events differ: what one lacks, has twice, or has otherwise. */
export const reconcile: Analysis = {
  name: 'reconcile',
  title: 'Two logs',
  about: 'In what two logs of the same events differ: rows that one lacks, rows that came again, values that changed.',
  grain: 'one row per date and event',
  definition,
  parameters: [
    {
      name: 'first',
      type: 'text',
      label: 'First log',
      default: null,
      help: 'The name of one table, such as the stream; may be empty where there are two logs.',
      emptyMeans: 'Automatic',
    },
    {
      name: 'second',
      type: 'text',
      label: 'Second log',
      default: null,
      help: 'The name of the other one, such as the batch.',
      emptyMeans: 'Automatic',
    },
    {
      name: 'key',
      type: 'text',
      label: 'Id column',
      default: null,
      help: 'The column of both that says which event a row is; the event id when empty.',
      emptyMeans: 'Event id',
    },
    {
      name: 'late_hours',
      type: 'integer',
      label: 'Late after (hours)',
      default: 24,
      min: 1,
      help: 'A row that was received later than this after its time is late, where a log says when it was received.',
    },
  ],
  columns: columnList(COLUMNS),
  reads: { tables: [] },
  refuses: {
    filter: 'rows that pass in one log and not in the other would look lost',
    breakdown: 'its rows are already by date and event',
  },
  plan(values, catalog) {
    const question = readReconcile(values, catalog)
    const { first, second, key, shared } = question
    return {
      sql: reconcileSql(question),
      leftOut: withoutId(question),
      notes: [
        `${first.name} against ${second.name}, by ${key}`,
        `compared: ${shared.map(({ name }) => name).join(', ') || 'no column but the id'}`,
      ],
    }
  },
  drill,
  charts,
  kpis,
}
