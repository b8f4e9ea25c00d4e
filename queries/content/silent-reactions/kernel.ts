import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { codeCount } from '../../../src-renderer/sequence/timeline'
import { dataDays } from '../../events/activeDayPass'

/** Events between two looks at whether somebody cancelled. */
const CHUNK = 1 << 18

/** Content by the date shown on which it began: with a reaction on that date, and without a comment beside it. */
export async function countSilent(run: KernelRun): Promise<ResultTable> {
  const { timeline, beside, pace } = run
  const content = timeline.key('content')
  const date = timeline.number('date')
  const [creates, reacts, comments] = [timeline.flag('creates'), timeline.flag('reacts'), timeline.flag('comments')]
  const count = codeCount(content)
  const born = new Float64Array(count).fill(Infinity)
  for (let row = 0; row < timeline.rows; row += 1) {
    if (row % CHUNK === 0) await pace()
    const code = content[row]!
    if (code >= 0 && creates[row] === 1 && date[row]! < born[code]!) born[code] = date[row]!
  }
  const [hasReaction, hasComment] = [new Uint8Array(count), new Uint8Array(count)]
  for (let row = 0; row < timeline.rows; row += 1) {
    if (row % CHUNK === 0) await pace()
    const code = content[row]!
    if (code < 0 || date[row] !== born[code]) continue
    hasReaction[code]! |= reacts[row]!
    hasComment[code]! |= comments[row]!
  }
  const days = dataDays(run)
  const first = days.length === 0 ? 0 : Number(beside?.value(0, 'day'))
  const counts = days.map(() => ({ posts: 0, reacted: 0, silent: 0 }))
  for (let code = 0; code < count; code += 1) {
    const own = counts[born[code]! - first]
    if (own === undefined) continue
    own.posts += 1
    own.reacted += hasReaction[code]!
    if (hasReaction[code] === 1 && hasComment[code] === 0) own.silent += 1
  }
  return computedResult(
    [
      { name: 'date', type: 'date' },
      { name: 'posts', type: 'integer' },
      { name: 'reacted', type: 'integer' },
      { name: 'silent', type: 'integer' },
      { name: 'silent_pct', type: 'double' },
      { name: 'complete', type: 'boolean' },
    ],
    days.flatMap(({ date: shown, complete, shown: isShown }, day) => {
      const { posts, reacted, silent } = counts[day]!
      return isShown
        ? [{ date: shown, posts, reacted, silent, silent_pct: posts === 0 ? null : (100 * silent) / posts, complete }]
        : []
    }),
  )
}
