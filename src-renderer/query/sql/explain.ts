import { LatheError } from '../../model/error'
import type { QueryPlan } from '../contract/plan'
import type { ResultTable } from '../contract/result'

/** A step of the engine's plan, with the steps that it takes its rows from. */
export interface PlanStep {
  /** `Hash join`, `Seq scan`. */
  readonly name: string
  /** How many steps it is below the last one. */
  readonly depth: number
  /** What it does: "Table gamelaunch", "Projections event". */
  readonly details: readonly string[]
  /** How many rows the engine expects; null where it does not say. */
  readonly expectedRows: number | null
  /** How many rows it gave and how long it took by itself; null for a plan that has not run. */
  readonly rows: number | null
  readonly ownMs: number | null
}

/** The plan of a statement; `withTimes` runs it, and says how long each step took. */
export function explainPlan(sql: string, withTimes: boolean): QueryPlan {
  return { sql: `EXPLAIN (${withTimes ? 'ANALYZE, ' : ''}FORMAT json) ${sql}` }
}

type Json = Readonly<Record<string, unknown>>
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isJson) : [])
const numberOf = (value: unknown): number | null => {
  const number = Number(value)
  return value === undefined || value === null || value === '' || !Number.isFinite(number) ? null : number
}

/** The engine's own steps, around what was asked. */
const AROUND = new Set(['EXPLAIN_ANALYZE', 'EXPLAIN', 'RESULT_COLLECTOR', 'QUERY'])

function nameOf(step: Json): string {
  const name = step['name'] ?? step['operator_name'] ?? step['operator_type']
  return typeof name === 'string' ? name.trim() : ''
}

function detailOf([key, value]: readonly [string, unknown]): string {
  const text = Array.isArray(value) ? value.map(String).join(', ') : String(value)
  return `${key}: ${text.replace(/\s+/g, ' ').trim()}`
}

function stepsOf(step: Json, depth: number): readonly PlanStep[] {
  const name = nameOf(step)
  const children = listOf(step['children'])
  if (name === '' || AROUND.has(name)) return children.flatMap((child) => stepsOf(child, depth))
  const info = isJson(step['extra_info']) ? step['extra_info'] : {}
  const seconds = numberOf(step['operator_timing'])
  const own: PlanStep = {
    name: name.charAt(0) + name.slice(1).toLowerCase().replaceAll('_', ' '),
    depth,
    details: Object.entries(info)
      .filter(([key]) => key !== 'Estimated Cardinality')
      .map(detailOf)
      .filter((detail) => !detail.endsWith(': ')),
    expectedRows: numberOf(info['Estimated Cardinality']),
    rows: numberOf(step['operator_cardinality']),
    ownMs: seconds === null ? null : seconds * 1000,
  }
  return [own, ...children.flatMap((child) => stepsOf(child, depth + 1))]
}

/** The steps of an explained statement, the last one first, each followed by those below it. Throws `bad-file`. */
export function readExplained(table: ResultTable): readonly PlanStep[] {
  const text = String(table.rowCount === 0 ? '' : table.value(0, table.columns.length - 1))
  let plan: unknown
  try {
    plan = JSON.parse(text)
  } catch (error) {
    throw new LatheError('bad-file', "The engine's plan cannot be read.", { file: 'EXPLAIN' }, { cause: error })
  }
  return (isJson(plan) ? [plan] : listOf(plan)).flatMap((step) => stepsOf(step, 0))
}
