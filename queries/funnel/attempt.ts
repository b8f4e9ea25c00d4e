import { elementAt } from '../../src-renderer/base/required'
import { literal } from '../../src-renderer/query/sql/literal'
import { inBrackets, select, type Cte } from '../../src-renderer/query/sql/statement'
import type { EntryRule, Exclusion } from './options'
import { gradeSql, limitSql, timeSql, type PositionKind } from '../events/position'

/**
 * What the CTEs of attempts have to know: an attempt is a row (key, step_1_at … step_N_at), with the positions at which it reached its
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
  /** Where a key has one attempt for each of some parts of the time: the part's number, over the local date of entry. It becomes the column `entry_unit` of graded and chosen attempts. */
  readonly partSql?: (entryDate: string) => string
  /** The local date of an attempt's first step: SQL. */
  readonly entryDateSql: string
  /** Attempts also carry `entry`, the file position of their first event: needed where step_1_at does not say which event it was. */
  readonly hasEntry?: boolean
  /** How far a step may stand before the one before it; 0 where steps come one after the other. */
  readonly toleranceMicros: number
  /** All attempts are wanted, graded, as `every_try`: which of them count is found afterwards (pickedAttempts). */
  readonly everyTry: boolean
  /** Graded attempts also carry `over_at`: the position at which they were over, NULL where they never are. */
  readonly hasEnd: boolean
}

export function numbers(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}

/** The column with the position of a step, counted among those that are not optional. */
export function stepAt(step: number): string {
  return `step_${step}_at`
}

/** `step_1_at`, `step_2_at` …, after a table's name if given. */
export function positionColumns(steps: number, table?: string): readonly string[] {
  return numbers(1, steps).map((step) => `${table === undefined ? '' : `${table}.`}${stepAt(step)}`)
}

/** Name of the CTE (key, position) of the events of an exclusion, counted from 1. */
export function exclusionName(index: number): string {
  return `excluded_events_${index}`
}

/** The columns that say which attempts one is chosen from. */
function keyColumns(shape: AttemptShape): readonly string[] {
  return shape.partSql === undefined ? ['key'] : ['key', 'entry_unit']
}

/** The columns of attempts before they are graded. */
function attemptColumns(shape: AttemptShape, table?: string): readonly string[] {
  const entry = shape.hasEntry === true ? [`${table === undefined ? '' : `${table}.`}entry`] : []
  return [table === undefined ? 'key' : `${table}.key`, ...positionColumns(shape.steps, table), ...entry]
}

/** How many of some conditions hold; with `run`, up to the first that does not: positions need not rise where there is a tolerance. */
function countSql(conditions: readonly string[], run: boolean): string {
  if (!run) return conditions.map((condition) => `(${condition})::INTEGER`).join('\n    + ')
  return conditions
    .toReversed()
    .reduce((rest, condition) => `CASE WHEN ${condition} THEN 1\n    + ${rest} ELSE 0 END`, '0')
}

/** What exclusions add to the grading of attempts. */
interface ExclusionSql {
  /** WITH queries up to `from`, the attempts with the next excluded event of each exclusion. */
  readonly before: readonly Cte[]
  readonly from: string
  /** The columns with these events' positions. */
  readonly next: readonly string[]
  /** Conditions: the event of an exclusion lies between its steps. */
  readonly isBetween: readonly string[]
}

function exclusionSql(name: string, attempts: string, shape: AttemptShape): ExclusionSql {
  const { exclusions, windowMicros, toleranceMicros } = shape
  if (exclusions.length === 0) return { before: [], from: attempts, next: [], isBetween: [] }
  const slack = toleranceMicros > 0 ? literal(BigInt(toleranceMicros)) : null
  const next = exclusions.map((_, index) => `excluded_${index + 1}_at`)
  const joins = exclusions.map(({ from }, index) => {
    const events = exclusionName(index + 1)
    const after = `tried.${stepAt(from)}${slack === null ? '' : ` + ${slack}`}`
    return `ASOF LEFT JOIN ${events} ON tried.key = ${events}.key\n  AND ${after} < ${events}.position`
  })
  return {
    before: [
      {
        name: `${name}_followed`,
        about: 'Each attempt with the next excluded event after the step from which it counts',
        sql: select(
          [
            ...attemptColumns(shape, 'tried'),
            ...next.map((at, index) => `${exclusionName(index + 1)}.position AS ${at}`),
          ],
          `FROM ${attempts} AS tried\n${joins.join('\n')}`,
        ),
      },
    ],
    from: `${name}_followed`,
    next,
    isBetween: exclusions.map(({ from, to }, index) => {
      const at = elementAt(next, index)
      const before = `${at} < ${stepAt(to)}${slack === null ? '' : ` - ${slack}`}`
      const inWindow = windowMicros === null ? 'TRUE' : `${at} < window_end`
      return `(
    depth >= ${from}
    AND ${at} IS NOT NULL
    AND CASE WHEN depth >= ${to} THEN ${before} ELSE ${inWindow} END
  )`
    }),
  }
}

/** SQL of the steps that count where excluded events cut an attempt. */
function cutDepth({ exclusions, toleranceMicros }: AttemptShape, { next, isBetween }: ExclusionSql): string {
  const run = toleranceMicros > 0
  const slack = run ? ` + ${literal(BigInt(toleranceMicros))}` : ''
  const cuts = exclusions.map(({ from, to }, index) => {
    const at = `${elementAt(next, index)}${slack}`
    const before = numbers(from + 1, to - 1).map((step) =>
      run ? `${stepAt(step)} <= ${at}` : `coalesce(${stepAt(step)} <= ${at}, FALSE)`,
    )
    const kept = before.length === 0 ? '' : `\n    + ${countSql(before, run)}`
    return `CASE WHEN ${elementAt(isBetween, index)} THEN ${from}${kept} ELSE depth END`
  })
  return `least(depth, ${cuts.join(', ')}) AS depth`
}

/** SQL of the position at which an attempt is over. */
function overSql({ steps }: AttemptShape, { next, isBetween }: ExclusionSql): string {
  const excluded = isBetween.map((between, index) => `CASE WHEN ${between} THEN ${elementAt(next, index)} END`)
  const last = steps === 1 ? stepAt(1) : `greatest(${positionColumns(steps).join(', ')})`
  const ends = [
    ...(excluded.length > 1 ? [`least(${excluded.join(', ')})`] : excluded),
    `CASE WHEN depth = ${steps} THEN ${last} ELSE window_end - 1 END`,
  ]
  return `coalesce(\n    ${ends.join(',\n    ')}\n  ) AS over_at`
}

/**
 * WITH queries that grade attempts: `depth` (steps reached within the window), `chain` (steps reached at all) and `void`
 * (an excluded event lies strictly between its two steps; after the first of them until the window's end where the second
 * was not reached). Where exclusions cut, no attempt is void, and depth counts the steps up to the first excluded event.
 * The last one is called `name`: (key, step_1_at … step_N_at, depth, chain, void), and entry_unit, entry and over_at where
 * attempts have them. `which` says in words whose attempts they are.
 */
export function gradedCtes(name: string, which: string, attempts: string, shape: AttemptShape): readonly Cte[] {
  const { steps, kind, windowMicros, toleranceMicros, cut } = shape
  const run = toleranceMicros > 0
  const later = numbers(2, steps)
  const excluding = exclusionSql(name, attempts, shape)
  const { before, from, next, isBetween } = excluding
  const one = (conditions: readonly string[], inRow: boolean): string =>
    conditions.length === 0 ? '1' : `1 + ${countSql(conditions, inRow)}`
  const inWindow = (step: number): string => {
    if (windowMicros === null) return `${stepAt(step)} IS NOT NULL`
    return run ? `${stepAt(step)} < window_end` : `coalesce(${stepAt(step)} < window_end, FALSE)`
  }
  const columns = attemptColumns(shape)
  const isVoid = cut || isBetween.length === 0 ? 'FALSE' : isBetween.join('\n  OR ')
  return [
    ...before,
    {
      name: `${name}_limited`,
      about: `${which} with the end of its window`,
      sql: select(
        [
          ...columns,
          ...next,
          `${windowMicros === null ? 'NULL' : limitSql(stepAt(1), windowMicros, kind)} AS window_end`,
        ],
        `FROM ${from}`,
      ),
    },
    {
      name: `${name}_counted`,
      about: 'The same with depth, the steps reached within the window, and chain, the steps reached at all',
      sql: select(
        [
          ...columns,
          ...next,
          'window_end',
          ...(shape.partSql === undefined ? [] : [`${shape.entryDateSql} AS entry_date`]),
          `${one(later.map(inWindow), run)} AS depth`,
          `${one(
            later.map((step) => `${stepAt(step)} IS NOT NULL`),
            false,
          )} AS chain`,
        ],
        `FROM ${name}_limited`,
      ),
    },
    {
      name,
      about:
        isBetween.length === 0
          ? 'The same as attempts that may count'
          : cut
            ? 'The same up to the first excluded event'
            : 'The same, and whether an excluded event makes the attempt void',
      sql: select(
        [
          ...columns,
          cut && isBetween.length > 0 ? cutDepth(shape, excluding) : 'depth',
          'chain',
          `${isVoid} AS void`,
          ...(shape.hasEnd ? [overSql(shape, excluding)] : []),
          ...(shape.partSql === undefined ? [] : [`${shape.partSql('entry_date')} AS entry_unit`]),
        ],
        `FROM ${name}_counted`,
      ),
    },
  ]
}

/**
 * A SELECT of (key, step_1_at … step_N_at, depth, and entry_unit and entry where attempts have them): for each key (and
 * unit) the attempt that counts, without keys whose attempts of that rank are all void. `by` are the columns that say from
 * which attempts one is chosen, where they are not the key and unit; `carried` are further columns to keep.
 */
export function chooseSql(
  graded: string,
  entry: EntryRule,
  shape: AttemptShape,
  by: readonly string[] = keyColumns(shape),
  carried: readonly string[] = [],
): string {
  const fields = [...positionColumns(shape.steps), ...(shape.hasEntry === true ? ['entry'] : []), 'depth', ...carried]
  const began = shape.hasEntry === true ? 'entry' : stepAt(1)
  const grade = entry === 'first' ? '0' : `depth * 2 + (NOT void)::INTEGER`
  const keys = by.join(', ')
  if (entry === 'latest') {
    const second = shape.steps > 1 ? [`CASE WHEN depth >= 2 THEN ${stepAt(2)} END`] : []
    const best = select(
      [...by, ...fields, 'void'],
      `FROM ${graded}
QUALIFY row_number() OVER (
  PARTITION BY ${keys}
  ORDER BY ${[`${grade} DESC`, ...second, `${began} DESC`].join(', ')}
) = 1`,
    )
    return select([...by, ...fields], `FROM ${inBrackets(best)}\nWHERE NOT void`)
  }
  const struct = [...fields, 'void'].map((field) => `'${field}': ${field}`).join(',\n      ')
  const best = select(
    [
      ...by,
      `arg_max(
    {
      ${struct}
    },
    ${gradeSql(grade, began, shape.hasEntry === true ? 'file' : shape.kind)}
  ) AS best`,
    ],
    `FROM ${graded}\nGROUP BY ${keys}`,
  )
  return select(
    [...by, ...fields.map((field) => `best.${field} AS ${field}`)],
    `FROM ${inBrackets(best)}\nWHERE NOT best.void`,
  )
}

/** The attempts that are chosen from some, as WITH query `chosen`. */
export function chosenCte(sql: string): Cte {
  return { name: 'chosen', about: 'The attempts that count', sql }
}

/** Seconds from one position to another; 0 where a tolerance let the later step stand before the earlier one. */
export function secondsSql(from: string, to: string, kind: PositionKind, toleranceMicros = 0): string {
  const micros = `${timeSql(to, kind)} - ${timeSql(from, kind)}`
  return toleranceMicros > 0 ? `greatest(${micros}, 0) / 1e6` : `(${micros}) / 1e6`
}
