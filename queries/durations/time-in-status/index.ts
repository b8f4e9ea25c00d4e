import { ofElapsedTime } from '../../events/oneZone'
import { formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { userIdOf } from '../../events/eventRows'
import { onDatesSql, timelineEvents } from '../../events/eventsInScope'
import { scopedPlan } from '../../events/scopedPlan'
import { pluralText } from '../../events/texts'
import definition from './definition.md?raw'
import { measureStays } from './kernel'
import { readStatus, stays, staysSql, STATUS_PARAMETERS, type StatusQuestion } from './sql'

const COLUMNS = resultColumns({
  status: { about: 'The status.', format: 'text' },
  stays: { about: 'Stays in it that are over.', format: 'integer' },
  open: { about: 'Stays that are not over: the last one of their user.', format: 'integer' },
  median_seconds: { about: 'The time that half of the stays took at most.', format: 'seconds', nullable: true },
  p90_seconds: { about: 'The time that 90 % took at most.', format: 'seconds', nullable: true },
  mean_seconds: { about: 'The time that they took on average.', format: 'seconds', nullable: true },
  total_seconds: { about: 'All of them together.', format: 'seconds', nullable: true },
  share: { about: 'The same in percent of the time in all statuses.', format: 'percent', nullable: true },
})

/** Where the time goes, and how long a stay takes. */
function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
  const known = rows.filter(({ stays: over }) => over > 0)
  const [most] = known
  const category = { label: 'Status', type: 'category' } as const
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: 'Where the time goes',
      summary:
        most === undefined || most.share === null
          ? 'No stay is over on these dates.'
          : `${formatValue(most.share, 'percent')} of the time is spent in ${most.status}, in ${pluralText(most.stays, 'stay')}.`,
      x: category,
      y: { label: 'Share of the time', format: 'percent' },
      series: [
        {
          name: 'Share of the time',
          points: known.map(({ status, share, index }) => ({
            x: status,
            y: share,
            figure: { row: index, column: 'stays' },
          })),
        },
      ],
    },
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: 'How long a stay takes',
      summary: 'Half of the stays took at most the first, nine of ten the second.',
      x: category,
      y: { label: 'Time', format: 'seconds' },
      series: (
        [
          ['Half', 'median_seconds'],
          ['90 %', 'p90_seconds'],
        ] as const
      ).map(([name, column]) => ({
        name,
        points: known.map((row) => ({ x: row.status, y: row[column], figure: { row: row.index, column: 'stays' } })),
      })),
    },
  ]
}

/** The stays behind a count. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { status } = row
  if ((column !== 'stays' && column !== 'open') || typeof status !== 'string') return null
  const question = readStatus(values, catalog, source)
  return {
    title: column === 'stays' ? `Stays in ${status}, the longest first` : `Still in ${status}`,
    kind: 'rows',
    plan: scopedPlan(
      question.scope,
      statement(
        stays(question),
        `SELECT ${userIdOf('stays')}, status, from_ts, to_ts, seconds, _file, _line
FROM stays
WHERE status = ${literal(status)}
  AND to_ts IS ${column === 'open' ? '' : 'NOT '}NULL
ORDER BY seconds DESC, from_ts, _line`,
      ),
      undefined,
    ),
  }
}

/** The `sequence` of its plan; none where others than users are counted. */
function staySequence({ scope, column }: StatusQuestion, values: ParameterValues): Pick<QueryPlan, 'sequence'> {
  if (scope.entity.length > 0) return {}
  const onDates = onDatesSql('local_date(ts)', scope)
  return {
    sequence: {
      analysis: 'time-in-status',
      values,
      ...timelineEvents(scope),
      where: `${identifier(column)} IS NOT NULL`,
      columns: {
        status: { kind: 'text', sql: identifier(column) },
        ...(onDates === 'TRUE' ? {} : { on_dates: { kind: 'flag', sql: `(${onDates})` } }),
      },
      rule: "Each user's events are walked once in order of time: one with another status than before begins a stay, which the next such event ends.",
    },
  }
}

/** How long users, orders or tickets stay in a status. */
export const timeInStatus: Analysis = {
  name: 'time-in-status',
  title: 'Time in status',
  about: 'How long users, or orders or tickets, stay in each status before the next.',
  grain: 'one row per status',
  definition,
  parameters: [...STATUS_PARAMETERS, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  estimates: { amounts: ['stays', 'open', 'total_seconds'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  plan(values, catalog, source) {
    const question = readStatus(values, catalog, source)
    return {
      ...scopedPlan(question.scope, staysSql(question), undefined, [`status: ${question.column}`]),
      ...staySequence(question, values),
    }
  },
  kernel: measureStays,
  drill,
  charts,
}
