import type { Asked, Behind } from '../case'
import { takenBy } from '../case'
import { parametersOf } from './attribution/randomJourneys'
import type { AttributionQuestion, Credit } from './attribution/reference'

export type Question = Omit<AttributionQuestion, 'model'>

/** The question's parameters as this analysis has them. */
export function askedOf(
  analysis: { readonly parameters: readonly { readonly name: string }[] },
  question: Question,
  model: string,
): Asked {
  return takenBy(analysis, parametersOf(question, model))
}

/** Users are listed, each with how many of the figure are theirs. */
export function sumsOf(
  ...columns: readonly (readonly [figure: string, own: string])[]
): Readonly<Record<string, Behind>> {
  return Object.fromEntries(
    columns.map(([figure, own]) => [
      figure,
      { addsUp: own, because: 'users are listed, each once, with how many of the figure are theirs' },
    ]),
  )
}

/** A share of conversions: what a channel gets, in one order on both sides. */
export function creditRows(credits: readonly Credit[], more: Readonly<Record<string, string>>): readonly object[] {
  return credits.map(({ channel, conversions, value }) => ({ ...more, channel, conversions, value }))
}

/** Why no whole number of a credit can be listed. */
export const CREDITS_ARE_PARTS =
  'credits are parts of conversions, not counts: attribution/drill.test.ts holds that those listed add up to them'
