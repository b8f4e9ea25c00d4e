import { LatheError } from '../../../src-renderer/model/error'
import { addDays, daysBetween, isIsoDate } from '../../../src-renderer/model/isoDate'
import type { ColumnSchema } from '../../../src-renderer/model/schema'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { columnNamed, conditionSql, readCondition } from '../../../src-renderer/query/sql/condition'
import { badParameter } from '../../../src-renderer/query/sql/refuse'
import { scope, type Scope } from '../../../src-renderer/query/sql/source'
import { readMeasure, valueColumn, type Measure } from '../metrics'

/** What is asked, read and checked. */
export interface MatchedQuestion {
  readonly scope: Scope
  /** The first local date on which users may take it up. */
  readonly start: string
  /** Local days before it that say what users were like, and after the take-up that say what came of it. */
  readonly days: number
  readonly takeUpDays: number
  readonly treatmentSql: string
  readonly metricSql: string
  readonly measure: Measure
  readonly value: ColumnSchema | null
  readonly properties: readonly ColumnSchema[]
  readonly notes: readonly string[]
}

const wholeOf = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise)

/** Throws `bad-parameter` and `not-found`. */
export function readMatched(values: ParameterValues, catalog: Catalog, source: string | null): MatchedQuestion {
  const asked = scope(values, catalog, source)
  const { columns, table } = asked.source
  const { firstDate, overDate } = asked
  if (firstDate === null || overDate === null)
    throw new LatheError('not-found', 'There are no events yet; import a log first.', {
      what: 'table',
      name: table ?? 'all_events',
    })
  const treatment = readCondition(values['treatment'] ?? null, 'treatment')
  if (treatment.event === null && treatment.where.length === 0)
    throw badParameter('treatment', '', ': say which event is what some users took up.')
  const takeUpDays = wholeOf(values['take_up_days'], 7)
  const whole = daysBetween(firstDate, overDate) + 1
  const given = values['start']
  const chosen = typeof given === 'string' && isIsoDate(given) ? given : null
  const start = chosen ?? addDays(firstDate, Math.max(0, Math.ceil((whole - takeUpDays) / 2)))
  const before = daysBetween(firstDate, start)
  const after = whole - before - takeUpDays
  if (before < 1 || after < 1)
    throw badParameter(
      'start',
      start,
      `: the days before ${start}, ${takeUpDays} days of taking it up and days after these are needed; ` +
        `the data have whole days from ${firstDate} to ${overDate}.`,
    )
  const wanted = wholeOf(values['days'], 14)
  const days = Math.min(wanted, before, after)
  const measure = readMeasure(values)
  const names = Array.isArray(values['properties']) ? values['properties'] : []
  return {
    scope: asked,
    start,
    days,
    takeUpDays,
    treatmentSql: conditionSql(treatment, columns),
    metricSql: conditionSql(readCondition(values['metric'] ?? null, 'metric'), columns),
    measure,
    value: measure === 'sum' ? valueColumn(columns, values) : null,
    properties: names.flatMap((name) => (typeof name === 'string' ? [columnNamed(name, columns)] : [])),
    notes: [
      `taken up from ${start}${chosen === null ? ', the middle of the data' : ''}, on ${takeUpDays} days`,
      `days: ${days}${days < wanted ? ', as many as the data have on both sides' : ''}`,
    ],
  }
}
