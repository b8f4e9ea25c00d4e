import type { OverviewPart } from './askOverview'
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

/** The measures that have limits, as the page's own answers say them. */
export function alertsOf(parts: readonly OverviewPart[]): readonly Alert[] {
  return parts.flatMap(({ question, answer }): readonly Alert[] => {
    if (answer?.kind !== 'daily' || answer.limits === null) return []
    const value = answer.last?.value ?? null
    const level = levelText(answer)
    const state = value === null ? 'unknown' : level === null ? 'within' : 'beyond'
    const says =
      state === 'unknown'
        ? 'no figure to hold against its limits'
        : `${tileText(answer)}, ${level ?? 'within its limits'}`
    const date = answer.last?.date ?? ''
    return [{ measure: question.title, date, value, state, text: `${question.title}: ${says}` }]
  })
}
