import { required } from '../../base/required'
import { effectScope, type ShallowRef } from 'vue'
import type { Catalog } from '../../query/contract/catalog'
import type { ParameterSpec } from '../../query/contract/parameter'
import { dataDates, scopeParameters } from '../../query/analysis/scopeParameters'
import type { RawValues } from '../analysis/parameterErrors'
import { isRecord, useRememberedState } from '../analysis/rememberedState'
import { datesOf, RANGES, type DateRange, type RangeChoice } from '../../model/dateRanges'

/** What holds for every analysis of a workspace at once: the bar's choices. */
export interface ScopeState {
  readonly range: RangeChoice
  /** A kept segment's name; null for everyone. */
  readonly segment: string | null
  /** With what it is compared, as the parameter `compare` has it; null for nothing. */
  readonly compare: string | null
  /** Null: the workspace's. */
  readonly timezone: string | null
  readonly includeTest: boolean
  /** Accounts count, though the workspace's model has a table of people. */
  readonly countsAccounts?: boolean
  /** The share of the users who are asked; absent or null for everybody. */
  readonly sample?: number | null
}

export const OPEN_SCOPE: ScopeState = {
  range: 'all',
  segment: null,
  compare: null,
  timezone: null,
  includeTest: false,
  countsAccounts: false,
  sample: null,
}

function isRange(value: unknown): value is RangeChoice {
  const isEnd = (end: unknown): boolean => end === null || typeof end === 'string'
  return RANGES.some((range) => range.name === value) || (isRecord(value) && isEnd(value['from']) && isEnd(value['to']))
}

function isScopeState(value: unknown): value is ScopeState {
  return (
    isRecord(value) &&
    isRange(value['range']) &&
    typeof value['includeTest'] === 'boolean' &&
    ['boolean', 'undefined'].includes(typeof value['countsAccounts']) &&
    (value['sample'] === undefined || value['sample'] === null || typeof value['sample'] === 'number') &&
    ['segment', 'compare', 'timezone'].every((name) => value[name] === null || typeof value[name] === 'string')
  )
}

const open = new Map<string, ShallowRef<ScopeState>>()

/** The scope of a workspace: one for all its pages, remembered between starts. */
export function useScopeState(workspaceId: string): ShallowRef<ScopeState> {
  const known = open.get(workspaceId)
  if (known !== undefined) return known
  // Detached, because it outlives the page that asks first.
  const state = required(
    effectScope(true).run(() => useRememberedState<ScopeState>(workspaceId, 'scope', OPEN_SCOPE, isScopeState)),
  )
  open.set(workspaceId, state)
  return state
}

/** The state after a change; a comparison that has lost its ground (a start, a segment) goes with it. */
export function withScope(state: ScopeState, part: Partial<ScopeState>): ScopeState {
  const next = { ...state, ...part }
  const startless = next.range === 'all' || (typeof next.range !== 'string' && next.range.from === null)
  const groundless =
    (next.compare?.startsWith('previous-') === true && startless) ||
    (next.compare === 'everyone-else' && next.segment === null) ||
    (next.segment !== null && next.compare === `segment:${next.segment}`)
  return groundless ? { ...next, compare: null } : next
}

/** What the bar says as parameters, for an analysis that has these; only what differs from the defaults. */
export function scopeValues(state: ScopeState, dates: DateRange, specs: readonly ParameterSpec[]): RawValues {
  return scopeParameters(
    {
      from: dates.from,
      to: dates.to,
      segment: state.segment,
      compare: state.compare,
      timezone: state.timezone,
      include_test: state.includeTest ? true : null,
      users: state.countsAccounts === true ? 'accounts' : null,
      sample: state.sample ?? null,
    },
    specs,
  )
}

export function scopeDates(state: ScopeState, catalog: Catalog): DateRange {
  return datesOf(state.range, dataDates(catalog).maxDate)
}
