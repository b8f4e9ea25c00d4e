import { required } from '../../base/required'
import type { IsoDate } from '../../model/schema'
import type { Catalog } from '../contract/catalog'
import type { ParameterSpec, ParameterValue } from '../contract/parameter'

/** The workspace's first and last date: of its events, or of its plain tables where it has no events. */
export function dataDates(catalog: Catalog): { readonly minDate: IsoDate | null; readonly maxDate: IsoDate | null } {
  const dated = catalog.tables.filter((table) => table.minDate !== null)
  const tables = dated.some((table) => table.kind === 'events')
    ? dated.filter((table) => table.kind === 'events')
    : dated
  return {
    minDate: tables.map((table) => required(table.minDate)).sort()[0] ?? null,
    maxDate:
      tables
        .map((table) => required(table.maxDate))
        .sort()
        .at(-1) ?? null,
  }
}

const TYPES = {
  from: 'date',
  to: 'date',
  segment: 'segment',
  compare: 'comparison',
  timezone: 'timezone',
  include_test: 'boolean',
  sample: 'share',
  users: 'choice',
} as const satisfies Readonly<Record<string, ParameterSpec['type']>>
/** A parameter that a scope gives its value. */
export type ScopeParameter = keyof typeof TYPES

function isScopeParameter(name: string): name is ScopeParameter {
  return name in TYPES
}

/**
 * Whether a scope gives a parameter its value, so that no form asks for it. A saved query's date with a default of its
 * own stays in its form: the scope would say "All dates" and mean others.
 */
export function isInBar(spec: Pick<ParameterSpec, 'name' | 'type' | 'default'>): boolean {
  return (
    isScopeParameter(spec.name) && TYPES[spec.name] === spec.type && (spec.default === null || spec.default === false)
  )
}

/** What a scope says, as parameters of an analysis that has these; null says nothing. */
export function scopeParameters(
  all: Readonly<Record<ScopeParameter, ParameterValue>>,
  specs: readonly ParameterSpec[],
): Readonly<Record<string, ParameterValue>> {
  return Object.fromEntries(
    specs.flatMap((spec) => {
      const value = isInBar(spec) && isScopeParameter(spec.name) ? all[spec.name] : null
      return value === null ? [] : [[spec.name, value]]
    }),
  )
}
