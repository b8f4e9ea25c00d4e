import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, resultColumns, rowsOf, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { ACTIVE_EVENTS } from '../active-users'
import { partitionRange, readActive } from '../../events/activeDays'
import { lastDayNote } from '../../events/completeness'
import { activePopulation } from '../../events/populations'
import { activeNote, scopedPlan } from '../../events/scopedPlan'
import { STAGES, STAGE_NAMES, STAGE_PARAMETERS } from '../stages'
import { DEFAULT_DAYS, FROM_STAGES, transitionsSql, UNSEEN, userStages } from './sql'
import { countText } from '../../events/texts'
import definition from './definition.md?raw'

function stageName(stage: string): string {
  const known = STAGES.find((one) => one === stage)
  return known === undefined ? 'Not yet seen' : STAGE_NAMES[known]
}

const COLUMNS = resultColumns({
  from_date: { about: 'The first date.', format: 'date' },
  to_date: { about: 'The second date.', format: 'date' },
  stage_from: {
    about: 'Stage on the first date: new, active, at_risk, churned; unseen for users who came later.',
    format: 'text',
  },
  stage_to: { about: 'Stage on the second date.', format: 'text' },
  users: { about: 'Users who went from the one to the other.', format: 'integer' },
  pct: {
    about: 'Their percentage (0 to 100) of the users who were in stage_from; empty when there were none.',
    format: 'percent',
    nullable: true,
  },
})

/** The stages as states, and how many users went from one to another. */
function stagesDiagram(
  rows: readonly { readonly row: RowOf<typeof COLUMNS>; readonly index: number }[],
): readonly ChartSpec[] {
  const gone = rows.filter(({ row }) => row.users > 0 && row.pct !== null)
  const shown = [UNSEEN, ...STAGES].filter((stage) =>
    gone.some(({ row }) => row.stage_from === stage || row.stage_to === stage),
  )
  const [first] = gone
  if (first === undefined) return []
  return [
    {
      kind: 'states',
      title: 'How users moved',
      summary:
        `Users by their stage on ${first.row.from_date}, and the share of them in each stage on ${first.row.to_date}; ` +
        'arrows are as thick as they are many.',
      value: { label: 'Users', format: 'integer' },
      states: shown.map((stage) => ({
        label: stageName(stage),
        ...(stage === UNSEEN ? { tone: 'quiet' as const } : {}),
      })),
      arrows: gone.map(({ row, index }) => ({
        source: shown.indexOf(row.stage_from),
        target: shown.indexOf(row.stage_to),
        value: row.users,
        share: row.pct ?? 0,
        figure: { row: index, column: 'users' },
      })),
    },
  ]
}

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const first = rows[0]
  const kept = rows.filter((row) => row.stage_from !== UNSEEN)
  const sum = (some: readonly (typeof rows)[number][]): number => some.reduce((total, row) => total + row.users, 0)
  const lost = sum(kept.filter((row) => row.stage_from !== 'churned' && row.stage_to === 'churned'))
  return [
    {
      kind: 'heatmap',
      title: 'From stage to stage',
      rowLabel: first === undefined ? 'Stage' : `On ${first.from_date}`,
      columnLabel: first === undefined ? 'Stage' : `On ${first.to_date}`,
      format: 'percent',
      summary:
        first === undefined || sum(rows) === 0
          ? 'There is no activity up to these dates.'
          : `Each row is 100 % of the users who were in its stage on ${first.from_date}; ${countText(lost)} of ` +
            `${countText(sum(kept))} users have churned between the two dates.`,
      columns: STAGES.map((stage) => STAGE_NAMES[stage]),
      rows:
        first === undefined
          ? []
          : FROM_STAGES.map((from) => {
              const own = rows.map((row, index) => ({ row, index })).filter((one) => one.row.stage_from === from)
              const size = sum(own.map((one) => one.row))
              return {
                label: stageName(from),
                size,
                cells: own.map(({ row, index }) =>
                  row.pct === null
                    ? null
                    : {
                        value: row.pct,
                        detail: `${countText(row.users)} of ${countText(size)} users`,
                        figure: { row: index, column: 'users' },
                      },
                ),
              }
            }),
    },
    ...stagesDiagram(rows.map((row, index) => ({ row, index }))),
  ]
}

/** The users of one cell of the matrix. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const [from, to] = [row['stage_from'], row['stage_to']]
  if ((column !== 'users' && column !== 'pct') || typeof from !== 'string' || typeof to !== 'string') return null
  const asked = scope(values, catalog, source)
  return {
    title:
      `Users who went from ${stageName(from).toLowerCase()} (${String(row['from_date'])}) ` +
      `to ${stageName(to).toLowerCase()} (${String(row['to_date'])})`,
    kind: 'users',
    plan: scopedPlan(
      asked,
      statement(
        userStages(asked, values),
        `SELECT user_key, last_active
FROM user_stages
WHERE stage_from = ${literal(from)}
  AND stage_to = ${literal(to)}`,
      ),
      partitionRange(asked, null, 0),
    ),
  }
}

export const lifecycleTransitions: Analysis = {
  name: 'lifecycle-transitions',
  title: 'Stage transitions',
  about: 'How users moved between lifecycle stages from one date to another.',
  grain: 'one row per pair of stages',
  definition,
  parameters: [
    ...STAGE_PARAMETERS,
    { ...ACTIVE_EVENTS, more: true },
    ...COMMON_PARAMETERS.map((spec) =>
      spec.name === 'from'
        ? { ...spec, help: 'The first of the two dates; empty for 7 days before the second.' }
        : spec.name === 'to'
          ? { ...spec, help: 'The second date; empty for the last in the data.' }
          : spec,
    ),
  ],
  columns: columnList(COLUMNS),
  estimates: { users: ['users'] },
  reads: 'events',
  population: activePopulation('active_events', null),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    return scopedPlan(asked, transitionsSql(asked, values), partitionRange(asked, null, 0), [
      ...(asked.fromDate === null ? [`from: ${DEFAULT_DAYS} days before the second date`] : []),
      activeNote(readActive(values).length),
      ...lastDayNote(asked),
    ])
  },
  charts,
  drill,
}
