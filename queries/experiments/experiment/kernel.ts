import { isoToDay, localDayReader } from '../../../src-renderer/model/zone'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import { declaredResult } from '../../../src-renderer/query/analysis/declaredResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan, SequenceRequest } from '../../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { identifier } from '../../../src-renderer/query/sql/literal'
import { timelineEvents } from '../../events/eventsInScope'
import { finishExperiment } from '../finish'
import { eventSqlsOf, figuresOf, type Term } from '../metric'
import { OUTCOMES } from '../outcomesSql'
import type { ExperimentQuestion } from '../question'
import { MetricValues, type AskedMetric, type AskedTerm } from './metricValues'
import { FigurePass, type AskedFigure } from './figurePass'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 2048

/** What is asked of a timeline with `exposure`, `variant`, `is_1` … (events that count) and `amount_1` …. */
interface AskedExperiment {
  readonly zone: string
  /** Local days of the first exposure, null for open. */
  readonly from: number | null
  readonly to: number | null
  readonly windowMicros: number | null
  readonly preMicros: number
  readonly nowTs: number
  readonly includeRecent: boolean
  readonly figures: readonly AskedFigure[]
  readonly metrics: readonly AskedMetric[]
}

/** The `sequence` of an experiment's plan, or that of its figures; none where others than users are counted. */
export function experimentSequence(
  question: ExperimentQuestion,
  values: ParameterValues,
  ofKpis = false,
): Pick<QueryPlan, 'sequence'> {
  const { scope, variant, metrics, exposureSql } = question
  if (scope.entity.length > 0 || variant === null) return {}
  const figures = ofKpis ? [] : figuresOf(metrics)
  const which = [...new Set(figures.map(({ eventSql }) => eventSql))]
  const amounts = [...new Set(figures.flatMap(({ amountSql }) => (amountSql === null ? [] : [amountSql])))]
  const ids = figures.map((figure) => JSON.stringify(figure))
  const termsOf = (terms: readonly Term[]): readonly AskedTerm[] =>
    terms.map(({ factor, figure }) => ({ factor, figure: ids.indexOf(JSON.stringify(figure)) }))
  const day = (date: string | null): number | null => (date === null ? null : isoToDay(date))
  const asked: AskedExperiment = {
    zone: scope.timezone ?? scope.catalog.timezone,
    from: day(scope.fromDate),
    to: day(scope.toDate),
    windowMicros: question.windowMicros,
    preMicros: question.preMicros,
    nowTs: scope.source.nowTs ?? 0,
    includeRecent: question.includeRecent,
    figures: figures.map(({ kind, eventSql, amountSql }) => ({
      kind,
      which: which.indexOf(eventSql),
      amount: amountSql === null ? null : amounts.indexOf(amountSql),
    })),
    metrics: (ofKpis ? [] : metrics).map(({ over, under, ...metric }) => ({
      ...metric,
      over: termsOf(over),
      under: termsOf(under),
      events: eventSqlsOf({ ...metric, over, under }).map((sql) => which.indexOf(sql)),
    })),
  }
  const columns: SequenceRequest['columns'] = {
    exposure: { kind: 'flag', sql: `(${exposureSql})` },
    variant: { kind: 'text', sql: identifier(variant.name) },
    ...Object.fromEntries(which.map((sql, at) => [`is_${at + 1}`, { kind: 'flag', sql: `(${sql})` } as const])),
    ...Object.fromEntries(amounts.map((sql, at) => [`amount_${at + 1}`, { kind: 'number', sql } as const])),
  }
  return {
    sequence: {
      analysis: 'experiment',
      values: { ...values, asked: { ...asked } },
      ...timelineEvents(scope),
      where: 'TRUE',
      columns,
      ...(ofKpis ? { ofKpis } : {}),
      rule:
        "each user's events are walked once in order of time for the first exposure, and whether there is one of another " +
        'variant; then those after it, within the window, for what metrics count.',
    },
  }
}

/** A user with a first exposure on the dates asked for, at this row. */
type VisitAssigned = (exposed: number, user: number, is: { readonly single: boolean; readonly over: boolean }) => void

async function eachAssigned(run: KernelRun, visit: VisitAssigned): Promise<void> {
  const { timeline, pace, values } = run
  const { starts, at } = timeline
  const { zone, from, to, windowMicros, nowTs } = values['asked'] as unknown as AskedExperiment
  const [exposure, { codes }] = [timeline.flag('exposure'), timeline.text('variant')]
  const dayOf = localDayReader(zone)
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    let [exposed, single] = [-1, true]
    for (let row = starts[user]!; row < starts[user + 1]!; row += 1) {
      if (exposure[row] === 0 || codes[row]! < 0) continue
      if (exposed < 0) exposed = row
      else if (codes[row] !== codes[exposed]) single = false
    }
    if (exposed < 0) continue
    const day = from === null && to === null ? 0 : dayOf(at[exposed]!)
    if ((from !== null && day < from) || (to !== null && day > to)) continue
    visit(exposed, user, { single, over: windowMicros === null || at[exposed]! <= nowTs - windowMicros })
  }
}

/** The variants compared, metric by metric. */
export async function compareVariants(run: KernelRun): Promise<ResultTable> {
  const { timeline, values } = run
  const asked = values['asked'] as unknown as AskedExperiment
  const { codes, texts } = timeline.text('variant')
  const pass = new FigurePass(timeline, asked)
  const found = new MetricValues(asked.metrics, timeline.users, asked.preMicros > 0)
  let [several, recent] = [0, 0]
  await eachAssigned(run, (exposed, user, { single, over }) => {
    if (!single) several += 1
    else if (!over && !asked.includeRecent) recent += 1
    else found.add(codes[exposed]!, pass.load(user, exposed))
  })
  run.leaveOut('several-variants', several)
  run.leaveOut('recent', recent)
  return finishExperiment(declaredResult(OUTCOMES, found.rows(texts)), values)
}

/** The row of an experiment's kpiPlan(). */
export async function countUncompared(run: KernelRun): Promise<ResultTable> {
  const { includeRecent } = run.values['asked'] as unknown as AskedExperiment
  let [in_several, too_recent] = [0, 0]
  await eachAssigned(run, (_exposed, _user, { single, over }) => {
    if (!single) in_several += 1
    else if (!over && !includeRecent) too_recent += 1
  })
  return computedResult(
    [
      { name: 'in_several', type: 'integer' },
      { name: 'too_recent', type: 'integer' },
    ],
    [{ in_several, too_recent }],
  )
}
