import { columnOfKind, MEASURE_KINDS, quantileOf, type MeasureKind } from '../../../model/measure'
import type { ParameterValue } from '../../../query/contract/parameter'
import type { SelectOption } from '../../ui'

type Direction = 'up' | 'down'

/** A measure as a row of the form holds it; `kept` is one that the row only shows: of the model, or a formula. */
export type MeasureDraft = { readonly key: number } & (
  | {
      readonly name: string
      readonly event: ParameterValue
      readonly measure: MeasureKind
      readonly column: string | null
      /** Which way is good; null where nothing is said. */
      readonly good: Direction | null
    }
  | { readonly kept: unknown }
)

const LABELS: Readonly<Record<(typeof MEASURE_KINDS)[number], string>> = {
  count: 'events',
  users: 'users',
  'per-user': 'per user',
  sum: 'sum of',
  avg: 'mean of',
  min: 'least of',
  max: 'greatest of',
  median: 'median of',
  distinct: 'different values of',
}
/** What a form offers for the direction of a measure. */
export const DIRECTIONS: readonly SelectOption<Direction | 'unsaid'>[] = [
  { value: 'unsaid', label: 'Which way is good?' },
  { value: 'up', label: 'up is good' },
  { value: 'down', label: 'down is good' },
]
const PERCENTILES = ['p75', 'p90', 'p95', 'p99'] as const

function isKind(text: unknown): text is MeasureKind {
  return typeof text === 'string' && (MEASURE_KINDS.some((one) => one === text) || quantileOf(text) !== null)
}

/** The kinds to choose from; one that was given otherwise is among them. */
export function kindOptions(given: MeasureKind): readonly SelectOption<MeasureKind>[] {
  const known: readonly SelectOption<MeasureKind>[] = [
    ...MEASURE_KINDS.map((value) => ({ value, label: LABELS[value] })),
    ...PERCENTILES.map((value) => ({ value, label: `${value} of` })),
  ]
  return known.some((one) => one.value === given) ? known : [...known, { value: given, label: `${given} of` }]
}

/** The first letter that no measure is called by: A, B … */
export function freeName(taken: readonly string[]): string {
  for (let index = 0; ; index++) {
    const name = `${String.fromCharCode(65 + (index % 26))}${index < 26 ? '' : Math.floor(index / 26) + 1}`
    if (!taken.includes(name)) return name
  }
}

/** A measure of a value as a row. */
export function draftOf(value: unknown, key: number, name: string): MeasureDraft {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { key, kept: value }
  const given = value as Readonly<Record<string, unknown>>
  const measure = given['measure'] ?? 'count'
  if ('formula' in given || !isKind(measure)) return { key, kept: value }
  const { event = null, column, good } = given
  return {
    key,
    name: typeof given['name'] === 'string' ? given['name'] : name,
    event: event as ParameterValue,
    measure,
    column: typeof column === 'string' && column !== '' ? column : null,
    good: good === 'up' || good === 'down' ? good : null,
  }
}

/** What the rows say, as the parameter's value. */
export function measuresOf(drafts: readonly MeasureDraft[]): readonly unknown[] {
  return drafts.map((draft) => {
    if ('kept' in draft) return draft.kept
    const { name, event, measure, column, good } = draft
    return {
      name,
      event,
      measure,
      ...(column === null || columnOfKind(measure) === 'none' ? {} : { column }),
      ...(good === null ? {} : { good }),
    }
  })
}

/** What a row that is only shown says. */
export function keptText(kept: unknown): string {
  if (typeof kept === 'string') return kept
  const { name, formula } = (typeof kept === 'object' && kept !== null ? kept : {}) as Readonly<Record<string, unknown>>
  return typeof formula === 'string' ? `${String(name)} = ${formula}` : (JSON.stringify(kept) ?? '')
}
