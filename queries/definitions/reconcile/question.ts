import { receivedColumn } from '../../../src-renderer/model/receivedColumn'
import type { ColumnSchema } from '../../../src-renderer/model/schema'
import type { Catalog, CatalogTable } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { columnNamed } from '../../../src-renderer/query/sql/condition'
import { identifier } from '../../../src-renderer/query/sql/literal'
import { badParameter } from '../../../src-renderer/query/sql/refuse'

/** A column that both tables have, as each is compared. */
interface SharedColumn {
  readonly name: string
  readonly first: string
  readonly second: string
}

/** Two logs, and what their rows are paired by. */
export interface ReconcileQuestion {
  readonly first: CatalogTable
  readonly second: CatalogTable
  readonly key: string
  readonly shared: readonly SharedColumn[]
  /** The column that says when a row was received; null where a log has none that is a time. */
  readonly received: { readonly first: string | null; readonly second: string | null }
  /** After so many hours a row that was received is late. */
  readonly lateHours: number
}

/** Columns that say which event a row is, where neither log names its event id. */
const KEYS = ['event_uuid', 'insert_id', '$insert_id', 'message_id', 'messageId', 'uuid', 'id']

const textOf = (values: ParameterValues, name: string): string | null => {
  const value = values[name]
  return typeof value === 'string' && value !== '' ? value : null
}

function logNamed(values: ParameterValues, parameter: string, logs: readonly CatalogTable[]): CatalogTable {
  const name = textOf(values, parameter)
  const found = logs.find((one) => one.name === name)
  const names = logs.map((one) => one.name).join(', ')
  if (name === null) throw badParameter(parameter, '', `: say which log is compared; there are ${names}.`)
  if (found === undefined) throw badParameter(parameter, name, `: there is no log "${name}"; there are ${names}.`)
  return found
}

const isNumber = ({ type }: ColumnSchema): boolean => type === 'integer' || type === 'double'

function sharedColumns(first: CatalogTable, second: CatalogTable, key: string): readonly SharedColumn[] {
  return first.columns.flatMap((one): readonly SharedColumn[] => {
    const other = second.columns.find(({ name }) => name === one.name)
    if (other === undefined || one.name === key || one.name === 'user_key' || one.name.startsWith('_')) return []
    const type =
      one.type === other.type && !['user_id', 'event'].includes(one.name)
        ? ''
        : isNumber(one) && isNumber(other)
          ? '::DOUBLE'
          : '::VARCHAR'
    const sql = `${identifier(one.name)}${type}`
    return [{ name: one.name, first: sql, second: sql }]
  })
}

function receivedOf({ columns }: CatalogTable): string | null {
  return receivedColumn(columns.flatMap(({ name, type }) => (type === 'timestamp' && name !== 'ts' ? [name] : [])))
}

/** Throws `bad-parameter` and `not-found`. */
export function readReconcile(values: ParameterValues, catalog: Catalog): ReconcileQuestion {
  const logs = catalog.tables.filter(({ kind }) => kind === 'events')
  const [one, other] = logs
  if (one === undefined || other === undefined)
    throw badParameter(
      'first',
      '',
      ': two logs are compared, and this workspace has fewer; import the other as a table.',
    )
  const named = textOf(values, 'first') !== null || textOf(values, 'second') !== null || logs.length > 2
  const [first, second] = named ? [logNamed(values, 'first', logs), logNamed(values, 'second', logs)] : [one, other]
  if (first.name === second.name) throw badParameter('second', second.name, ': choose another log than the first.')
  const asked = textOf(values, 'key')
  const has = ({ columns }: CatalogTable, key: string): boolean => columns.some(({ name }) => name === key)
  const found = ['event_id', ...KEYS].find((name) => has(first, name) && has(second, name)) ?? null
  const wanted = asked ?? found
  if (wanted === null)
    throw badParameter('key', '', ': say which column says which event a row is; the logs have no event id.')
  const key = columnNamed(wanted, first.columns).name
  columnNamed(key, second.columns)
  return {
    first,
    second,
    key,
    shared: sharedColumns(first, second, key),
    received: { first: receivedOf(first), second: receivedOf(second) },
    lateHours: Number(values['late_hours'] ?? 24),
  }
}
