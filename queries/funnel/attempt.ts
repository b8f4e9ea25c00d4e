import { elementAt } from '../../src-renderer/base/required'
import { literal } from '../../src-renderer/query/sql/literal'
import type { EntryRule, Exclusion } from './options'
import { gradeSql, limitSql, timeSql, type PositionKind } from '../events/position'

/**
 * What the CTEs of attempts have to know: an attempt is a row (k, o1 … oN), with the positions at which it reached its
 * steps, NULL from the first step that it never reached. Optional steps are none of these: they are found afterwards.
 */
export interface AttemptShape {
  readonly steps: number
  readonly windowMicros: number | null
  readonly kind: PositionKind
  /** Between steps of the attempt, counted from 1. */
  readonly exclusions: readonly Exclusion[]
  /** An excluded event ends the attempt where it happens, rather than voiding it. */
  readonly cut: boolean
  /** Where a key has one attempt for each of some parts of the time: the part's number, an expression over o1. It becomes the column `d` of graded and chosen attempts. */
  readonly partSql?: string
  /** Attempts also carry `entry`, the file position of their first event: needed where o1 does not say which event it was. */
  readonly hasEntry?: boolean
  /** How far a step may stand before the one before it; 0 where steps come one after the other. */
  readonly toleranceMicros: number
  /** All attempts are wanted, graded, as `every_try`: which of them count is found afterwards (pickedAttempts). */
  readonly everyTry: boolean
  /** Graded attempts also carry `over`: the position at which they were over, NULL where they never are. */
  readonly hasEnd: boolean
}

export function numbers(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}

/** `o1, o2, …`, after a table's name if given. */
export function positionColumns(steps: number, table?: string): string {
  return numbers(1, steps)
    .map((step) => `${table === undefined ? '' : `${table}.`}o${step}`)
    .join(', ')
}

/** Name of the CTE (k, o) of the events of an exclusion, counted from 1. */
export function exclusionName(index: number): string {
  return `excluded_${index}`
}

/** The columns that say which attempts one is chosen from. */
function keyColumns(shape: AttemptShape): readonly string[] {
  return shape.partSql === undefined ? ['k'] : ['k', 'd']
}

/** How many of some conditions hold; with `run`, up to the first that does not: positions need not rise where there is a tolerance. */
function countSql(conditions: readonly string[], run: boolean): string {
  if (!run) return conditions.map((condition) => `(${condition})::INTEGER`).join(' + ')
  return conditions.toReversed().reduce((rest, condition) => `CASE WHEN ${condition} THEN 1 + ${rest} ELSE 0 END`, '0')
}

/**
 * CTEs that grade attempts: `depth` (steps reached within the window), `chain` (steps reached at all) and `void` (an
 * excluded event lies strictly between its two steps; after the first of them until the window's end where the second was
 * not reached). Where exclusions cut, no attempt is void, and depth counts the steps up to the first excluded event. The
 * last one is called `name`: (k, o1 … oN, depth, chain, void), and d, entry and over where attempts have them.
 */
export function gradedCtes(name: string, attempts: string, shape: AttemptShape): readonly string[] {
  const { steps, exclusions, kind, windowMicros, toleranceMicros } = shape
  const run = toleranceMicros > 0
  const slack = run ? literal(BigInt(toleranceMicros)) : null
  const plus = (position: string): string => (slack === null ? position : `${position} + ${slack}`)
  const minus = (position: string): string => (slack === null ? position : `${position} - ${slack}`)
  const later = numbers(2, steps)
  const limit = windowMicros === null ? 'NULL' : limitSql('o1', windowMicros, kind)
  const one = (more: string): string => (later.length === 0 ? '1' : `1 + ${more}`)
  const depth = one(
    countSql(
      later.map((step) =>
        windowMicros === null
          ? `o${step} IS NOT NULL`
          : run
            ? `o${step} < within`
            : `coalesce(o${step} < within, FALSE)`,
      ),
      run,
    ),
  )
  const chain = one(
    countSql(
      later.map((step) => `o${step} IS NOT NULL`),
      false,
    ),
  )
  const next = exclusions.map((_, index) => `x${index + 1}`)
  const joins = exclusions.map(
    (exclusion, index) => `
    ASOF LEFT JOIN ${exclusionName(index + 1)} ON tried.k = ${exclusionName(index + 1)}.k AND ${plus(`tried.o${exclusion.from}`)} < ${exclusionName(index + 1)}.o`,
  )
  const isBetween = exclusions.map(
    (exclusion, index) =>
      `(depth >= ${exclusion.from} AND x${index + 1} IS NOT NULL AND CASE WHEN depth >= ${exclusion.to} THEN x${index + 1} < ${minus(`o${exclusion.to}`)} ELSE ${windowMicros === null ? 'TRUE' : `x${index + 1} < within`} END)`,
  )
  const isVoid = shape.cut || exclusions.length === 0 ? 'FALSE' : isBetween.join(' OR ')
  const cuts = exclusions.map((exclusion, index) => {
    const before = numbers(exclusion.from + 1, exclusion.to - 1).map(
      (step) => `${run ? '' : 'coalesce('}o${step} <= ${plus(`x${index + 1}`)}${run ? '' : ', FALSE)'}`,
    )
    const kept = before.length === 0 ? '' : ` + ${countSql(before, run)}`
    return `CASE WHEN ${elementAt(isBetween, index)} THEN ${exclusion.from}${kept} ELSE depth END`
  })
  const reached = shape.cut && exclusions.length > 0 ? `least(depth, ${cuts.join(', ')}) AS depth` : 'depth'
  const excludedAt = exclusions.map((_, index) => `CASE WHEN ${elementAt(isBetween, index)} THEN x${index + 1} END`)
  const ends = [
    ...(excludedAt.length === 0
      ? []
      : [excludedAt.length === 1 ? elementAt(excludedAt, 0) : `least(${excludedAt.join(', ')})`]),
    `CASE WHEN depth = ${steps} THEN ${steps === 1 ? 'o1' : `greatest(${positionColumns(steps)})`} ELSE within - 1 END`,
  ]
  const over = shape.hasEnd ? `, coalesce(${ends.join(', ')}) AS over` : ''
  const entry = shape.hasEntry === true ? ', entry' : ''
  const columns = `k, ${positionColumns(steps)}${entry}`
  const found =
    exclusions.length === 0
      ? attempts
      : `(SELECT tried.k, ${positionColumns(steps, 'tried')}${entry === '' ? '' : ', tried.entry'}, ${next.map((x, index) => `${exclusionName(index + 1)}.o AS ${x}`).join(', ')}
    FROM ${attempts} tried${joins.join('')})`
  const carried = [columns, ...next].join(', ')
  return [
    `${name}_limited AS (SELECT ${carried}, ${limit} AS within FROM ${found})`,
    `${name}_counted AS (SELECT ${carried}, within, ${depth} AS depth, ${chain} AS chain FROM ${name}_limited)`,
    `${name} AS (SELECT ${columns}, ${reached}, chain, ${isVoid} AS void${over}${shape.partSql === undefined ? '' : `, ${shape.partSql} AS d`} FROM ${name}_counted)`,
  ]
}

/**
 * A SELECT of (k, o1 … oN, depth, and d and entry where attempts have them): for each key (and part) the attempt that
 * counts, without keys whose attempts of that rank are all void. `by` are the columns that say from which attempts one is
 * chosen, where they are not the key and part; `carried` are further columns to keep.
 */
export function chooseSql(
  graded: string,
  entry: EntryRule,
  shape: AttemptShape,
  by: readonly string[] = keyColumns(shape),
  carried: readonly string[] = [],
): string {
  const fields = [
    ...numbers(1, shape.steps).map((step) => `o${step}`),
    ...(shape.hasEntry === true ? ['entry'] : []),
    'depth',
    ...carried,
  ]
  const began = shape.hasEntry === true ? 'entry' : 'o1'
  const grade = entry === 'first' ? '0' : `depth * 2 + (NOT void)::INTEGER`
  const keys = by.join(', ')
  if (entry === 'latest') {
    const second = shape.steps > 1 ? 'CASE WHEN depth >= 2 THEN o2 END, ' : ''
    return `SELECT ${keys}, ${fields.join(', ')} FROM (
    SELECT ${keys}, ${fields.join(', ')}, void FROM ${graded}
    QUALIFY row_number() OVER (PARTITION BY ${keys} ORDER BY ${grade} DESC, ${second}${began} DESC) = 1) WHERE NOT void`
  }
  return `SELECT ${keys}, ${fields.map((field) => `best.${field} AS ${field}`).join(', ')} FROM (
    SELECT ${keys}, arg_max({${[...fields, 'void'].map((field) => `'${field}': ${field}`).join(', ')}}, ${gradeSql(grade, began, shape.hasEntry === true ? 'file' : shape.kind)}) AS best FROM ${graded} GROUP BY ${keys})
  WHERE NOT best.void`
}

/** Seconds from one position to another; 0 where a tolerance let the later step stand before the earlier one. */
export function secondsSql(from: string, to: string, kind: PositionKind, toleranceMicros = 0): string {
  const micros = `${timeSql(to, kind)} - ${timeSql(from, kind)}`
  return toleranceMicros > 0 ? `greatest(${micros}, 0) / 1e6` : `(${micros}) / 1e6`
}
