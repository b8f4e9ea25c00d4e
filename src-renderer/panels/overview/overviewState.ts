import { required } from '../../base/required'
import type { ParameterSpec } from '../../query/contract/parameter'
import { COMMON_PARAMETERS } from '../../query/sql/source'
import type { RawValues } from '../analysis/parameterErrors'
import { isRecord } from '../analysis/rememberedState'

/** What the overview remembers besides the scope that all pages share. */
export interface OverviewState {
  /** The event table that is read; null for all. */
  readonly source: string | null
  readonly filter: readonly unknown[]
}

export const OPEN_OVERVIEW: OverviewState = { source: null, filter: [] }

export function isOverviewState(value: unknown): value is OverviewState {
  return (
    isRecord(value) &&
    (value['source'] === null || typeof value['source'] === 'string') &&
    Array.isArray(value['filter'])
  )
}

export const FILTER: ParameterSpec = {
  ...required(COMMON_PARAMETERS.find(({ name }) => name === 'filter')),
  more: false,
}

/** The filter that a form says. */
export function changedFilter(values: RawValues): readonly unknown[] {
  const { filter } = values
  return Array.isArray(filter) ? filter : []
}
