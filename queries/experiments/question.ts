import { badParameter } from '../../src-renderer/query/sql/refuse'
import type { ColumnSchema } from '../../src-renderer/model/schema'
import {
  columnNamed,
  conditionSql,
  readCondition,
  readConditions,
  type Condition,
} from '../../src-renderer/query/sql/condition'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../src-renderer/query/contract/parameter'
import { readDuration } from '../../src-renderer/query/sql/duration'
import { scope, type Scope } from '../../src-renderer/query/sql/source'

/** What a metric is of each user: did the event, how often, the sum of a column over those events, or on how many days. */
const MEASURES = ['converted', 'count', 'sum', 'days'] as const
export type Measure = (typeof MEASURES)[number]

export const EXPOSURE_PARAMETER: ParameterSpec = {
  name: 'exposure',
  type: 'event',
  label: 'Exposure',
  default: null,
  help: 'The event with which a user sees a variant; empty for any event that names one.',
}
export const EXPOSURE_PARAMETERS: readonly ParameterSpec[] = [
  EXPOSURE_PARAMETER,
  {
    name: 'variant',
    type: 'column',
    label: 'Variant column',
    default: null,
    help: 'The column that names the variant; found by its name when empty.',
    emptyMeans: 'Automatic',
  },
]
export const CONTROL_PARAMETER: ParameterSpec = {
  name: 'control',
  type: 'text',
  label: 'Control',
  default: null,
  help:
    'The variant that the others are compared with; empty for the one called control, a, off or the like, ' +
    'else the first by name.',
}
export const METRIC_PARAMETER: ParameterSpec = {
  name: 'metric',
  type: 'event',
  label: 'Metric event',
  default: null,
  suggest: 'conversion',
  help: 'The event that the metric is about; empty for any event after the exposure.',
}
export const MEASURE_PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'measure',
    type: 'choice',
    label: 'Measure',
    default: 'converted',
    help: 'What is compared between the variants.',
    options: [
      {
        value: 'converted',
        label: 'Share of users',
        help: 'The share of users who did the metric event in the window.',
      },
      {
        value: 'count',
        label: 'Events per user',
        help: 'How often users did it in the window, those who did not counted as 0.',
      },
      {
        value: 'sum',
        label: 'Value per user',
        help: 'The sum of the value column over those events, users without any counted as 0.',
      },
    ],
  },
  {
    name: 'value',
    type: 'column',
    label: 'Value column',
    default: null,
    more: true,
    help: "For value per user: the column that is summed; empty for the log's value column.",
    emptyMeans: 'Automatic',
  },
]
const DAYS_OPTION = {
  value: 'days',
  label: 'Active days per user',
  help: 'On how many local dates users did it in the window, those who did not counted as 0.',
}
/** The measures of an experiment's metric: those of MEASURE_PARAMETERS, and active days. */
export const METRIC_MEASURES: readonly ParameterSpec[] = MEASURE_PARAMETERS.map((spec) =>
  spec.options === undefined ? spec : { ...spec, options: [...spec.options, DAYS_OPTION] },
)
export const WINDOW_PARAMETER: ParameterSpec = {
  name: 'window',
  type: 'duration',
  label: 'Window',
  default: '7 days',
  help: 'How long after the first exposure the metric counts, its end included; "none" for the end of the data.',
}
export const RECENT_PARAMETER: ParameterSpec = {
  name: 'include_recent',
  type: 'boolean',
  label: 'Include recent users',
  default: false,
  more: true,
  help: 'Also users whose window is not over at the newest event; they had less time.',
}
export const CONFIDENCE_PARAMETER: ParameterSpec = {
  name: 'confidence',
  type: 'number',
  label: 'Confidence (%)',
  default: 95,
  min: 50,
  max: 99.99,
  more: true,
  help: 'Of the intervals; a p below the rest to 100 % is called a difference.',
}

const VARIANT_NAMES = [
  'variant',
  'experiment_variant',
  'variation',
  'treatment',
  'arm',
  'bucket',
  'group',
  'experiment_group',
  'test_group',
]
const VALUE_NAMES = ['value', 'revenue', 'amount', 'price', 'total']

/** The column by name, or the first that is called like one of `likely`. Throws `not-found` and `bad-parameter`. */
export function likelyColumn(
  columns: readonly ColumnSchema[],
  given: unknown,
  likely: readonly string[],
  parameter: string,
  ask: string,
): ColumnSchema {
  if (typeof given === 'string' && given !== '') return columnNamed(given, columns)
  for (const name of likely) {
    const column = columns.find((one) => one.name.toLowerCase() === name || one.name.toLowerCase().endsWith(`.${name}`))
    if (column !== undefined) return column
  }
  throw badParameter(parameter, '', `: ${ask}.`)
}

/** A metric by its name: what it is of each user, and which way is for the better. */
export interface NamedMetric {
  readonly label: string
  readonly measure: Measure
  readonly better: 'higher' | 'lower'
  readonly condition: Condition
}

/** A metric over a log's columns. */
export interface Metric extends NamedMetric {
  /** Boolean SQL over an event's columns, never NULL. */
  readonly eventSql: string
}

function labelOf(condition: Condition): string {
  return `${condition.event ?? 'any event'}${condition.where.length === 0 ? '' : ' with conditions'}`
}

/** An experiment's question, read and checked. */
export interface ExperimentQuestion {
  readonly scope: Scope
  /** null where users are looked at as one group. */
  readonly variant: ColumnSchema | null
  readonly exposureSql: string
  /** The first is the metric that was asked for, the others are shares of users. */
  readonly metrics: readonly [Metric, ...Metric[]]
  /** The column summed for measure sum. */
  readonly value: ColumnSchema | null
  /** null: to the end of the data. */
  readonly windowMicros: number | null
  readonly includeRecent: boolean
  /** Length of the time before the exposure that CUPED looks at; 0 for none. */
  readonly preMicros: number
  readonly notes: readonly string[]
}

const DAY_MICROS = 86_400e6

/** What a metric is of each user, as the parameter says. */
export function readMeasure(values: ParameterValues): Measure {
  return MEASURES.find((one) => one === values['measure']) ?? 'converted'
}

/** The column that is summed. Throws `not-found`, and `bad-parameter` for one that holds no numbers. */
export function valueColumn(columns: readonly ColumnSchema[], values: ParameterValues): ColumnSchema {
  const column = likelyColumn(
    columns,
    values['value'],
    VALUE_NAMES,
    'value',
    'say which column holds the value that is summed',
  )
  if (column.type !== 'integer' && column.type !== 'double')
    throw badParameter('value', column.name, `: column "${column.name}" holds no numbers; choose one that does.`)
  return column
}

/**
 * The metrics that the parameters name, each under words of its own, so that a row of the result names its metric: the one
 * asked for, then the others. Throws `bad-parameter`.
 */
export function nameMetrics(values: ParameterValues): readonly [NamedMetric, ...NamedMetric[]] {
  const others = (name: string, better: Metric['better']): readonly Omit<NamedMetric, 'label'>[] =>
    readConditions(values[name] ?? null, name).map((condition) => ({ condition, measure: 'converted', better }))
  const seen = new Map<string, number>()
  const named = (metric: Omit<NamedMetric, 'label'>): NamedMetric => {
    const label = labelOf(metric.condition)
    const count = (seen.get(label) ?? 0) + 1
    seen.set(label, count)
    return { ...metric, label: count === 1 ? label : `${label} (${count})` }
  }
  const goal = named({
    condition: readCondition(values['metric'] ?? null, 'metric'),
    measure: readMeasure(values),
    better: values['better'] === 'lower' ? 'lower' : 'higher',
  })
  return [goal, ...[...others('also_better', 'higher'), ...others('guardrails', 'lower')].map(named)]
}

/** Reads the parameters; `split` false looks at the exposed users as one group. Throws `bad-parameter` and `not-found`. */
export function readExperiment(
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
  split = true,
): ExperimentQuestion {
  const asked = scope(values, catalog, source)
  const { columns } = asked.source
  const variant = split
    ? likelyColumn(
        columns,
        values['variant'],
        VARIANT_NAMES,
        'variant',
        'say which column names the variant that a user saw',
      )
    : null
  const [goal, ...others] = nameMetrics(values)
  const overLog = (metric: NamedMetric): Metric => ({ ...metric, eventSql: conditionSql(metric.condition, columns) })
  const window = typeof values['window'] === 'string' ? values['window'] : 'none'
  const windowMicros = readDuration(window, 'window')
  const preDays = typeof values['pre_days'] === 'number' ? values['pre_days'] : 0
  return {
    scope: asked,
    variant,
    metrics: [overLog(goal), ...others.map(overLog)],
    windowMicros,
    exposureSql: conditionSql(readCondition(values['exposure'] ?? null, 'exposure'), columns),
    value: goal.measure === 'sum' ? valueColumn(columns, values) : null,
    includeRecent: values['include_recent'] === true,
    preMicros: preDays * DAY_MICROS,
    notes: [
      ...(variant === null ? [] : [`variant: ${variant.name}`]),
      `window: ${windowMicros === null ? 'to the end of the data' : window}`,
      ...(preDays > 0 ? [`CUPED: ${preDays} days before the exposure`] : []),
    ],
  }
}

/** Names that a control goes by, likeliest first. */
const CONTROL_NAMES = ['control', 'baseline', 'holdout', 'off', 'a', 'old', 'original', 'false', '0']

/** The variant that the others are compared with. Throws `bad-parameter` where one is named that nobody saw. */
export function chooseControl(variants: readonly string[], values: ParameterValues): string | null {
  const named = values['control']
  if (typeof named === 'string' && named !== '') {
    if (variants.length === 0 || variants.includes(named)) return variants.length === 0 ? null : named
    throw badParameter('control', named, `: nobody saw a variant "${named}"; the variants are ${variants.join(', ')}.`)
  }
  for (const name of CONTROL_NAMES) {
    const found = variants.find((variant) => variant.toLowerCase() === name)
    if (found !== undefined) return found
  }
  return variants[0] ?? null
}
