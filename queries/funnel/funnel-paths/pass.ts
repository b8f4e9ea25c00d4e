import { elementAt } from '../../../src-renderer/base/required'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { stepLabels } from '../labels'
import { OtherEvents, spanBetween } from '../otherEvents'
import { readPass } from '../passOptions'
import { walkAttempts } from '../walkAttempts'
import { LOST, NOTHING, WENT_ON } from './outcomes'

/** Of a step and an outcome: how many, and how many of them did what, by the code of the event. */
interface Side {
  readonly step: number
  readonly outcome: string
  users: number
  nothing: number
  readonly did: Float64Array
}

/** The rows of planPaths from one pass over the timeline. */
export async function passPaths(run: KernelRun): Promise<ResultTable> {
  const pass = readPass(run.values)
  const others = new OtherEvents(run, pass)
  const legs = pass.required.slice(0, -1).map((step, index) => ({ step, next: elementAt(pass.required, index + 1) }))
  const sides = legs.map(({ step }) =>
    [WENT_ON, LOST].map((outcome): Side => ({
      step,
      outcome,
      users: 0,
      nothing: 0,
      did: new Float64Array(others.texts.length),
    })),
  )
  await walkAttempts(run, pass, { values: null, units: null }, (attempt, user) => {
    for (const [leg, { step, next }] of legs.entries()) {
      if (!attempt.reached(step)) return
      const side = sides[leg]![attempt.reached(next) ? 0 : 1]!
      side.users += 1
      const found = others.each(user, spanBetween(attempt, step, next), (code) => {
        side.did[code]! += 1
      })
      if (found === 0) side.nothing += 1
    }
  })
  const labels = stepLabels(pass.options)
  const limit = typeof run.values['limit'] === 'number' ? run.values['limit'] : 10
  const rows = sides.flat().flatMap((side) =>
    listed(side, others.texts)
      .slice(0, limit)
      .map(({ did, users }) => ({
        step: side.step + 1,
        event: elementAt(labels, side.step),
        outcome: side.outcome,
        did,
        users,
        pct: (100 * users) / side.users,
      })),
  )
  return computedResult(
    [
      { name: 'step', type: 'integer' },
      { name: 'event', type: 'string' },
      { name: 'outcome', type: 'string' },
      { name: 'did', type: 'string' },
      { name: 'users', type: 'integer' },
      { name: 'pct', type: 'double' },
    ],
    rows,
  )
}

/** What those of a side did, most of them first; an event that is called like nothing stands with it. */
function listed(
  { nothing, did }: Side,
  texts: readonly string[],
): readonly { readonly did: string; readonly users: number }[] {
  const counts = new Map([...did].flatMap((users, code) => (users === 0 ? [] : [[elementAt(texts, code), users]])))
  if (nothing > 0) counts.set(NOTHING, nothing + (counts.get(NOTHING) ?? 0))
  return [...counts]
    .map(([text, users]) => ({ did: text, users }))
    .toSorted((one, other) => other.users - one.users || (one.did < other.did ? -1 : 1))
}
