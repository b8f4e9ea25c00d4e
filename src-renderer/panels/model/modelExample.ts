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
  const [price, quantity] = [/price|amount|cost/i, /quantity|qty|units/i].map((kind) =>
    numbers.find((name) => kind.test(name)),
  )
  const example = (name: string, sql: string, type: 'double' | 'string' = 'double'): ModelExample => ({
    text: `${name} = ${sql}, of ${log.name}`,
    start: { list: 'columns', index: 0, entry: { name, table: log.name, type, sql, about: '' } },
  })
  if (price !== undefined && quantity !== undefined) return example('total', `${quoted(price)} * ${quoted(quantity)}`)
  const [first] = numbers
  if (first !== undefined) return example(`${first.split('.').at(-1) ?? first}_by_ten`, `round(${quoted(first)}, -1)`)
  return log.kind === 'events' ? example('clock_hour', "strftime(local_time(ts), '%H:00')", 'string') : null
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
