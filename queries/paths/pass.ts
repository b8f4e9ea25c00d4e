import { computedResult } from '../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { CountUsers } from './countUsers'
import type { PathWalk } from './question'
import { toldPaths } from './toldPaths'
import { pathTexts, walkPaths } from './walkPaths'
import { byText } from '../events/byText'

/** Steps are at most this far from where a path is anchored, on either side. */
const MOST_STEPS = 64

/** Transitions by step, source and target, with who is at each. */
export async function countSteps(run: KernelRun, walk: PathWalk): Promise<ResultTable> {
  const width = pathTexts(run).texts.length
  const [edges, sources, targets] = [new CountUsers(), new CountUsers(), new CountUsers()]
  const texts = await toldPaths(run, walk, (user, step, source, target) => {
    const at = (step + MOST_STEPS) * width
    edges.add((at + source) * width + target, user)
    sources.add(at + source, user)
    targets.add(at + target, user)
  })
  const rows = [...edges.keys()].map(([key, place]) => {
    const [from, target] = [Math.floor(key / width), key % width]
    const [at, source] = [Math.floor(from / width), from % width]
    const [sourcePlace, targetPlace] = [sources.placeOf(from), targets.placeOf(at * width + target)]
    return {
      step: at - MOST_STEPS,
      source: texts[source]!,
      target: texts[target]!,
      users: edges.users[place]!,
      transitions: edges.times[place]!,
      pct: (100 * edges.times[place]!) / sources.times[sourcePlace]!,
      source_users: sources.users[sourcePlace]!,
      target_users: targets.users[targetPlace]!,
    }
  })
  rows.sort(
    (a, b) =>
      a.step - b.step || b.transitions - a.transitions || byText(a.source, b.source) || byText(a.target, b.target),
  )
  return computedResult(
    [
      { name: 'step', type: 'integer' },
      { name: 'source', type: 'string' },
      { name: 'target', type: 'string' },
      { name: 'users', type: 'integer' },
      { name: 'transitions', type: 'integer' },
      { name: 'pct', type: 'double' },
      { name: 'source_users', type: 'integer' },
      { name: 'target_users', type: 'integer' },
    ],
    rows,
  )
}

/** Transitions by source and target, whatever the step. */
export async function countTransitions(run: KernelRun, walk: PathWalk): Promise<ResultTable> {
  const width = pathTexts(run).texts.length
  const edges = new CountUsers()
  const sums = new Float64Array(width)
  const texts = await toldPaths(run, walk, (user, _step, source, target) => {
    edges.add(source * width + target, user)
    sums[source]! += 1
  })
  const rows = [...edges.keys()].map(([key, place]) => {
    const source = Math.floor(key / width)
    return {
      source: texts[source]!,
      target: texts[key % width]!,
      users: edges.users[place]!,
      transitions: edges.times[place]!,
      pct: (100 * edges.times[place]!) / sums[source]!,
      all: sums[source]!,
    }
  })
  rows.sort(
    (a, b) =>
      b.all - a.all || byText(a.source, b.source) || b.transitions - a.transitions || byText(a.target, b.target),
  )
  return computedResult(
    [
      { name: 'source', type: 'string' },
      { name: 'target', type: 'string' },
      { name: 'users', type: 'integer' },
      { name: 'transitions', type: 'integer' },
      { name: 'pct', type: 'double' },
    ],
    rows,
  )
}

/** Whole paths, by their text, the most frequent `top`. */
export async function countWholePaths(run: KernelRun, walk: PathWalk, top: number): Promise<ResultTable> {
  const paths = pathTexts(run)
  const width = paths.texts.length
  /** Sequences of sources are nodes of a tree: child[node × width + value]; a path is a node and where it leads. */
  const children = new Map<number, number>()
  const parents: { readonly parent: number; readonly value: number }[] = [{ parent: -1, value: -1 }]
  const textKeys = new Map<number, number>()
  const byPath = new Map<string, number>()
  const listed: { readonly path: string; transitions: number }[] = []
  const counts = new CountUsers()
  let [node, last, transitions, all] = [0, -1, 0, 0]

  function textOf(at: number, target: number): string {
    const names = [paths.texts[target]!]
    for (let one = at; one > 0; one = parents[one]!.parent) names.unshift(paths.texts[parents[one]!.value]!)
    return names.join(' > ')
  }
  function keyOf(end: number): number {
    const known = textKeys.get(end)
    if (known !== undefined) return known
    const path = textOf(node, last)
    // Values with " > " in them make one text of several paths.
    const key = byPath.get(path) ?? listed.push({ path, transitions: 0 }) - 1
    byPath.set(path, key)
    textKeys.set(end, key)
    return key
  }

  await walkPaths(run, walk, paths, {
    edge: (_user, _step, source, target) => {
      const at = node * width + source
      const child = children.get(at) ?? parents.push({ parent: node, value: source }) - 1
      children.set(at, child)
      node = child
      last = target
      transitions += 1
    },
    endPath: (user) => {
      if (transitions > 0) {
        const key = keyOf(node * width + last)
        counts.add(key, user)
        listed[key]!.transitions = Math.max(listed[key]!.transitions, transitions)
        all += 1
      }
      node = 0
      transitions = 0
    },
  })
  const rows = [...counts.keys()].map(([key, place]) => ({
    path: listed[key]!.path,
    transitions: listed[key]!.transitions,
    users: counts.users[place]!,
    paths: counts.times[place]!,
    pct: (100 * counts.times[place]!) / all,
  }))
  rows.sort((a, b) => b.paths - a.paths || b.users - a.users || byText(a.path, b.path))
  return computedResult(
    [
      { name: 'path', type: 'string' },
      { name: 'transitions', type: 'integer' },
      { name: 'users', type: 'integer' },
      { name: 'paths', type: 'integer' },
      { name: 'pct', type: 'double' },
    ],
    rows.slice(0, top),
  )
}
