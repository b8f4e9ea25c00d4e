import type { EntryRule, Exclusion } from './options'
import { gradeSql, limitSql, timeSql, type PositionKind } from './position'

/** What the CTEs of attempts have to know: an attempt is a row (k, o1 … oN), with the positions at which it reached its steps, NULL from the first step that it never reached. */
export interface AttemptShape {
  readonly steps: number
  readonly windowMicros: number | null
  readonly kind: PositionKind
  readonly exclusions: readonly Exclusion[]
  /** Attempts also carry `entry`, the file position of their first event: needed where o1 does not say which event it was. */
  readonly hasEntry?: boolean
}

export function numbers(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}

/** `o1, o2, …`, after a table's name if given. */
export function positionColumns(steps: number, table?: string): string {
  return numbers(1, steps).map((step) => `${table === undefined ? '' : `${table}.`}o${step}`).join(', ')
}

/** Name of the CTE (k, o) of the events of an exclusion, counted from 1. */
export function exclusionName(index: number): string {
  return `excluded_${index}`
}

/**
 * CTEs that grade attempts: `depth` (steps reached within the window), `chain` (steps reached at all) and `void` (an
 * excluded event lies strictly between its two steps; after the first of them until the window's end where the second was
 * not reached). The last one is called `name`: (k, o1 … oN, depth, chain, void).
 */
export function gradedCtes(name: string, attempts: string, shape: AttemptShape): readonly string[] {
  const { steps, exclusions, kind, windowMicros } = shape
  const later = numbers(2, steps)
  const limit = windowMicros === null ? 'NULL' : limitSql('o1', windowMicros, kind)
  const depth = ['1', ...later.map((step) => windowMicros === null ? `(o${step} IS NOT NULL)::INTEGER` : `coalesce(o${step} < within, FALSE)::INTEGER`)].join(' + ')
  const chain = ['1', ...later.map((step) => `(o${step} IS NOT NULL)::INTEGER`)].join(' + ')
  const next = exclusions.map((_, index) => `x${index + 1}`)
  const joins = exclusions.map((exclusion, index) => `
    ASOF LEFT JOIN ${exclusionName(index + 1)} ON tried.k = ${exclusionName(index + 1)}.k AND tried.o${exclusion.from} < ${exclusionName(index + 1)}.o`)
  const isVoid = exclusions.map((exclusion, index) => `(depth >= ${exclusion.from} AND x${index + 1} IS NOT NULL AND CASE WHEN depth >= ${exclusion.to} THEN x${index + 1} < o${exclusion.to} ELSE ${windowMicros === null ? 'TRUE' : `x${index + 1} < within`} END)`)
  const entry = shape.hasEntry === true ? ', entry' : ''
  const columns = `k, ${positionColumns(steps)}${entry}`
  const found = exclusions.length === 0 ? attempts : `(SELECT tried.k, ${positionColumns(steps, 'tried')}${entry === '' ? '' : ', tried.entry'}, ${next.map((one, index) => `${exclusionName(index + 1)}.o AS ${one}`).join(', ')}
    FROM ${attempts} tried${joins.join('')})`
  const carried = [columns, ...next].join(', ')
  return [
    `${name}_limited AS (SELECT ${carried}, ${limit} AS within FROM ${found})`,
    `${name}_counted AS (SELECT ${carried}, within, ${depth} AS depth, ${chain} AS chain FROM ${name}_limited)`,
    `${name} AS (SELECT ${columns}, depth, chain, ${isVoid.length === 0 ? 'FALSE' : isVoid.join(' OR ')} AS void FROM ${name}_counted)`,
  ]
}

/** A SELECT of (k, o1 … oN, depth, and entry where attempts carry it): for each key the attempt that counts, without keys whose attempts of that rank are all void. */
export function chooseSql(graded: string, entry: EntryRule, shape: AttemptShape): string {
  const fields = [...numbers(1, shape.steps).map((step) => `o${step}`), ...(shape.hasEntry === true ? ['entry'] : []), 'depth']
  const began = shape.hasEntry === true ? 'entry' : 'o1'
  const grade = entry === 'first' ? '0' : `depth * 2 + (NOT void)::INTEGER`
  if (entry === 'latest') {
    return `SELECT k, ${fields.join(', ')} FROM (
    SELECT k, ${fields.join(', ')}, void FROM ${graded}
    QUALIFY row_number() OVER (PARTITION BY k ORDER BY ${grade} DESC, CASE WHEN depth >= 2 THEN o2 END, ${began} DESC) = 1) WHERE NOT void`
  }
  return `SELECT k, ${fields.map((field) => `best.${field} AS ${field}`).join(', ')} FROM (
    SELECT k, arg_max({${[...fields, 'void'].map((field) => `'${field}': ${field}`).join(', ')}}, ${gradeSql(grade, began, shape.hasEntry === true ? 'file' : shape.kind)}) AS best FROM ${graded} GROUP BY k)
  WHERE NOT best.void`
}

/** Seconds to a step from the one before, or from another, over an attempt. */
export function secondsBetweenSql(step: number, kind: PositionKind, from = step - 1): string {
  return `(${timeSql(`o${step}`, kind)} - ${timeSql(`o${from}`, kind)}) / 1e6`
}
