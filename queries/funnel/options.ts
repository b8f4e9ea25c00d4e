import { LatheError } from '../../src-renderer/model/error'
import { filterText, readCondition, type Condition, type FilterTerm } from '../../src-renderer/query/condition'
import type { ParameterValues } from '../../src-renderer/query/definition'
import { readDuration } from '../../src-renderer/query/duration'

export const MAX_STEPS = 12

export type StepOrder = 'ordered' | 'strict' | 'any'
export type EntryRule = 'furthest' | 'first' | 'latest'
export type TieRule = 'file-order' | 'any' | 'strict'

/** An event that voids an attempt when it happens strictly between two steps (counted from 1). */
export interface Exclusion {
  readonly condition: Condition
  readonly from: number
  readonly to: number
}

/** A funnel's parameters, checked. */
export interface FunnelOptions {
  readonly steps: readonly Condition[]
  /** null: no limit. */
  readonly windowMicros: number | null
  readonly order: StepOrder
  readonly entry: EntryRule
  readonly ties: TieRule
  /** `user`, `session` or a column's name. */
  readonly per: string
  readonly exclusions: readonly Exclusion[]
  readonly breakdown: string | null
  /** How many values the breakdown shows before "Other". */
  readonly breakdownLimit: number
}

function refuse(parameter: string, value: unknown, sentence: string): never {
  throw new LatheError('bad-parameter', `${parameter}: ${sentence}.`, { parameter, value: JSON.stringify(value) ?? 'undefined' })
}

function readExclusion(value: unknown, steps: number): Exclusion {
  const condition = readCondition(value, 'exclude')
  const bounds = typeof value === 'object' && value !== null ? value as { from?: unknown; to?: unknown } : {}
  const from = bounds.from ?? 1
  const to = bounds.to ?? steps
  if (typeof from !== 'number' || typeof to !== 'number' || !Number.isInteger(from) || !Number.isInteger(to) || from < 1 || to > steps || from >= to) {
    refuse('exclude', value, `from and to must be steps between 1 and ${steps}, from before to`)
  }
  return { condition, from, to }
}

/** Reads checked parameter values. Throws `bad-parameter`. */
export function readOptions(values: ParameterValues): FunnelOptions {
  const rawSteps = values['steps'] ?? []
  if (!Array.isArray(rawSteps) || rawSteps.length < 2 || rawSteps.length > MAX_STEPS) {
    refuse('steps', rawSteps, `a funnel has 2 to ${MAX_STEPS} steps, such as ["view","cart","paid"]`)
  }
  const steps = rawSteps.map((step: unknown) => readCondition(step, 'steps'))
  const rawExclusions = values['exclude'] ?? []
  const exclusions = Array.isArray(rawExclusions) ? rawExclusions.map((one: unknown) => readExclusion(one, steps.length)) : refuse('exclude', rawExclusions, 'must be a list')
  const text = (name: string): string | null => {
    const value = values[name]
    return typeof value === 'string' && value !== '' ? value : null
  }
  return {
    steps, exclusions,
    windowMicros: readDuration(text('window') ?? 'none', 'window'),
    order: (text('order') ?? 'ordered') as StepOrder,
    entry: (text('entry') ?? 'furthest') as EntryRule,
    ties: (text('ties') ?? 'file-order') as TieRule,
    per: text('per') ?? 'user',
    breakdown: text('breakdown'),
    breakdownLimit: typeof values['breakdown_limit'] === 'number' ? values['breakdown_limit'] : 10,
  }
}

function termLabel(term: FilterTerm): string {
  const value = term.value === undefined ? '' : ` ${Array.isArray(term.value) ? term.value.join(', ') : String(term.value)}`
  return `${term.column} ${term.op}${value}`
}

/** A condition in words, for results and charts. */
export function conditionLabel(condition: Condition): string {
  const name = condition.event ?? 'any event'
  return condition.where.length === 0 ? name : `${name} (${condition.where.map((node) => filterText([node], termLabel)).join(', ')})`
}

/** What the rows of the result are called. */
export function stepLabels(options: FunnelOptions): readonly string[] {
  if (options.order !== 'any') return options.steps.map(conditionLabel)
  return options.steps.map((_, index) => `any ${index + 1} of ${options.steps.length}`)
}
