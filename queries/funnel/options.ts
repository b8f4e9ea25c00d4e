import { LatheError } from '../../src-renderer/model/error'
import { readCondition, type Condition } from '../../src-renderer/query/condition'
import type { ParameterValues } from '../../src-renderer/query/definition'
import { readDuration } from '../../src-renderer/query/duration'
import { readStep, type Step } from '../../src-renderer/query/step'

export const MAX_STEPS = 12

export type StepOrder = 'ordered' | 'strict' | 'any'
export type EntryRule = 'furthest' | 'first' | 'latest'
export type TieRule = 'file-order' | 'any' | 'strict'
/** `void`: an excluded event takes the whole attempt away; `cut`: the attempt ends there. */
export type ExclusionEffect = 'void' | 'cut'
export type BreakdownAt = 'step' | 'first-touch' | 'last-touch'

/** An event that must not happen strictly between two steps (counted from 1, optional ones too). */
export interface Exclusion {
  readonly condition: Condition
  readonly from: number
  readonly to: number
}

/** A funnel's parameters, checked. */
export interface FunnelOptions {
  readonly steps: readonly Step[]
  /** null: no limit. */
  readonly windowMicros: number | null
  readonly order: StepOrder
  readonly entry: EntryRule
  readonly ties: TieRule
  /** `user`, `session` or a column's name. */
  readonly per: string
  readonly exclusions: readonly Exclusion[]
  readonly exclusionEffect: ExclusionEffect
  readonly breakdown: string | null
  readonly breakdownAt: BreakdownAt
  /** The step whose value counts where breakdownAt is `step`, from 1. */
  readonly breakdownStep: number
  /** How many values the breakdown shows before "Other". */
  readonly breakdownLimit: number
}

export function refuse(parameter: string, value: unknown, sentence: string): never {
  throw new LatheError('bad-parameter', `${parameter}: ${sentence}.`, { parameter, value: JSON.stringify(value) ?? 'undefined' })
}

function readExclusion(value: unknown, steps: readonly Step[]): Exclusion {
  const condition = readCondition(value, 'exclude')
  const bounds = typeof value === 'object' && value !== null ? value as { from?: unknown; to?: unknown } : {}
  const from = bounds.from ?? 1
  const to = bounds.to ?? steps.length
  if (typeof from !== 'number' || typeof to !== 'number' || !Number.isInteger(from) || !Number.isInteger(to) || from < 1 || to > steps.length || from >= to) {
    refuse('exclude', value, `from and to must be steps between 1 and ${steps.length}, from before to`)
  }
  if (steps[from - 1]!.optional || steps[to - 1]!.optional) refuse('exclude', value, 'from and to must not be optional steps')
  return { condition, from, to }
}

function readSteps(raw: unknown, order: StepOrder): readonly Step[] {
  if (!Array.isArray(raw) || raw.length < 2 || raw.length > MAX_STEPS) {
    refuse('steps', raw, `a funnel has 2 to ${MAX_STEPS} steps, such as ["view","cart","paid"]`)
  }
  const steps = raw.map((step: unknown) => readStep(step, 'steps'))
  if (steps.some((step) => step.optional)) {
    if (order !== 'ordered') refuse('steps', raw, 'optional steps need order=ordered')
    if (steps[0]!.optional || steps.at(-1)!.optional) refuse('steps', raw, 'the first and the last step cannot be optional')
  }
  return steps
}

/** A step of the funnel by its number; `fallback` where none is given. Throws `bad-parameter`. */
export function readStepNumber(values: ParameterValues, name: string, steps: readonly Step[], fallback: number): number {
  const value = values[name] ?? fallback
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > steps.length) refuse(name, value, `must be a step between 1 and ${steps.length}`)
  return value
}

/** Reads checked parameter values. Throws `bad-parameter`. */
export function readOptions(values: ParameterValues): FunnelOptions {
  const text = (name: string): string | null => {
    const value = values[name]
    return typeof value === 'string' && value !== '' ? value : null
  }
  const order = (text('order') ?? 'ordered') as StepOrder
  const steps = readSteps(values['steps'] ?? [], order)
  const rawExclusions = values['exclude'] ?? []
  const exclusions = Array.isArray(rawExclusions) ? rawExclusions.map((one: unknown) => readExclusion(one, steps)) : refuse('exclude', rawExclusions, 'must be a list')
  const breakdownAt = (text('breakdown_at') ?? 'step') as BreakdownAt
  return {
    steps, exclusions, order, breakdownAt,
    windowMicros: readDuration(text('window') ?? 'none', 'window'),
    entry: (text('entry') ?? 'furthest') as EntryRule,
    ties: (text('ties') ?? 'file-order') as TieRule,
    per: text('per') ?? 'user',
    exclusionEffect: (text('exclusion_effect') ?? 'void') as ExclusionEffect,
    breakdown: text('breakdown'),
    breakdownStep: text('breakdown') !== null && breakdownAt === 'step' ? readStepNumber(values, 'breakdown_step', steps, 1) : 1,
    breakdownLimit: typeof values['breakdown_limit'] === 'number' ? values['breakdown_limit'] : 10,
  }
}
