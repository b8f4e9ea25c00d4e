/** How a limit of a measure, or an expectation of a saved query, stands. */
export interface Check {
  readonly of: 'measure' | 'query' | 'model'
  /** The measure's or the saved query's name. */
  readonly name: string
  readonly title: string
  /** `rows = 0`, `low 40, high 90`. */
  readonly expects: string
  /** `unknown`: it could not be asked, or there is no figure. */
  readonly state: 'passed' | 'failed' | 'unknown'
  /** What is held against it: a measure's value, an answer's rows, or the rows that fail; null where there is none. */
  readonly figure: number | null
  /** One sentence without its full stop. */
  readonly text: string
}

/** Checks as they stood when they were last asked. */
export interface KeptChecks {
  /** When: ISO 8601, UTC. */
  readonly at: string
  /** The workspace's revision that they were asked of. */
  readonly revision: number
  readonly checks: readonly Check[]
}

interface CheckCounts {
  readonly passed: number
  readonly failed: number
  readonly unknown: number
}

export function countChecks(checks: readonly Check[]): CheckCounts {
  const count = (state: Check['state']): number => checks.filter((check) => check.state === state).length
  return { passed: count('passed'), failed: count('failed'), unknown: count('unknown') }
}
