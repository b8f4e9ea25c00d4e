import type { Catalog } from '../../query/contract/catalog'
import type { QueryPlan } from '../../query/contract/plan'
import type { ResultTable } from '../../query/contract/result'
import { formatCell } from '../../export/formatCell'
import { identifier } from '../../query/sql/literal'
import { countText } from '../ui/quantityText'
import type { SqlColumn, SqlTable } from './sqlSchema'

/** Bars of a histogram, and values that are listed, at most. */
const BARS = 20
const VALUES = 5

/** What a column holds. */
export interface ColumnProfile {
  readonly rows: number
  /** Rows in which it is not NULL, and how many different values stand there. */
  readonly filled: number
  readonly different: number
  /** Least and greatest value, as texts; null where there is none. Infinities and NaN are left out. */
  readonly least: string | null
  readonly most: string | null
  /** `range`: rows by equal parts of the range from least to most. `values`: the most frequent values. */
  readonly kind: 'range' | 'values'
  readonly bars: readonly { readonly label: string; readonly rows: number }[]
}

/** A value's place on a line; null for columns whose values have none. */
function placeSql(type: string): string | null {
  switch (type) {
    case 'integer':
    case 'decimal':
      return 'value::DOUBLE'
    case 'double':
      return 'CASE WHEN isfinite(value) THEN value END'
    case 'date':
    case 'timestamp':
      return 'epoch_us(value::TIMESTAMP)::DOUBLE'
    default:
      return null
  }
}

/** One row of figures (`part` is null), and a row a bar. */
export function columnProfilePlan(table: Pick<SqlTable, 'name' | 'schema'>, column: SqlColumn): QueryPlan {
  const from = `${table.schema}.${identifier(table.name)}`
  const place = placeSql(column.type)
  const value = place === null ? `${identifier(column.name)}::VARCHAR` : identifier(column.name)
  const finite = column.type === 'double' ? ' FILTER (WHERE isfinite(value))' : ''
  const bars =
    place === null
      ? `SELECT value AS label, count(*) AS "rows" FROM column_values WHERE value IS NOT NULL
    GROUP BY value ORDER BY "rows" DESC, label LIMIT ${VALUES}`
      : `SELECT least(${BARS - 1}, coalesce(floor((place - low) / nullif(high - low, 0) * ${BARS}), 0))::INTEGER::VARCHAR AS label,
      count(*) AS "rows"
    FROM (SELECT ${place} AS place FROM column_values), (SELECT min(${place}) AS low, max(${place}) AS high FROM column_values)
    WHERE place IS NOT NULL
    GROUP BY label`
  return {
    sql: `WITH column_values AS (
  -- the column in each row
  SELECT ${value} AS value FROM ${from}
), bars AS (
  -- its most frequent values, or rows by parts of its range
    ${bars}
)
SELECT NULL AS part, count(*)::BIGINT AS "rows", count(value)::BIGINT AS filled,
  count(DISTINCT value)::BIGINT AS different, min(value)${finite}::VARCHAR AS least, max(value)${finite}::VARCHAR AS most
FROM column_values
UNION ALL
SELECT label, "rows"::BIGINT, NULL, NULL, NULL, NULL FROM bars
ORDER BY part NULLS FIRST`,
  }
}

/** A number of a text as grids show it; other texts as they are. */
function valueText(text: string, type: string): string {
  if (type === 'integer') return /^-?\d{1,15}$/.test(text) ? countText(Number(text)) : text
  return type === 'double' || type === 'decimal' ? formatCell(Number(text), 'decimal') : text
}

/** Reads the answer of a column's plan. */
export function readColumnProfile(table: ResultTable, { type }: SqlColumn): ColumnProfile {
  const [facts, ...parts] = table.rows()
  const kind = placeSql(type) === null ? 'values' : 'range'
  const text = (value: unknown): string | null => (typeof value === 'string' ? valueText(value, type) : null)
  const counted = new Map(parts.map((row) => [String(row['part']), Number(row['rows'])]))
  const all = Array.from({ length: BARS }, (_, bar) => ({ label: String(bar), rows: counted.get(String(bar)) ?? 0 }))
  return {
    rows: Number(facts?.['rows']),
    filled: Number(facts?.['filled']),
    different: Number(facts?.['different']),
    least: kind === 'range' ? text(facts?.['least']) : null,
    most: kind === 'range' ? text(facts?.['most']) : null,
    kind,
    bars:
      kind === 'values'
        ? [...counted].map(([label, rows]) => ({ label, rows })).sort((a, b) => b.rows - a.rows)
        : counted.size === 0
          ? []
          : all,
  }
}

const profiles = new WeakMap<Catalog, Map<string, ColumnProfile>>()

/** The profile that a plan gave for this state of the workspace. */
export function knownProfile(catalog: Catalog, plan: QueryPlan): ColumnProfile | null {
  return profiles.get(catalog)?.get(plan.sql) ?? null
}

export function rememberProfile(catalog: Catalog, plan: QueryPlan, profile: ColumnProfile): void {
  const known = profiles.get(catalog) ?? new Map<string, ColumnProfile>()
  profiles.set(catalog, known.set(plan.sql, profile))
}
