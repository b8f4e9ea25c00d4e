import type { FamilyPanel } from '../../query/contract/family'
import { COMMON_PARAMETERS } from '../../query/sql/source'
import type { RawValues } from './parameterErrors'
import { isRecord } from './rememberedState'

/** What a panel remembers between starts. */
export interface PanelState {
  readonly analysis: string | null
  readonly view: ResultView
  /** The event table chosen; null for all. */
  readonly source: string | null
  /** Parameters that differ from their defaults: by analysis, and those that the panel's analyses share under `*`. */
  readonly values: Readonly<Record<string, RawValues>>
}

const RESULT_VIEWS = ['chart', 'table', 'sql', 'definition'] as const
export type ResultView = (typeof RESULT_VIEWS)[number]

export const INITIAL_STATE: PanelState = { analysis: null, view: 'chart', source: null, values: {} }
const SHARED = '*'

export function isPanelState(value: unknown): value is PanelState {
  return (
    isRecord(value) &&
    (value['analysis'] === null || typeof value['analysis'] === 'string') &&
    (RESULT_VIEWS as readonly unknown[]).includes(value['view']) &&
    (value['source'] === null || typeof value['source'] === 'string') &&
    isRecord(value['values']) &&
    Object.values(value['values']).every(isRecord)
  )
}

/** What of a panel says which values its analyses share. */
type Sharing = Pick<FamilyPanel, 'sameParameters' | 'shared'>

function isShared(panel: Sharing, parameter: string): boolean {
  return (
    panel.sameParameters === true ||
    panel.shared?.includes(parameter) === true ||
    COMMON_PARAMETERS.some((spec) => spec.name === parameter)
  )
}

/** The values that an analysis starts from: its own and the shared ones. */
export function valuesOf(state: PanelState, analysis: string): RawValues {
  return { ...state.values[SHARED], ...state.values[analysis] }
}

/** The state after the form of one analysis changed. */
export function withValues(state: PanelState, panel: Sharing, analysis: string, values: RawValues): PanelState {
  const entries = Object.entries(values)
  return {
    ...state,
    values: {
      ...state.values,
      [SHARED]: Object.fromEntries(entries.filter(([name]) => isShared(panel, name))),
      [analysis]: Object.fromEntries(entries.filter(([name]) => !isShared(panel, name))),
    },
  }
}
