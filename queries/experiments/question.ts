import type { ColumnSchema } from '../../src-renderer/model/schema'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { conditionSql, readCondition } from '../../src-renderer/query/sql/condition'
import { readDuration } from '../../src-renderer/query/sql/duration'
import { badParameter } from '../../src-renderer/query/sql/refuse'
import { scope, type Scope } from '../../src-renderer/query/sql/source'
import { likelyColumn } from './likelyColumn'
import { checkMargins } from './margins'
import type { Metric } from './metric'
import { metricNotes, readMetrics } from './metrics'

export const VARIANT_NAMES: readonly string[] = [
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

/** An experiment's question, read and checked. */
export interface ExperimentQuestion {
  readonly scope: Scope
  /** null where users are looked at as one group. */
  readonly variant: ColumnSchema | null
  readonly exposureSql: string
  /** The first is the metric that was asked for. */
  readonly metrics: readonly [Metric, ...Metric[]]
  /** null: to the end of the data. */
  readonly windowMicros: number | null
  readonly includeRecent: boolean
  /** Length of the time before the exposure that CUPED looks at; 0 for none. */
  readonly preMicros: number
  readonly notes: readonly string[]
}

const DAY_MICROS = 86_400e6

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
  const metrics = readMetrics(values, catalog, columns)
  checkMargins(
    values,
    metrics.filter(({ role }) => role === 'guardrail').map(({ label }) => label),
  )
  const window = typeof values['window'] === 'string' ? values['window'] : 'none'
  const windowMicros = readDuration(window, 'window')
  const preDays = typeof values['pre_days'] === 'number' ? values['pre_days'] : 0
  const ratios = metrics.filter(({ kind }) => kind === 'ratio')
  return {
    scope: asked,
    variant,
    metrics,
    windowMicros,
    exposureSql: conditionSql(readCondition(values['exposure'] ?? null, 'exposure'), columns),
    includeRecent: values['include_recent'] === true,
    preMicros: preDays * DAY_MICROS,
    notes: [
      ...metricNotes(values, catalog),
      ...(variant === null ? [] : [`variant: ${variant.name}`]),
      `window: ${windowMicros === null ? 'to the end of the data' : window}`,
      ...(preDays > 0 ? [`CUPED: ${preDays} days before the exposure`] : []),
      ...(preDays > 0 && ratios.length > 0
        ? [`without CUPED, as ratios are: ${ratios.map(({ label }) => label).join(', ')}`]
        : []),
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
