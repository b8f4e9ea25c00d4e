import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { Timeline } from '../../src-renderer/sequence/timeline'
import { kindOf, requiredSteps, wayOf } from './attemptCtes'
import { readOptions, type FunnelOptions } from './options'

/** An exclusion between two of the steps that are not optional, counted from 0. */
interface PassExclusion {
  readonly from: number
  readonly to: number
}

/** A funnel as its kernels follow it: steps that are not optional are counted from 0. */
export interface FunnelPass {
  readonly options: FunnelOptions
  /** The funnel's steps that are not optional: their places in it, from 0. */
  readonly required: readonly number[]
  /** All bits of them in a mask of the funnel's steps. */
  readonly requiredMask: number
  readonly kind: 'time' | 'second' | 'file'
  readonly windowMicros: number
  /** How far a step may stand before the one before it. */
  readonly toleranceMicros: number
  /** Steps may have the time of the one before. */
  readonly isLoose: boolean
  readonly exclusions: readonly PassExclusion[]
  readonly cut: boolean
  /** All attempts are graded before those that count are picked. */
  readonly everyTry: boolean
  /** Attempts are told apart by the event that they begin with, where several of one time may begin one. */
  readonly byEntry: boolean
}

/** Whether every try is followed and picked from: where values tell attempts apart, or each attempt counts. */
function triesEach({ hold, eachValue, counting }: FunnelOptions): boolean {
  return hold.length > 0 || eachValue || counting === 'totals'
}

/** Reads what a kernel has to know. Throws `bad-parameter`. */
export function funnelPass(options: FunnelOptions): FunnelPass {
  const numbers = requiredSteps(options)
  const required = numbers.map((step) => step - 1)
  const everyTry = triesEach(options)
  const kind = kindOf(options)
  const ordinal = (step: number): number => numbers.indexOf(step)
  return {
    options,
    required,
    requiredMask: required.reduce((mask, step) => mask | (1 << step), 0),
    kind,
    windowMicros: options.windowMicros ?? Infinity,
    toleranceMicros: options.order === 'any' ? 0 : options.toleranceMicros,
    isLoose: options.ties === 'any' || options.ties === 'second' || options.ties === 'within',
    exclusions: options.exclusions.map(({ from, to }) => ({ from: ordinal(from), to: ordinal(to) })),
    cut: options.exclusionEffect === 'cut',
    everyTry,
    byEntry: everyTry && kind !== 'file',
  }
}

/** The same from an analysis's values. */
export function readPass(values: ParameterValues): FunnelPass {
  return funnelPass(readOptions(values))
}

/** Whether kernels follow a funnel's attempts: by user, where no choice of an event can decide about a later step. */
export function isPassable(options: FunnelOptions): boolean {
  return (
    ['user', 'user_id', 'user_key'].includes(options.per) &&
    wayOf(options, requiredSteps(options), triesEach(options)) === 'direct'
  )
}

/**
 * Whether one attempt of each user counts whose steps are all in one order, and nothing is asked of any event but its
 * first: then no list of attempts is needed.
 */
export function isSoonest({ options, everyTry, required }: FunnelPass): boolean {
  const { order, steps, breakdown, breakdownAt, breakdownStep } = options
  return (
    order === 'ordered' &&
    !everyTry &&
    required.length === steps.length &&
    (breakdown === null || (breakdownAt === 'step' && breakdownStep === 1))
  )
}

/** The step that a step's share and times are counted from: the last one before it that is not optional; from 0. */
export function previousStep({ required }: FunnelPass, step: number): number {
  return required.findLast((one) => one < step) ?? 0
}

/** Reads where a row of a timeline stands: with `file` it is the row itself, which says time and line. */
export function positionReader({ at }: Timeline, { kind }: FunnelPass): (row: number) => number {
  if (kind === 'file') return (row) => row
  return kind === 'time' ? (row) => at[row]! : (row) => Math.floor(at[row]! / 1e6) * 1e6
}
