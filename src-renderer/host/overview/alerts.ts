import type { OverviewPart } from './askOverview'
import type { OverviewAnswer } from './overview'
import { levelText, tileText } from './overviewText'

/** How a measure of the model with limits stands on its last complete day. */
export interface Alert {
  readonly measure: string
  readonly date: string
  readonly value: number | null
  /** `within` its limits, `beyond` them, or `unknown`: there is no figure. */
  readonly state: 'within' | 'beyond' | 'unknown'
  readonly text: string
}

/** How the last complete day of a tile lies to its limits; null for one that has none. */
export function alertOf(measure: string, answer: OverviewAnswer | null): Alert | null {
  if (answer?.kind !== 'daily' || answer.limits === null) return null
  const value = answer.last?.value ?? null
  const level = levelText(answer)
  const state = value === null ? 'unknown' : level === null ? 'within' : 'beyond'
  const text =
    state === 'unknown'
      ? 'no figure to hold against its limits'
      : `${tileText(answer)}, ${level ?? 'within its limits'}`
  return { measure, date: answer.last?.date ?? '', value, state, text }
}

/** The measures that have limits, as the page's own answers say them. */
export function alertsOf(parts: readonly OverviewPart[]): readonly Alert[] {
  return parts.flatMap(({ question, answer }) => {
    const alert = alertOf(question.title, answer)
    return alert === null ? [] : [{ ...alert, text: `${alert.measure}: ${alert.text}` }]
  })
}
