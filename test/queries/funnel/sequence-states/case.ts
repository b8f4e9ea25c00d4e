import fc from 'fast-check'
import { STEPS } from '../../../bench/asked'
import type { AnalysisCase } from '../../case'
import { countedEvents, type CountedEvent } from '../../countedEvents'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'

interface Choice {
  readonly scope: RandomScope
  readonly steps: readonly ('x' | 'y' | 'z' | 'pro')[]
  readonly days: number | null
  readonly order: 'ordered' | 'strict'
}

const NAMES: Readonly<Record<string, string>> = { pro: 'any event (plan = pro)' }

/** How far a try gets that begins with the event at `begin`: every choice of later events is followed. */
function furthest(own: readonly CountedEvent[], begin: number, { steps, days, order }: Choice): number {
  const meets = (at: number, step: number): boolean =>
    steps[step] === 'pro' ? own[at]!.plan === 'pro' : own[at]!.event === steps[step]
  const inTime = (at: number): boolean => days === null || own[at]!.micros - own[begin]!.micros <= days * 86_400e6
  const from = (at: number, step: number): number => {
    const next = own.flatMap((_, later) =>
      (order === 'strict' ? later === at + 1 : later > at) && inTime(later) && meets(later, step) ? [later] : [],
    )
    return Math.max(step, ...next.map((later) => from(later, step + 1)))
  }
  return from(begin, 1)
}

/** Each user's tries one by one. */
function reference(log: RandomLog, choice: Choice): readonly object[] {
  const { scope, steps, days } = choice
  const counted = countedEvents(log, scope)
  const events = counted?.events ?? []
  const labels = ['(start)', ...steps.map((step, at) => `${at + 1}. ${NAMES[step] ?? step}`), '(left)', '(open)']
  const ways = [...new Set(events.map(({ user }) => user))].flatMap((user): [number, number][] => {
    const own = events.filter((one) => one.user === user)
    const tries = own.flatMap((one, at) => {
      const isFirst = steps[0] === 'pro' ? one.plan === 'pro' : one.event === steps[0]
      const isAsked = (scope.from === null || one.date >= scope.from) && (scope.to === null || one.date <= scope.to)
      return isFirst && isAsked ? [{ began: one.micros, step: furthest(own, at, choice) }] : []
    })
    if (tries.length === 0) return []
    const step = Math.max(...tries.map((one) => one.step))
    const began = Math.max(...tries.filter((one) => one.step === step).map((one) => one.began))
    const isOpen = days === null || began + days * 86_400e6 > counted!.now
    const end = isOpen ? steps.length + 2 : steps.length + 1
    const passed = Array.from({ length: step }, (_, at): [number, number] => [at, at + 1])
    return step === steps.length ? passed : [...passed, [step, end]]
  })
  const keys = [...new Set(ways.map(([from, to]) => 100 * from + to))].toSorted((a, b) => a - b)
  return keys.map((key) => {
    const source = Math.floor(key / 100)
    const users = ways.filter(([from, to]) => 100 * from + to === key).length
    return {
      source: labels[source],
      target: labels[key % 100],
      users,
      pct: (100 * users) / ways.filter(([from]) => from === source).length,
    }
  })
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CROWD,
  choices: fc.record({
    scope: randomScope,
    steps: fc.array(fc.constantFrom('x' as const, 'y' as const, 'z' as const, 'pro' as const), {
      minLength: 2,
      maxLength: 4,
    }),
    days: fc.constantFrom(1, 2, 5, null),
    order: fc.constantFrom('ordered' as const, 'ordered' as const, 'strict' as const),
  }),
  asked: ({ scope, steps, days, order }) => ({
    ...scope,
    steps: steps.map((step) =>
      step === 'pro' ? { event: null, where: [{ column: 'plan', op: '=', value: 'pro' }] } : step,
    ),
    window: days === null ? 'none' : `${days} days`,
    order,
  }),
  reference,
  bench: { steps: STEPS },
}
