import { elementAt } from '../../../src-renderer/base/required'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { NO_VALUE } from '../../events/brokenBy'
import { readStepNumber } from '../options'
import { OtherEvents, spanBefore, spanBetween } from '../otherEvents'
import { readPass } from '../passOptions'
import { walkAttempts } from '../walkAttempts'
import { finishLift } from './finish'
import { EVENT_KIND, kindOf, liftColumns, MOST_OF_A_KIND } from './kinds'

/** How many of either side had what of a kind, by the code of its text; the last place is of those without one. */
interface KindCounts {
  readonly kind: string
  readonly texts: readonly string[]
  readonly converted: Float64Array
  readonly lost: Float64Array
}

const countsOf = (kind: string, texts: readonly string[]): KindCounts => ({
  kind,
  texts,
  converted: new Float64Array(texts.length + 1),
  lost: new Float64Array(texts.length + 1),
})

/** The counts of planLift's SQL from one pass over the timeline, and what finishLift makes of them. */
export async function passLift(run: KernelRun): Promise<ResultTable> {
  const { values, timeline } = run
  const pass = readPass(values)
  const { steps } = pass.options
  const from = readStepNumber(values, 'from_step', steps, 1) - 1
  const to = readStepNumber(values, 'to_step', steps, steps.length) - 1
  const others = new OtherEvents(run, pass)
  const ofEvents = countsOf(EVENT_KIND, others.texts)
  const ofColumns = liftColumns(values).map((name, index) => {
    const { codes, texts } = timeline.text(`column_${index + 1}`)
    return { codes, counts: countsOf(kindOf(name), texts) }
  })
  const totals = { converted: 0, lost: 0 }
  await walkAttempts(run, pass, { values: null, units: null }, (attempt, user) => {
    if (!attempt.reached(from)) return
    const side = attempt.reached(to) ? 'converted' : 'lost'
    const span = values['when'] === 'before' ? spanBefore(attempt, pass) : spanBetween(attempt, from, to)
    totals[side] += 1
    others.each(user, span, (code) => {
      ofEvents[side][code]! += 1
    })
    for (const { codes, counts } of ofColumns) {
      const code = codes[attempt.row]!
      counts[side][code < 0 ? counts.texts.length : code]! += 1
    }
  })
  const least = typeof values['least'] === 'number' ? values['least'] : 1
  const kinds = [ofEvents, ...ofColumns.map(({ counts }) => counts)].toSorted((a, b) => (a.kind < b.kind ? -1 : 1))
  const rows = kinds.flatMap((counts) =>
    mostFrequent(counts, least).map(({ value, converted, lost }) => ({
      kind: counts.kind,
      value,
      converted_users: converted,
      lost_users: lost,
      converted_all: totals.converted,
      lost_all: totals.lost,
    })),
  )
  return finishLift(
    computedResult(
      [
        { name: 'kind', type: 'string' },
        { name: 'value', type: 'string' },
        { name: 'converted_users', type: 'integer' },
        { name: 'lost_users', type: 'integer' },
        { name: 'converted_all', type: 'integer' },
        { name: 'lost_all', type: 'integer' },
      ],
      rows,
    ),
  )
}

/** The most frequent of a kind that enough had, by their names; a value that is called like none stands with it. */
function mostFrequent(
  { texts, converted, lost }: KindCounts,
  least: number,
): readonly { readonly value: string; readonly converted: number; readonly lost: number }[] {
  const found = new Map<string, { value: string; converted: number; lost: number }>()
  for (let code = 0; code < converted.length; code += 1) {
    const value = code === texts.length ? NO_VALUE : elementAt(texts, code)
    const one = found.get(value) ?? { value, converted: 0, lost: 0 }
    one.converted += converted[code]!
    one.lost += lost[code]!
    found.set(value, one)
  }
  const byText = (a: { value: string }, b: { value: string }): number => (a.value < b.value ? -1 : 1)
  return [...found.values()]
    .filter((one) => one.converted + one.lost >= Math.max(least, 1))
    .toSorted((a, b) => b.converted + b.lost - a.converted - a.lost || byText(a, b))
    .slice(0, MOST_OF_A_KIND)
    .toSorted(byText)
}
