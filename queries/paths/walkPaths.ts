import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import { AGAIN, END, MARKERS, MORE, START } from './names'
import { PathSteps } from './pathSteps'
import type { PathWalk } from './question'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 1024

/** The texts of steps by code, those of the markers among them. */
export interface PathTexts {
  readonly texts: readonly string[]
  readonly codeOf: (text: string) => number
}

/** The values of a timeline, and the markers; a value that is called like a marker is one. */
export function pathTexts({ timeline }: KernelRun): PathTexts {
  const known = timeline.text('value').texts
  const texts = [...known, ...MARKERS.filter((one) => !known.includes(one))]
  return { texts, codeOf: (text) => texts.indexOf(text) }
}

/** What is told of each path: its transitions in order of `step`, then that it ends. */
export interface PathVisitor {
  edge(user: number, step: number, source: number, target: number): void
  endPath?(user: number): void
}

/** Walks every path of every user, as edges() of edgesSql says them. */
export async function walkPaths(
  run: KernelRun,
  walk: PathWalk,
  { codeOf }: PathTexts,
  visitor: PathVisitor,
): Promise<void> {
  const { timeline, pace } = run
  const steps = new PathSteps(timeline, walk, run.columns)
  const marks = { end: codeOf(END), start: codeOf(START), again: codeOf(AGAIN), more: codeOf(MORE) }
  const { values, at, isAnchor, isGoal } = steps
  const most = walk.steps ?? Infinity
  const within = walk.withinMicros ?? Infinity
  const { kind } = walk

  function before(user: number, anchor: number, prior: number): void {
    let first = anchor
    while (first - 1 > prior && anchor - (first - 1) < most && at[anchor]! - at[first - 1]! <= within) first -= 1
    for (let step = first; step <= anchor; step += 1) {
      const isFar = step === 0 || at[anchor]! - at[step - 1]! > within
      const source = isFar ? marks.start : isAnchor[step - 1] === 1 ? marks.again : values[step - 1]!
      visitor.edge(user, step - anchor - 1, source, values[step]!)
    }
  }

  function after(user: number, anchor: number, end: number): void {
    const shift = kind === 'around' ? 0 : 1
    for (let step = anchor; step < end && step - anchor < most; step += 1) {
      if (at[step]! - at[anchor]! > within) return
      const isFar = step + 1 === steps.count || at[step + 1]! - at[anchor]! > within
      const target = isFar ? marks.end : isAnchor[step + 1] === 1 ? marks.again : values[step + 1]!
      visitor.edge(user, step - anchor + shift, values[step]!, target)
    }
  }

  function arriving(user: number, anchor: number, end: number): void {
    let goal = 0
    for (let step = anchor; step < end && step + 1 < steps.count && goal === 0; step += 1)
      if (isGoal[step + 1] === 1 && at[step + 1]! - at[anchor]! <= within) goal = step - anchor + 1
    for (let place = 0; place < goal; place += 1) {
      if (place >= most && place !== goal - 1) continue
      const source = place >= most ? marks.more : values[anchor + place]!
      const target = place === most - 1 && goal > most ? marks.more : values[anchor + place + 1]!
      visitor.edge(user, Math.min(place, most) + 1, source, target)
    }
  }

  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    steps.units.load(user)
    for (let unit = steps.units.first; unit < steps.units.end; unit += 1) {
      steps.load(unit)
      let prior = -1
      for (let anchor = steps.nextAnchor(0); anchor < steps.count;) {
        const end = steps.nextAnchor(anchor + 1)
        if (kind === 'to' || kind === 'around') before(user, anchor, prior)
        if (kind === 'from-to') arriving(user, anchor, end)
        else if (kind !== 'to') after(user, anchor, end)
        visitor.endPath?.(user)
        prior = anchor
        anchor = end
      }
    }
  }
}
