import { PERSON_KEY } from '../../model/madeColumns'
import { USERS, type ColumnSchema } from '../../model/schema'
import { conditionSql } from '../sql/condition'
import { identifier, literal, modelSql } from '../sql/literal'
import type { Sequence } from '../sql/sequence'

/** What a sequence reads of every event beside the columns of its steps. */
export const SEQUENCE_READS: readonly string[] = ['user_key', 'ts', '_source']

/** An event table as a sequence reads it: a SELECT of its rows, and the columns that it has of those that are named. */
export interface SequenceTable {
  readonly name: string
  readonly rows: string
  readonly columns: readonly ColumnSchema[]
}

/** The columns of several tables as one: texts where their types differ, as the union of the rows has them. */
function together(tables: readonly SequenceTable[]): readonly ColumnSchema[] {
  const found = new Map<string, ColumnSchema>()
  for (const column of tables.flatMap((table) => table.columns)) {
    const known = found.get(column.name)
    found.set(column.name, known === undefined || known.type === column.type ? column : { ...column, type: 'string' })
  }
  return [...found.values()]
}

function rowsOf({ name, rows, columns }: SequenceTable, ofPeople: boolean): string {
  const own = columns.map((column) => `row.${identifier(column.name)}`)
  const who = ofPeople ? `people.${PERSON_KEY}` : 'row.user_key'
  const people = ofPeople ? `\n    JOIN ${modelSql(USERS)} people ON people.user_key = row.user_key` : ''
  const table = `${literal(name)} AS of_table`
  return `SELECT ${[`${who} AS who`, 'row.user_key AS account_key', 'row.ts', 'row._source', table, ...own].join(', ')}
    FROM (\n${rows}\n    ) row${people}
    WHERE row.user_key IS NOT NULL`
}

/**
 * SELECT of (account_key, ts, _source) of the events of one table with which somebody first completes a sequence over all
 * tables: at most one a user. Of all tries that a step can continue, it continues the one that began last, so that the
 * window rules out none that another try would have met.
 */
export function completionsSql(
  { steps, windowMicros, order }: Sequence,
  tables: readonly SequenceTable[],
  table: string,
  ofPeople: boolean,
): string {
  const columns = together(tables)
  const last = steps.length
  const before =
    order === 'strict'
      ? (step: number): string => `lag(began_${step}) OVER in_order`
      : (step: number): string => `max(began_${step}) OVER (in_order ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`
  const tries = steps.slice(1).map(
    (_, index) => `  -- When the last try that step ${index + 2} continues began
  with_step_${index + 2} AS (
    SELECT *, CASE WHEN is_step_${index + 2} THEN ${before(index + 1)} END AS began_${index + 2}
    FROM with_step_${index + 1}
    WINDOW in_order AS (PARTITION BY who ORDER BY ts, _source, of_table)
  )`,
  )
  const inTime =
    windowMicros === null ? '' : `\n      AND ts - began_${last} <= to_microseconds(${windowMicros}::BIGINT)`
  const completions = `  -- The first event that completes it, of each
  completions AS (
    SELECT account_key, ts, _source, of_table
    FROM with_step_${last}
    WHERE began_${last} IS NOT NULL${inTime}
    QUALIFY row_number() OVER (PARTITION BY who ORDER BY ts, _source, of_table) = 1
  )`
  return `WITH
  -- The events of all who can complete it
  sequence_events AS (
    ${tables.map((one) => rowsOf(one, ofPeople)).join('\n    UNION ALL BY NAME\n    ')}
  ),
  -- Which steps each event meets; a try begins with the first step
  with_step_1 AS (
    SELECT
      who, account_key, ts, _source, of_table,
      ${steps.map((step, index) => `${conditionSql(step, columns)} AS is_step_${index + 1}`).join(',\n      ')},
      CASE WHEN is_step_1 THEN ts END AS began_1
    FROM sequence_events
  ),
${[...tries, completions].join(',\n')}
SELECT account_key, ts, _source FROM completions WHERE of_table = ${literal(table)}`
}
