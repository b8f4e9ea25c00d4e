import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import { MARKERS, OTHER } from './names'
import type { PathWalk } from './question'
import { pathTexts, walkPaths } from './walkPaths'

/** A transition with the less frequent values as "(other)". */
export type VisitTold = (user: number, step: number, source: number, target: number) => void

/** Texts come in the order of their code points, as the engine puts them. */
function before(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}

/**
 * Walks the transitions twice: once to find the values that most of them come from or lead to, once to tell them. Answers
 * the texts of the codes that are told.
 */
export async function toldPaths(run: KernelRun, walk: PathWalk, visit: VisitTold): Promise<readonly string[]> {
  const paths = pathTexts(run)
  const { texts, codeOf } = paths
  const counts = new Float64Array(texts.length)
  await walkPaths(run, walk, paths, {
    edge: (_user, _step, source, target) => {
      counts[source]! += 1
      counts[target]! += 1
    },
  })
  const frequent = texts
    .map((text, code) => ({ text, code }))
    .filter(({ text, code }) => counts[code]! > 0 && !MARKERS.includes(text))
    .sort((a, b) => counts[b.code]! - counts[a.code]! || before(a.text, b.text))
    .slice(0, walk.most ?? texts.length)
  const told = new Int32Array(texts.length).fill(codeOf(OTHER))
  for (const code of [...frequent.map((one) => one.code), ...MARKERS.map(codeOf)]) told[code] = code
  await walkPaths(run, walk, paths, {
    edge: (user, step, source, target) => {
      visit(user, step, told[source]!, told[target]!)
    },
  })
  return texts
}
