import { badParameter } from '../../src-renderer/query/sql/refuse'
import type { Figure } from '../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { stepLabels } from '../funnel/labels'
import { readOptions } from '../funnel/options'
import { readUnit, type Unit } from '../events/calendarUnit'
import { bracketLabel } from '../retention/brackets'
import { bracketsOf, readPeriods } from '../retention/question'
import type { Sides } from './sides'

/** A figure whose users are compared. */
export interface ComparedFigure {
  /** "day 7", "step 2, cart". */
  readonly label: string
  readonly figure: Figure
  /** A figure that holds these users and those who just failed to count, and says when they entered. */
  readonly around: Figure
}

/** The periods that are compared when none are asked for. */
const ASKED: Readonly<Record<Unit, readonly number[]>> = { day: [1, 7, 30], week: [1, 4, 12], month: [1, 3, 12] }
const MOST_FIGURES = 12

/** The numbers in "1, 7, 30"; null when it is empty. Throws `bad-parameter`. */
function readNumbers(value: ParameterValues[string] | undefined): readonly number[] | null {
  const text = typeof value === 'string' ? value.trim() : ''
  if (text === '') return null
  const numbers = text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : Number.NaN))
  if (numbers.some(Number.isNaN) || numbers.length > MOST_FIGURES) {
    throw badParameter('figures', text, ` must be up to ${MOST_FIGURES} numbers of periods or steps, such as 1, 7, 30.`)
  }
  return [...new Set(numbers)].sort((one, other) => one - other)
}

function noneOf(asked: readonly number[], what: string): never {
  throw badParameter(
    'figures',
    asked.join(', '),
    `: there ${asked.length === 1 ? `is no such ${what}` : `are no such ${what}s`} in definition a.`,
  )
}

function retentionFigures(values: ParameterValues, asked: readonly number[] | null): readonly ComparedFigure[] {
  const unit = readUnit(values)
  const brackets = bracketsOf(values)
  const periods =
    brackets !== null
      ? brackets.map((bracket) => bracket.first).filter((first) => asked?.includes(first) ?? true)
      : (asked ?? ASKED[unit]).filter((period) => period <= readPeriods(values))
  if (periods.length === 0) return noneOf(asked ?? [], brackets === null ? 'period' : 'bracket')
  return periods.slice(0, MOST_FIGURES).map((period): ComparedFigure => {
    const bracket = brackets?.find((one) => one.first === period)
    const label =
      bracket === undefined || bracket.first === bracket.last
        ? `${unit} ${period}`
        : `${unit}s ${bracketLabel(bracket)}`
    return { label, figure: { row: { period }, column: 'users' }, around: { row: { period }, column: 'eligible' } }
  })
}

function funnelFigures(values: ParameterValues, asked: readonly number[] | null): readonly ComparedFigure[] {
  const labels = stepLabels(readOptions(values))
  const label = (step: number): string => labels[step - 1] ?? ''
  const figure = (step: number): Figure => ({ row: { step, event: label(step) }, column: 'users' })
  const steps = labels.map((_, index) => index + 1).filter((step) => asked?.includes(step) ?? true)
  if (steps.length === 0) return noneOf(asked ?? [], 'step')
  return steps.map((step) => ({ label: `step ${step}, ${label(step)}`, figure: figure(step), around: figure(1) }))
}

/** The figures to compare, those of definition a. Throws `bad-parameter`. */
export function comparedFigures({ name, a }: Sides, values: ParameterValues): readonly ComparedFigure[] {
  const asked = readNumbers(values['figures'])
  return name === 'funnel' ? funnelFigures(a.values, asked) : retentionFigures(a.values, asked)
}
