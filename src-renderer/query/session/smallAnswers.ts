import type { QueryPlan } from '../contract/plan'
import type { SessionAnswer } from './sessionAnswer'

const REMEMBERED = 200

/** Answers of few rows that are asked for again and again, as long as data and model stay. */
export class SmallAnswers {
  readonly #known = new Map<string, SessionAnswer>()

  clear(): void {
    this.#known.clear()
  }

  async get(plan: QueryPlan, run: () => Promise<SessionAnswer>): Promise<SessionAnswer> {
    const key = JSON.stringify([plan.sql, plan.range, plan.timezone, plan.localTimes])
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const answer = await run()
    if (this.#known.size >= REMEMBERED) this.#known.clear()
    this.#known.set(key, answer)
    return answer
  }
}
