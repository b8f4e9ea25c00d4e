import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { quantileOf } from '../../../src-renderer/stats/spread'
import { readStepNumber } from '../options'
import { readPass } from '../passOptions'
import { walkAttempts } from '../walkAttempts'
import { readBars, WIDTHS, type Bars } from './bars'

/** How long each attempt took that reached both steps, in microseconds, and how many reached the first. */
async function timesOf(run: KernelRun): Promise<{ readonly times: readonly number[]; readonly entered: number }> {
  const pass = readPass(run.values)
  const { steps } = pass.options
  const from = readStepNumber(run.values, 'from_step', steps, 1) - 1
  const to = readStepNumber(run.values, 'to_step', steps, steps.length) - 1
  const times: number[] = []
  let entered = 0
  await walkAttempts(run, pass, { values: null, units: null }, (attempt) => {
    if (!attempt.reached(from)) return
    entered += 1
    if (attempt.reached(to)) times.push(attempt.micros(from, to))
  })
  return { times, entered }
}

/** How wide bars are, and where the first begins, in microseconds. */
function barsFor(times: readonly number[], { bins, width, begin }: Bars): { width: number; first: number } {
  const sorted = Float64Array.from(times).sort()
  const shortest = sorted[0]!
  const firstOf = (one: number): number =>
    begin === 'zero' ? 0 : begin === 'shortest' ? shortest : Math.floor(shortest / one) * one
  if (width !== null) return { width, first: firstOf(width) }
  // The fastest 95 % have room.
  const most = sorted[sorted.length - Math.floor((sorted.length * 5) / 100) - 1]!
  const widths = WIDTHS.map((seconds) => Math.round(seconds * 1e6))
  const found = widths.find((one) => one * bins > most - firstOf(one)) ?? widths.at(-1)!
  return { width: found, first: firstOf(found) }
}

/** The rows of planTimes from one pass over the timeline. */
export async function passTimes(run: KernelRun): Promise<ResultTable> {
  const asked = readBars(run.values)
  const { times } = await timesOf(run)
  return barRows(times, asked)
}

function barRows(times: readonly number[], asked: Bars): ResultTable {
  const { bins } = asked
  const { width, first } = times.length === 0 ? { width: 1, first: 0 } : barsFor(times, asked)
  const counts: number[] = []
  for (const micros of times) {
    const bin = Math.min(Math.floor((micros - first) / width), bins)
    while (counts.length <= bin) counts.push(0)
    counts[bin]! += 1
  }
  let within = 0
  const rows = counts.map((users, bin) => {
    within += users
    return {
      from_seconds: (first + bin * width) / 1e6,
      to_seconds: bin < bins ? (first + (bin + 1) * width) / 1e6 : null,
      users,
      pct: (100 * users) / times.length,
      pct_within: (100 * within) / times.length,
    }
  })
  return computedResult(
    [
      { name: 'from_seconds', type: 'double' },
      { name: 'to_seconds', type: 'double' },
      { name: 'users', type: 'integer' },
      { name: 'pct', type: 'double' },
      { name: 'pct_within', type: 'double' },
    ],
    rows,
  )
}

/** The row of planTimesSummary from one pass over the timeline. */
export async function passTimesSummary(run: KernelRun): Promise<ResultTable> {
  const { times, entered } = await timesOf(run)
  const seconds = Float64Array.from(times, (micros) => micros / 1e6)
  const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)
  return computedResult(
    [
      { name: 'users', type: 'integer' },
      { name: 'entered', type: 'integer' },
      { name: 'median_seconds', type: 'double' },
      { name: 'mean_seconds', type: 'double' },
      { name: 'p90_seconds', type: 'double' },
    ],
    [
      {
        users: seconds.length,
        entered,
        median_seconds: orNull(quantileOf(seconds, 0.5)),
        mean_seconds: orNull(seconds.reduce((sum, one) => sum + one, 0) / seconds.length),
        p90_seconds: orNull(quantileOf(seconds, 0.9)),
      },
    ],
  )
}
