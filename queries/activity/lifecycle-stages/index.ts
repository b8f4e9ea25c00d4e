import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral, literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { ACTIVE_EVENTS } from '../active-users'
import { activeDays, partitionRange, readActive } from '../../events/activeDays'
import { completeSpec, lastComplete, markOf } from '../../events/completeness'
import { daySequence } from '../../events/activeDayPass'
import { activePopulation } from '../../events/populations'
import { activeNote, scopedPlan } from '../../events/scopedPlan'
import { countText } from '../../events/texts'
import definition from './definition.md?raw'
import { STAGES, STAGE_NAMES, STAGE_PARAMETERS, readThresholds, stageSql, type Stage } from '../stages'
import { countStages } from './kernel'
import { stagesSql } from './sql'

const COLUMNS = resultColumns({
  date: { about: 'Local date.', format: 'date' },
  new: { about: 'Users whose first active date is less than 7 days (the parameter) before.', format: 'integer' },
  active: { about: 'Others whose last active date is less than 7 days before.', format: 'integer' },
  at_risk: { about: 'Others who have been silent for 7 to 29 days.', format: 'integer' },
  churned: { about: 'Others who have been silent for 30 days or more.', format: 'integer' },
  complete: completeSpec(),
})

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const last = lastComplete(rows)?.row
  const users = last === undefined ? 0 : STAGES.reduce((sum, stage) => sum + last[stage], 0)
  const shareText = (stage: Stage, count: number): string =>
    `${formatFixed((100 * count) / users, 1)} % were ${STAGE_NAMES[stage].toLowerCase()}`
  return [
    {
      kind: 'bar',
      layout: 'stacked',
      direction: 'vertical',
      title: 'Users by stage',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Users', format: 'integer' },
      summary:
        last === undefined || users === 0
          ? 'There is no activity up to these dates.'
          : `On ${last.date}, of ${countText(users)} users, ` +
            `${STAGES.map((stage) => shareText(stage, last[stage])).join(', ')}.`,
      series: STAGES.map((stage) => ({
        name: STAGE_NAMES[stage],
        points: rows.map((row, index) => ({
          x: row.date,
          y: row[stage],
          figure: { row: index, column: stage },
          ...markOf(row),
        })),
      })),
    },
  ]
}

/** The users of a stage on a date, with their first active date and the last one up to it. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const date = row['date']
  const stage = STAGES.find((one) => one === column)
  if (stage === undefined || typeof date !== 'string') return null
  const asked = scope(values, catalog, source)
  const on = dateLiteral(date)
  return {
    title: `Users who were ${STAGE_NAMES[stage].toLowerCase()} on ${date}`,
    kind: 'users',
    plan: scopedPlan(
      asked,
      statement(
        [
          ...activeDays(asked, readActive(values)),
          {
            name: 'users_until_then',
            about: `Users active up to ${date}, with their first and last active date`,
            sql: `SELECT user_key, min(date) AS first_active, max(date) AS last_active
FROM active_days
WHERE date <= ${on}
GROUP BY user_key`,
          },
        ],
        `SELECT user_key, first_active, last_active, ${on} - last_active AS silent_days
FROM users_until_then
WHERE ${stageSql(on, 'first_active', 'last_active', readThresholds(values))} = ${literal(stage)}`,
      ),
      partitionRange({ ...asked, toDate: date }, null, 0),
    ),
  }
}

export const lifecycleStages: Analysis = {
  name: 'lifecycle-stages',
  title: 'Lifecycle stages',
  about: 'Users who are new, active, at risk or churned on each day.',
  grain: 'one row per local date',
  definition,
  parameters: [...STAGE_PARAMETERS, { ...ACTIVE_EVENTS, more: true }, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  estimates: { users: ['new', 'active', 'at_risk', 'churned'] },
  reads: 'events',
  population: activePopulation('active_events', null),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const active = readActive(values)
    const thresholds = readThresholds(values)
    const range = partitionRange(asked, null, 0)
    const plan = scopedPlan(asked, stagesSql(asked, active, thresholds), range, [
      `new for ${thresholds.newDays} days, at risk after ${thresholds.atRiskDays}, ` +
        `churned after ${thresholds.churnedDays}`,
      activeNote(active.length),
    ])
    const sequence = daySequence(asked, active, {
      analysis: 'lifecycle-stages',
      values,
      range,
      rule: "Each user's active days are walked once in order: from one to the next the user goes through the stages, each for the days that the thresholds say.",
    })
    return { ...plan, ...sequence }
  },
  kernel: (run) => countStages(run, readThresholds(run.values)),
  charts,
  drill,
}
