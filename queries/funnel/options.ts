import { elementAt, required } from '../../src-renderer/base/required'
import { refuse } from '../../src-renderer/query/sql/refuse'
import { readCondition, type Condition } from '../../src-renderer/query/sql/condition'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { brokenBy } from '../events/brokenBy'
import { readDuration } from '../../src-renderer/query/sql/duration'
import { readStep, type Step } from '../../src-renderer/query/sql/step'

const MAX_STEPS = 12
const MAX_TOLERANCE_MICROS = 3600e6

type StepOrder = 'ordered' | 'strict' | 'any'
export type EntryRule = 'furthest' | 'first' | 'latest'
/**
 * In which order events of one time count. `any`: in either; `second`: in either within one second, and two of one name in
 * it are one; `within`: in either within a tolerance; `strict`: a step must be later than the one before.
 */
export type TieRule = 'file-order' | 'any' | 'second' | 'within' | 'strict'
/** `void`: an excluded event takes the whole attempt away; `cut`: the attempt ends there. */
type ExclusionEffect = 'void' | 'cut'
/** What is counted: users, users with each value that is held, or attempts. */
type Counting = 'users' | 'pairs' | 'totals'
type BreakdownAt = 'step' | 'first-touch' | 'last-touch'

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
  /** How far a step may stand before the one before it: 0 unless ties are `within`. */
  readonly toleranceMicros: number
  /** Every step must lie in the dates that are asked for, not the first alone. */
  readonly everyStepDated: boolean
  /** Columns that must keep one value over all steps. */
  readonly hold: readonly string[]
  readonly counting: Counting
  /** `user`, `session` or a column's name. */
  readonly per: string
  readonly exclusions: readonly Exclusion[]
  readonly exclusionEffect: ExclusionEffect
  /** The columns that the answer is broken down by; null where it is not. */
  readonly breakdown: readonly string[] | null
  readonly breakdownAt: BreakdownAt
  /** The step whose value counts where breakdownAt is `step`, from 1. */
  readonly breakdownStep: number
  /** How many values the breakdown shows before "Other". */
  readonly breakdownLimit: number
  /** A user counts under each value that an event of the breakdown's step has, each with attempts of its own. */
  readonly eachValue: boolean
}

function readExclusion(value: unknown, steps: readonly Step[]): Exclusion {
  const condition = readCondition(value, 'exclude')
  const bounds = typeof value === 'object' && value !== null ? (value as { from?: unknown; to?: unknown }) : {}
  const from = bounds.from ?? 1
  const to = bounds.to ?? steps.length
  if (
    typeof from !== 'number' ||
    typeof to !== 'number' ||
    !Number.isInteger(from) ||
    !Number.isInteger(to) ||
    from < 1 ||
    to > steps.length ||
    from >= to
  ) {
    refuse('exclude', value, `from and to must be steps between 1 and ${steps.length}, from before to`)
  }
  if (elementAt(steps, from - 1).optional || elementAt(steps, to - 1).optional)
    refuse('exclude', value, 'from and to must not be optional steps')
  return { condition, from, to }
}

function readSteps(raw: unknown, order: StepOrder): readonly Step[] {
  if (!Array.isArray(raw) || raw.length < 1 || raw.length > MAX_STEPS) {
    refuse('steps', raw, `a funnel has 1 to ${MAX_STEPS} steps, such as ["view","cart","paid"]`)
  }
  const steps = raw.map((step: unknown) => readStep(step, 'steps'))
  if (steps.some((step) => step.optional)) {
    if (order !== 'ordered') refuse('steps', raw, 'optional steps need order=ordered')
    if (elementAt(steps, 0).optional || required(steps.at(-1)).optional)
      refuse('steps', raw, 'the first and the last step cannot be optional')
  }
  return steps
}

/** Reads `file-order`, `any`, `second`, `strict`, or `within:2 seconds`. Throws `bad-parameter`. */
function readTies(text: string): { readonly ties: TieRule; readonly toleranceMicros: number } {
  const amount = /^within:(.*)$/.exec(text)?.[1]
  if (amount === undefined) return { ties: text as TieRule, toleranceMicros: 0 }
  const toleranceMicros = readDuration(amount, 'ties')
  if (toleranceMicros === null || toleranceMicros > MAX_TOLERANCE_MICROS)
    refuse('ties', text, 'the tolerance must be an hour at most, such as within:2 seconds')
  return { ties: 'within', toleranceMicros }
}

function readHold(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : []
}

/** The steps of a funnel that looks at what lies between two of them. Throws `bad-parameter` for a funnel of one step. */
export function refuseOneStep(options: FunnelOptions): void {
  if (options.steps.length < 2)
    refuse(
      'steps',
      options.steps.map((step) => step.event),
      'this looks at what lies between two steps; give a second one',
    )
}

/** A step of the funnel by its number; `fallback` where none is given. Throws `bad-parameter`. */
export function readStepNumber(
  values: ParameterValues,
  name: string,
  steps: readonly Step[],
  fallback: number,
): number {
  const value = values[name] ?? fallback
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > steps.length)
    refuse(name, value, `must be a step between 1 and ${steps.length}`)
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
  const exclusions = Array.isArray(rawExclusions)
    ? rawExclusions.map((one: unknown) => readExclusion(one, steps))
    : refuse('exclude', rawExclusions, 'must be a list')
  const breakdownAt = (text('breakdown_at') ?? 'step') as BreakdownAt
  const breakdown = brokenBy(values)
  const breakdownStep =
    breakdown !== null && breakdownAt === 'step' ? readStepNumber(values, 'breakdown_step', steps, 1) : 1
  const { ties, toleranceMicros } = readTies(text('ties') ?? 'file-order')
  if (order === 'strict' && ties === 'within')
    refuse(
      'ties',
      values['ties'],
      'a tolerance says nothing of what comes next; with order=strict choose any, second, file-order or strict',
    )
  const eachValue = breakdown !== null && breakdownAt === 'step' && text('breakdown_users') === 'each-value'
  if (eachValue && elementAt(steps, breakdownStep - 1).optional)
    refuse('breakdown_step', breakdownStep, 'with breakdown_users=each-value it must not be an optional step')
  if (eachValue && order === 'any' && breakdownStep > 1)
    refuse('breakdown_step', breakdownStep, 'with order=any and breakdown_users=each-value it must be 1')
  const hold = readHold(values['hold'])
  const counting = (text('counting') ?? 'users') as Counting
  const effect = text('exclusion_effect') ?? 'void'
  return {
    steps,
    exclusions,
    order,
    breakdownAt,
    ties,
    toleranceMicros,
    breakdown,
    breakdownStep,
    eachValue,
    windowMicros: readDuration(text('window') ?? 'none', 'window'),
    entry: (text('entry') ?? 'furthest') as EntryRule,
    everyStepDated: text('dates') === 'every-step',
    hold,
    counting: counting === 'pairs' && hold.length === 0 ? 'users' : counting,
    per: Array.isArray(values['per']) ? 'user' : (text('per') ?? 'user'),
    // PostHog takes a user out of a funnel in order, and leaves one without an order at the steps done before.
    exclusionEffect: (effect === 'void-in-order' ? (order === 'any' ? 'cut' : 'void') : effect) as ExclusionEffect,
    breakdownLimit: typeof values['breakdown_limit'] === 'number' ? values['breakdown_limit'] : 10,
  }
}

/** The funnel without its breakdown: each counts once in it. */
export function wholeFunnel(options: FunnelOptions): FunnelOptions {
  return { ...options, breakdown: null, eachValue: false }
}
