import type { ModelChange } from '../../model/editDataModel'
import type { ModelList } from '../../model/writeDataModel'
import type { Catalog } from '../../query/contract/catalog'

/** An entry to begin with, made of what the workspace has; and what it is, in words. */
export interface ModelExample {
  readonly text: string
  readonly start: ModelChange
}

const NO_FORM = { unit: '', good: 'up', target: null, limits: null, about: '' } as const

function columnExample(catalog: Catalog): ModelExample | null {
  const log = catalog.tables.find(({ kind }) => kind === 'events') ?? catalog.tables[0]
  if (log === undefined) return null
  const own = log.columns.filter(({ name }) => !/^_|^user_key$|(^|_)(id|key)$/.test(name))
  const numbers = own.filter(({ type }) => type === 'double' || type === 'integer').map(({ name }) => name)
  const quoted = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name}"`)
  const [first, second] = numbers.map(quoted)
  const part = { list: 'columns', index: 0 } as const
  const base = { table: log.name, about: '' }
  if (first !== undefined) {
    const sql = second === undefined ? `round(${first}, -1)` : `${first} * ${second}`
    const name = second === undefined ? `${numbers[0] ?? ''}_rounded` : `${numbers[0] ?? ''}_total`
    return {
      text: `${name} = ${sql}, of ${log.name}`,
      start: { ...part, entry: { ...base, name, type: 'double', sql } },
    }
  }
  if (log.kind !== 'events') return null
  const sql = "strftime(local_time(ts), '%H:00')"
  return {
    text: `hour_text = ${sql}, of ${log.name}`,
    start: { ...part, entry: { ...base, name: 'hour_text', type: 'string', sql } },
  }
}

/**
 * An example of a list's first entry, of the workspace's own tables and events (`events`: most frequent first); null
 * where there is nothing to make one of.
 */
export function modelExample(list: ModelList, catalog: Catalog, events: readonly string[]): ModelExample | null {
  const [first, second] = events
  switch (list) {
    case 'columns':
      return columnExample(catalog)
    case 'events': {
      if (first === undefined) return null
      const any = [first, ...(second === undefined ? [] : [second])]
      return {
        text: `engaged = ${any.join(' or ')}`,
        start: {
          list,
          index: 0,
          entry: { name: 'engaged', any, sequence: null, label: '', about: '', isHidden: false },
        },
      }
    }
    case 'measures':
      return first === undefined
        ? null
        : {
            text: `${first} users = users of ${first}`,
            start: {
              list,
              index: 0,
              entry: { name: `${first} users`, event: first, measure: 'users', column: null, ...NO_FORM },
            },
          }
    case 'testUsers': {
      const flag = catalog.tables
        .flatMap(({ kind, made }) => (kind === 'events' ? (made ?? []) : []))
        .find(
          (one) =>
            one.kind === 'related' &&
            one.path[0]?.from.column === 'user_id' &&
            /(^|_|\.)(is_)?(test|internal|staff|bot)/i.test(one.name),
        )
      return flag === undefined
        ? null
        : { text: `users for whom ${flag.name} is true`, start: { list, index: 0, entry: { column: flag.name } } }
    }
    case 'relations':
      return null
  }
}
