import { countedEvents, type CountedEvent } from '../../countedEvents'
import type { RandomLog, RandomScope } from '../../randomLog'
import { shownSessions } from '../../sessions/session-entries/reference'

/** A random question about paths; events are names, `post_id` another thing that steps can be. */
export interface PathChoice {
  readonly scope: RandomScope
  readonly start_event: string | null
  readonly end_event: string | null
  readonly around: string | null
  readonly by: 'session' | 'window'
  readonly withinMinutes: number | null
  readonly column: 'post_id' | null
  readonly collapse: boolean
  readonly each: boolean
  readonly hide: readonly string[]
  readonly steps: number
}

export interface Edge {
  readonly user: string
  /** Which path it is of. */
  readonly path: number
  readonly step: number
  readonly source: string
  readonly target: string
}

interface Step {
  readonly value: string
  readonly micros: number
  readonly events: readonly CountedEvent[]
}

/** What a path cannot leave: sessions that begin on the dates, or the events of a user on them. */
function unitsOf(log: RandomLog, { scope, by }: PathChoice): readonly (readonly CountedEvent[])[] {
  if (by === 'session') return shownSessions(log, scope, 30, { midnight: false, day: false })
  const events = (countedEvents(log, scope)?.events ?? []).filter(
    ({ date }) => (scope.from === null || date >= scope.from) && (scope.to === null || date <= scope.to),
  )
  return [...new Set(events.map(({ user }) => user))].map((user) => events.filter((event) => event.user === user))
}

/** The steps of a unit, in order: walk through it. */
function stepsOf(unit: readonly CountedEvent[], choice: PathChoice): readonly Step[] {
  const anchors = [choice.start_event, choice.end_event, choice.around]
  const steps: Step[] = []
  for (const event of unit) {
    if (choice.hide.includes(event.event)) continue
    const own = choice.column === null ? event.event : (event.more[choice.column] ?? null)
    const value = own ?? (anchors.includes(event.event) ? event.event : null)
    if (value === null) continue
    const before = steps.at(-1)
    if (choice.collapse && before?.value === String(value))
      steps[steps.length - 1] = { ...before, events: [...before.events, event] }
    else steps.push({ value: String(value), micros: event.micros, events: [event] })
  }
  return steps
}

const has = (step: Step, name: string): boolean => step.events.some(({ event }) => event === name)

/** All transitions of all paths, by the definition; `steps` Infinity shows all. */
export function edgesOf(log: RandomLog, choice: PathChoice): readonly Edge[] {
  const { start_event: from, end_event: to, around, each, withinMinutes, steps: most } = choice
  const found: Edge[] = []
  let path = 0
  for (const unit of unitsOf(log, choice)) {
    const steps = stepsOf(unit, choice)
    const anchor = around ?? from ?? to
    const all = steps.flatMap((step, at) => ((anchor === null ? at === 0 : has(step, anchor)) ? [at] : []))
    const isNear = (a: number, b: number): boolean =>
      withinMinutes === null || Math.abs(steps[a]!.micros - steps[b]!.micros) <= withinMinutes * 60e6
    const anchors = each ? all : all.slice(0, 1)
    for (const at of anchors) {
      path++
      const own = { user: unit[0]!.user, path }
      const edge = (step: number, source: string, target: string): number =>
        found.push({ ...own, step, source, target })
      const value = (n: number): string => steps[n]!.value
      if (around !== null || (to !== null && from === null))
        for (let n = at; n > at - most; n--) {
          const before = n - 1
          const isThere = before >= 0 && isNear(before, at)
          const isAnother = isThere && anchors.includes(before)
          edge(n - at - 1, isAnother ? '(again)' : isThere ? value(before) : '(start)', value(n))
          if (isAnother || !isThere) break
        }
      if (around === null && from === null && to !== null) continue
      if (from !== null && to !== null) {
        let goal = at + 1
        while (goal < steps.length && !has(steps[goal]!, to) && !anchors.includes(goal)) goal++
        if (goal >= steps.length || !has(steps[goal]!, to) || !isNear(goal, at)) continue
        const values = steps.slice(at, goal + 1).map((step) => step.value)
        const told = values.length - 1 <= most ? values : [...values.slice(0, most), '(more)', values.at(-1)!]
        told.slice(1).forEach((target, index) => edge(index + 1, told[index]!, target))
        continue
      }
      for (let n = at; n < at + most; n++) {
        const isThere = n + 1 < steps.length && isNear(n + 1, at)
        const isAnother = isThere && anchors.includes(n + 1)
        edge(n - at + (around === null ? 1 : 0), value(n), isAnother ? '(again)' : isThere ? value(n + 1) : '(end)')
        if (isAnother || !isThere) break
      }
    }
  }
  return found
}

/** Rows of a relation by a key, with what is counted of them. */
export function groupBy<T>(rows: readonly T[], key: (row: T) => readonly unknown[]): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const name = JSON.stringify(key(row))
    groups.set(name, [...(groups.get(name) ?? []), row])
  }
  return [...groups.values()]
}

export const usersIn = (edges: readonly Edge[]): number => new Set(edges.map(({ user }) => user)).size

/** The flow's rows. */
export function referencePaths(log: RandomLog, choice: PathChoice): readonly object[] {
  const edges = edgesOf(log, choice)
  return groupBy(edges, ({ step, source, target }) => [step, source, target]).map((own) => {
    const { step, source, target } = own[0]!
    const from = edges.filter((edge) => edge.step === step && edge.source === source)
    return {
      step,
      source,
      target,
      users: usersIn(own),
      transitions: own.length,
      pct: (100 * own.length) / from.length,
      source_users: usersIn(from),
      target_users: usersIn(edges.filter((edge) => edge.step === step && edge.target === target)),
    }
  })
}
