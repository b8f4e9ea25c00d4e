import type { ColumnPlace, Relation } from '../../model/dataModel'
import type { ResultTable } from '../contract/result'
import { identifier, tableSql } from '../sql/literal'

/** Answers SQL over the workspace. */
export type RunSql = (sql: string) => Promise<ResultTable>

/** How well a relation fits the rows that are there. */
export interface RelationFit {
  readonly name: string
  readonly from: string
  readonly to: string
  /** Rows that have a key, and those of them whose key is in no row of the other table. */
  readonly rows: number
  readonly orphans: number
  /** The keys that these rows have, those that the other table lacks, and the most frequent of these. */
  readonly ownKeys: number
  readonly orphanKeys: number
  readonly orphanExamples: readonly string[]
  /** Keys of the other table, and those that several of its rows have. */
  readonly keys: number
  readonly repeatedKeys: number
}

const EXAMPLES = 3
/** No key that people write has it: it parts the examples of an answer. */
const UNIT_SEPARATOR = '\u001f'

/** Each key of a column with its number of rows, as text, so that keys of any two types are compared alike. */
function keysOf({ table, column }: ColumnPlace): string {
  const key = identifier(column)
  return `SELECT ${key}::VARCHAR AS key, count(*) AS n FROM ${tableSql(table)} WHERE ${key} IS NOT NULL GROUP BY 1`
}

/** The SQL that counts how a relation fits, by all rows of both tables; readFit reads its one row. */
export function fitSql({ from, to }: Relation): string {
  return `WITH far AS (${keysOf(to)}),
near AS (${keysOf(from)}),
orphans AS (FROM near ANTI JOIN far USING (key))
SELECT
  (SELECT coalesce(sum(n), 0) FROM near)::BIGINT AS rows,
  (SELECT coalesce(sum(n), 0) FROM orphans)::BIGINT AS orphans,
  (SELECT count(*) FROM near)::BIGINT AS own_keys,
  (SELECT count(*) FROM orphans)::BIGINT AS orphan_keys,
  (SELECT string_agg(key, chr(31) ORDER BY n DESC, key)
    FROM (FROM orphans ORDER BY n DESC, key LIMIT ${EXAMPLES})) AS examples,
  (SELECT count(*) FROM far)::BIGINT AS keys,
  (SELECT count(*) FROM far WHERE n > 1)::BIGINT AS repeated`
}

/** Reads the answer of fitSql. */
export function readFit(relation: Relation, answer: ResultTable): RelationFit {
  const row = answer.row(0)
  const examples = row['examples']
  return {
    name: relation.name,
    from: `${relation.from.table}.${relation.from.column}`,
    to: `${relation.to.table}.${relation.to.column}`,
    rows: Number(row['rows']),
    orphans: Number(row['orphans']),
    ownKeys: Number(row['own_keys']),
    orphanKeys: Number(row['orphan_keys']),
    orphanExamples: typeof examples === 'string' ? examples.split(UNIT_SEPARATOR) : [],
    keys: Number(row['keys']),
    repeatedKeys: Number(row['repeated']),
  }
}

/** Counts how a relation fits. Throws what `run` throws. */
export async function relationFit(relation: Relation, run: RunSql): Promise<RelationFit> {
  return readFit(relation, await run(fitSql(relation)))
}

/** Why a relation is refused whose other side has several rows of one key, and what to do. */
export function fanOutText(
  { to }: Relation,
  { keys, repeatedKeys }: Pick<RelationFit, 'keys' | 'repeatedKeys'>,
): string {
  return (
    `${repeatedKeys} of ${keys} keys have several rows in ${to.table}; say which row counts: ` +
    '"duplicates":"first" or "duplicates":{"newest":"<column>"}.'
  )
}
