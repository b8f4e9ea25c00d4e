import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { ACTIVE_EVENTS } from '../active-users'
import { partitionRange, readActive } from '../../events/activeDays'
import { completeSpec, markOf } from '../../events/completeness'
import { activePopulation } from '../../events/populations'
import { addedPlan } from '../../events/scopedPlan'
import { activeUnits } from './activeUnits'
import { isClockUnit, LONGEST_UNIT_DAYS, readTimeUnit, TIME_UNIT } from '../../events/clockUnit'
import { DATED_SEARCH } from '../otherTools'
import definition from './definition.md?raw'
import { drill } from './drill'
import { capitalized, countText } from '../../events/texts'
import { timeText } from '../../events/timeText'
import { lifecycleSql, shownUnitsSql } from './sql'

const FIGURES = resultColumns({
  new: { about: 'Users whose first activity ever falls in the unit.', format: 'integer' },
  returning: { about: 'Users active in the unit and in the one before.', format: 'integer' },
  resurrecting: { about: 'Users active in the unit, not in the one before, but earlier.', format: 'integer' },
  dormant: { about: 'Users active in the unit before and not in this one; drawn below zero.', format: 'integer' },
  complete: completeSpec('unit'),
})
/** Of days, weeks and months. */
const DATE = resultColumns({
  date: {
    about: 'First local date of the unit. For hours and minutes the column is ts: when they begin (UTC).',
    format: 'date',
  },
})
/** Of hours and minutes, in its place. */
const TS = resultColumns({ ts: { about: 'When the unit begins (UTC).', format: 'datetime' } })

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const unit = readTimeUnit(values)
  const begins = isClockUnit(unit)
    ? rowsOf(TS, result).map((row) => timeText(row.ts))
    : rowsOf(DATE, result).map((row) => row.date)
  const rows = rowsOf(FIGURES, result)
  const series = (['returning', 'resurrecting', 'new', 'dormant'] as const).map((column) => ({
    name: capitalized(column),
    points: begins.flatMap((x, index) => {
      const row = rows[index]
      if (row === undefined) return []
      const y = (column === 'dormant' ? -1 : 1) * row[column] || 0
      return [{ x, y, figure: { row: index, column }, ...markOf(row) }]
    }),
  }))
  const sum = (column: 'new' | 'resurrecting'): string => countText(rows.reduce((total, row) => total + row[column], 0))
  return [
    {
      kind: 'bar',
      layout: 'stacked',
      direction: 'vertical',
      title: 'Lifecycle',
      x: { label: `${capitalized(unit)}${isClockUnit(unit) ? ' (UTC)' : ''}`, type: 'date' },
      y: { label: 'Users', format: 'integer' },
      summary:
        rows.length === 0
          ? 'There is no activity in these dates.'
          : `Over ${countText(rows.length)} ${unit}s, ${sum('new')} users were new, and there were ` +
            `${sum('resurrecting')} returns after a break; users who fell dormant are drawn below zero.`,
      series,
    },
  ]
}

export const lifecycle: Analysis = {
  name: 'lifecycle',
  title: 'Lifecycle',
  about: 'New, returning, resurrected and dormant users, by hour, day, week or month.',
  grain: 'one row per minute, hour, day, week or month',
  definition,
  parameters: [TIME_UNIT, { ...ACTIVE_EVENTS, more: true }, ...COMMON_PARAMETERS],
  columns: columnList({ ...DATE, ...FIGURES }),
  estimates: { users: ['new', 'returning', 'resurrecting', 'dormant'] },
  reads: 'events',
  otherTools: DATED_SEARCH,
  population: activePopulation(),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const active = readActive(values)
    const unit = readTimeUnit(values)
    // All that came before decides who is new; the last unit is counted whole.
    const range = partitionRange(asked, null, unit === 'week' || unit === 'month' ? LONGEST_UNIT_DAYS : 0)
    const units = activeUnits(asked, active, unit)
    return {
      ...addedPlan(asked, lifecycleSql(units)),
      range,
      ...(asked.timezone === null ? {} : { timezone: asked.timezone }),
      notes: [...asked.notes, active.length === 0 ? 'active: any event' : `active: ${active.length} chosen events`],
      ...(asked.entity.length > 0
        ? {}
        : {
            sequence: {
              analysis: 'lifecycle',
              values,
              ...units.rows,
              range,
              beside: shownUnitsSql(units),
              rule: "Each user's active units are walked once in order: each is held against the one before.",
            },
          }),
    }
  },
  kernel: async (run) => {
    const { countLifecycle } = await import('./kernel')
    return countLifecycle(run, isClockUnit(readTimeUnit(run.values)) ? 'ts' : 'date')
  },
  charts,
  drill,
}
