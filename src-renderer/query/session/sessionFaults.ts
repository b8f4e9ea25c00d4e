import { sqlFault, unknownTable } from '../../engine/failures'
import { isLatheError, LatheError } from '../../model/error'
import { hasUsersAlias, USERS, USERS_ALIAS } from '../../model/schema'
import { nearest } from '../sql/nearest'
import type { StoredTable } from './needs'

/** PIVOT without IN takes its columns from values, which a description does not read. */
export function pivotDescribed(error: unknown, sql: string): unknown {
  return sqlFault(error) === 'several-statements'
    ? new LatheError(
        'bad-sql',
        'A PIVOT that is described must name its values with IN (…).',
        { sql },
        { cause: error },
      )
    : error
}

/** DuckDB looks for near names among its own tables: the workspace's are what was meant. */
export function withTables(error: unknown, tables: readonly StoredTable[]): unknown {
  const unknown = unknownTable(error)
  if (unknown === null || !isLatheError(error, 'bad-sql')) return error
  const names = tables.map(({ name }) => (name === USERS && hasUsersAlias(tables) ? USERS_ALIAS : name))
  const near = nearest(unknown, names)
  return new LatheError(
    'bad-sql',
    `There is no table “${unknown}”; ${near.length > 0 ? `did you mean ${near.join(' or ')}?` : `the tables are ${names.join(', ')}.`}`,
    error.payload,
    { cause: error },
  )
}
