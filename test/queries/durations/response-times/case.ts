import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { countedEvents, isComplete, type CountedEvent } from '../../countedEvents'
import { addDays } from '../../localCalendar'
import { randomScope, type RandomLog, type RandomScope } from '../../randomLog'
import { CROWD } from '../../sources'
import { isAsked, mean, quantile } from '../quantile'

interface Choice {
  readonly scope: RandomScope
  readonly message: 'x' | null
  readonly since: 'first' | 'last'
  readonly days: number | null
}

/** The turns of a thread, from its messages one by one. */
function turnsOf(messages: readonly CountedEvent[]): readonly (readonly CountedEvent[])[] {
  const turns: CountedEvent[][] = []
  for (const message of messages) {
    const last = turns.at(-1)
    if (last?.[0]?.user === message.user) last.push(message)
    else turns.push([message])
  }
  return turns
}

/** Threads are plans: what is said in each is gone through message by message. */
function reference(log: RandomLog, { scope, message, since, days }: Choice): readonly object[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const messages = counted.events.filter((one) => one.plan !== null && (message === null || one.event === message))
  const turns = ['free', 'pro'].flatMap((plan) => {
    const own = turnsOf(messages.filter((one) => one.plan === plan))
    return own.map((turn, at) => {
      const from = since === 'first' ? turn[0]! : turn.at(-1)!
      const answer = own[at + 1]?.[0]
      const seconds = answer === undefined ? null : (answer.micros - from.micros) / 1e6
      const isInTime = seconds !== null && (days === null || seconds <= days * 86_400)
      return { date: turn.at(-1)!.date, seconds: isInTime ? seconds : null }
    })
  })
  const rows: object[] = []
  for (let date = counted.first; date <= counted.last; date = addDays(date, 1)) {
    if (!isAsked(date, scope)) continue
    const own = turns.filter((one) => one.date === date)
    const known = own.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]))
    rows.push({
      date,
      turns: own.length,
      answered: known.length,
      answered_pct: own.length === 0 ? null : (100 * known.length) / own.length,
      median_seconds: quantile(known, 0.5),
      p90_seconds: quantile(known, 0.9),
      mean_seconds: mean(known),
      complete: isComplete(counted, date),
    })
  }
  return rows
}

export const analysisCase: AnalysisCase<RandomLog, Choice> = {
  log: CROWD,
  choices: fc.record({
    scope: randomScope,
    message: fc.constantFrom('x' as const, null, null),
    since: fc.constantFrom('first', 'last'),
    days: fc.constantFrom(null, 1, 3),
  }),
  asked: ({ scope, message, since, days }) => ({
    ...scope,
    thread: 'plan',
    message,
    since,
    within: days === null ? 'none' : `${days} days`,
  }),
  reference,
  bench: { thread: 'country' },
}
