import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { eachPath, type JourneyPath } from '../journeyPaths'
import { CONVERSION, MORE, NO_CONVERSION, OTHER } from './names'
import { byText } from '../../events/byText'

const ENDS = [MORE, CONVERSION, NO_CONVERSION, OTHER]

/** The codes of the channels that are told by name: those with the most stops. */
async function frequentChannels(run: KernelRun, texts: readonly string[]): Promise<readonly number[]> {
  const stops = new Float64Array(texts.length)
  await eachPath(run, 'first', ({ channels, count, converted }) => {
    if (!converted && run.values['missed'] !== true) return
    for (let step = 0; step < count; step += 1) stops[channels[step]!]! += 1
  })
  return [...stops.keys()]
    .filter((code) => stops[code]! > 0)
    .sort((a, b) => stops[b]! - stops[a]! || byText(texts[a]!, texts[b]!))
    .slice(0, Number(run.values['channels']))
}

/** Journeys by step, from what to what they lead, as journeyLinks() says it. */
export async function countLinks(run: KernelRun): Promise<ResultTable> {
  const known = run.timeline.text('channel').texts
  const texts = [...known, ...ENDS.filter((one) => !known.includes(one))]
  const [more, conversion, noConversion, other] = ENDS.map((one) => texts.indexOf(one)) as [
    number,
    number,
    number,
    number,
  ]
  const told = new Int32Array(texts.length).fill(other)
  for (const code of await frequentChannels(run, texts)) told[code] = code
  const most = Number(run.values['steps'])
  const links = new Map<number, { journeys: number; value: number }>()
  const link = (step: number, source: number, target: number, amount: number): void => {
    const key = (step * texts.length + source) * texts.length + target
    let sums = links.get(key)
    if (sums === undefined) links.set(key, (sums = { journeys: 0, value: 0 }))
    sums.journeys += 1
    sums.value += amount
  }
  const follow = ({ channels, count, longer, converted, amount }: JourneyPath): void => {
    if (!converted && run.values['missed'] !== true) return
    const end = converted ? conversion : noConversion
    for (let step = 1; step <= Math.min(count, most); step += 1) {
      const next = step < count && step < most ? told[channels[step]!]! : step < count || longer ? more : end
      link(step, told[channels[step - 1]!]!, next, amount)
    }
    if (count > most || longer) link(Math.min(count, most) + 1, more, end, amount)
  }
  await eachPath(run, 'first', follow)
  const rows = [...links].map(([key, { journeys, value }]) => {
    const from = Math.floor(key / texts.length)
    return {
      step: Math.floor(from / texts.length),
      source: texts[from % texts.length]!,
      target: texts[key % texts.length]!,
      journeys,
      value,
    }
  })
  rows.sort(
    (a, b) => a.step - b.step || b.journeys - a.journeys || byText(a.source, b.source) || byText(a.target, b.target),
  )
  return computedResult(
    [
      { name: 'step', type: 'integer' },
      { name: 'source', type: 'string' },
      { name: 'target', type: 'string' },
      { name: 'journeys', type: 'integer' },
      { name: 'value', type: 'double' },
    ],
    rows,
  )
}
