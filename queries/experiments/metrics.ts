import type { ColumnSchema } from '../../src-renderer/model/schema'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import {
  columnNamed,
  conditionSql,
  readCondition,
  readConditions,
  type Condition,
} from '../../src-renderer/query/sql/condition'
import { identifier } from '../../src-renderer/query/sql/literal'
import { badParameter, refuse } from '../../src-renderer/query/sql/refuse'
import { likelyColumn } from './likelyColumn'
import { measureMetrics } from './measureMetrics'
import type { FigureKind, Metric, UserFigure } from './metric'

/** What an event's metric is, as the parameter `measure` says. */
const MEASURES = ['converted', 'count', 'sum', 'days', 'avg', 'ratio'] as const
export type Measure = (typeof MEASURES)[number]

/** What the mean of a measure is called; a ratio is called as its metric is. */
const MEASURED: Readonly<Record<Exclude<Measure, 'ratio'>, string>> = {
  converted: 'Share of users',
  count: 'Events per user',
  sum: 'Value per user',
  days: 'Active days per user',
  avg: 'Mean value',
}

const VALUE_NAMES = ['value', 'revenue', 'amount', 'price', 'total']

/** A metric before it has a name unlike the others. */
type Unnamed = Omit<Metric, 'label'> & { readonly called: string }

/** What a metric of an event is, as the parameter says. */
export function readMeasure(values: ParameterValues): Measure {
  return MEASURES.find((one) => one === values['measure']) ?? 'converted'
}

function checkNumbers(column: ColumnSchema, parameter: string): ColumnSchema {
  if (column.type === 'integer' || column.type === 'double') return column
  throw badParameter(parameter, column.name, `: column "${column.name}" holds no numbers; choose one that does.`)
}

/** The column that is summed. Throws `not-found`, and `bad-parameter` for one that holds no numbers. */
export function valueColumn(columns: readonly ColumnSchema[], values: ParameterValues): ColumnSchema {
  return checkNumbers(
    likelyColumn(columns, values['value'], VALUE_NAMES, 'value', 'say which column holds the value that is summed'),
    'value',
  )
}

function columnGiven(
  columns: readonly ColumnSchema[],
  values: ParameterValues,
  parameter: string,
): ColumnSchema | null {
  const name = values[parameter]
  return typeof name === 'string' && name !== '' ? checkNumbers(columnNamed(name, columns), parameter) : null
}

function labelOf(condition: Condition): string {
  return `${condition.event ?? 'any event'}${condition.where.length === 0 ? '' : ' with conditions'}`
}

/** Events, or the sum of a column over them, in words. */
function sumLabel(condition: Condition, column: ColumnSchema | null): string {
  return column === null ? labelOf(condition) : `${column.name} of ${labelOf(condition)}`
}

function betterOf(values: ParameterValues): Metric['better'] {
  return values['better'] === 'lower' ? 'lower' : 'higher'
}

function readGoal(values: ParameterValues, columns: readonly ColumnSchema[]): Unnamed {
  const measure = readMeasure(values)
  const condition = readCondition(values['metric'] ?? null, 'metric')
  const figure = (kind: FigureKind, of: Condition, column: ColumnSchema | null = null): UserFigure => ({
    kind,
    eventSql: conditionSql(of, columns),
    amountSql: column === null ? null : `${identifier(column.name)}::DOUBLE`,
  })
  const common = { called: labelOf(condition), better: betterOf(values), role: 'goal', under: [] } as const
  const once = (one: UserFigure): Metric['over'] => [{ factor: 1, figure: one }]
  if (measure === 'ratio') {
    const divisor = readCondition(values['denominator'] ?? null, 'denominator')
    const [value, by] = [columnGiven(columns, values, 'value'), columnGiven(columns, values, 'denominator_value')]
    const called = `${sumLabel(condition, value)} / ${sumLabel(divisor, by)}`
    return {
      ...common,
      kind: 'ratio',
      called,
      measured: called,
      over: once(figure(value === null ? 'count' : 'sum', condition, value)),
      under: once(figure(by === null ? 'count' : 'sum', divisor, by)),
    }
  }
  const measured = MEASURED[measure]
  if (measure === 'avg') {
    const column = valueColumn(columns, values)
    return {
      ...common,
      kind: 'ratio',
      measured,
      over: once(figure('sum', condition, column)),
      under: once(figure('values', condition, column)),
    }
  }
  if (measure === 'converted') return { ...common, kind: 'share', measured, over: once(figure('did', condition)) }
  const column = measure === 'sum' ? valueColumn(columns, values) : null
  return { ...common, kind: 'mean', measured, over: once(figure(measure, condition, column)) }
}

/** Whether measures or formulas stand in place of the metric event. */
function asksMeasures(values: ParameterValues): boolean {
  return (values['measures'] ?? null) !== null || (values['formula'] ?? null) !== null
}

/** The metrics asked for first: measures where some are given, else that of the metric event. */
function readGoals(
  values: ParameterValues,
  catalog: Catalog,
  columns: readonly ColumnSchema[],
): readonly [Unnamed, ...Unnamed[]] {
  if (!asksMeasures(values)) return [readGoal(values, columns)]
  const asked = { parameter: 'measures', measures: values['measures'] ?? null, formulas: values['formula'] ?? null }
  const [first, ...others] = measureMetrics(asked, catalog, columns).map(({ good, ...metric }): Unnamed => ({
    ...metric,
    role: 'goal',
    better: good ?? betterOf(values),
  }))
  return first === undefined ? refuse('measures', values['measures'], 'choose a measure') : [first, ...others]
}

/** What a reader should know of how the metric was understood. */
export function metricNotes(values: ParameterValues, catalog: Catalog): readonly string[] {
  const { event, where } = readCondition(values['metric'] ?? null, 'metric')
  if (asksMeasures(values))
    return event === null && where.length === 0 ? [] : ['the measures are compared, and not the metric event']
  return event !== null && catalog.measures?.some(({ name }) => name === event) === true
    ? [`metric: the event ${event}, not the measure of the model; measures=${event} is that`]
    : []
}

/** The share of users who did each of some events. */
function readShares(
  values: ParameterValues,
  columns: readonly ColumnSchema[],
  parameter: string,
  what: Pick<Metric, 'better' | 'role'>,
): readonly Unnamed[] {
  return readConditions(values[parameter] ?? null, parameter).map((condition) => ({
    ...what,
    called: labelOf(condition),
    kind: 'share',
    measured: MEASURED.converted,
    over: [{ factor: 1, figure: { kind: 'did', eventSql: conditionSql(condition, columns), amountSql: null } }],
    under: [],
  }))
}

/** Measures that must not get worse: they, or the model, say which way that is. */
function readGuardrails(
  values: ParameterValues,
  catalog: Catalog,
  columns: readonly ColumnSchema[],
): readonly Unnamed[] {
  const measures = values['guardrail_measures'] ?? null
  if (measures === null) return []
  const asked = { parameter: 'guardrail_measures', measures, formulas: null }
  return measureMetrics(asked, catalog, columns).map(({ good, ...metric }): Unnamed => {
    const better =
      good ??
      refuse(
        'guardrail_measures',
        metric.called,
        `nothing says which way of ${metric.called} is worse; ` +
          'give it "good": "up" or "down", here or in the model',
      )
    return { ...metric, role: 'guardrail', better }
  })
}

/**
 * The metrics that the parameters ask for, each called otherwise than the others: the one asked for, then other goals and
 * guardrails. Throws `bad-parameter` and `not-found`.
 */
export function readMetrics(
  values: ParameterValues,
  catalog: Catalog,
  columns: readonly ColumnSchema[],
): readonly [Metric, ...Metric[]] {
  const seen = new Map<string, number>()
  const named = ({ called, ...metric }: Unnamed): Metric => {
    const count = (seen.get(called) ?? 0) + 1
    seen.set(called, count)
    return { ...metric, label: count === 1 ? called : `${called} (${count})` }
  }
  const [goal, ...others] = readGoals(values, catalog, columns)
  return [
    named(goal),
    ...others.map(named),
    ...readShares(values, columns, 'also_better', { better: 'higher', role: 'goal' }).map(named),
    ...readShares(values, columns, 'guardrails', { better: 'lower', role: 'guardrail' }).map(named),
    ...readGuardrails(values, catalog, columns).map(named),
  ]
}
