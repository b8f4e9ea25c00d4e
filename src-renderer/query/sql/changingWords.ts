import { scanSql } from './scan'

/**
 * Words of SQL that may answer otherwise the next time although the data stays: clocks, chance, samples, and what tells
 * of the engine itself. test/query/changingWords holds the functions to the engine's own list.
 */
const CHANGING: ReadonlySet<string> = new Set([
  ...['now', 'today', 'age', 'current_date', 'current_time', 'current_timestamp', 'localtime', 'localtimestamp'],
  ...['get_current_time', 'get_current_timestamp', 'transaction_timestamp', 'txid_current'],
  ...['random', 'setseed', 'uuid', 'uuidv4', 'uuidv7', 'gen_random_uuid', 'sample', 'tablesample'],
  ...['currval', 'nextval', 'stats', 'error', 'write_log', 'in_search_path', 'explain', 'analyze'],
  ...['current_connection_id', 'current_query', 'current_query_id', 'current_transaction_id'],
  ...['current_database', 'current_schema', 'current_schemas', 'current_catalog', 'current_setting'],
  ...['pg_conf_load_time', 'pg_postmaster_start_time'],
])
/** Tables of the engine about itself. */
const ABOUT_ENGINE = /^(?:duckdb_|pragma_|information_schema$|sqlite_master$|pg_)/

/**
 * Whether a text, read as SQL, has one of those words as a name: then its answer is not kept. It may be a column's or an
 * event's, which costs time and nothing else.
 */
export function hasChangingWord(text: string): boolean {
  for (const { kind, text: token } of scanSql(text)) {
    if (kind !== 'word' && kind !== 'quoted') continue
    const name = (kind === 'quoted' ? token.slice(1, -1) : token).toLowerCase()
    if (CHANGING.has(name) || ABOUT_ENGINE.test(name)) return true
  }
  return false
}
