import type { ModelChange } from '../../model/editDataModel'
import type { ModelPart } from '../../model/writeDataModel'
import type { Catalog } from '../../query/contract/catalog'
import { peopleText } from './modelLists'

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
    start: { part: 'columns', index: 0, entry: { name, table: log.name, type, sql, about: '' } },
  })
  if (price !== undefined && quantity !== undefined) return example('total', `${quoted(price)} * ${quoted(quantity)}`)
  const [first] = numbers
  if (first !== undefined) return example(`${first.split('.').at(-1) ?? first}_by_ten`, `round(${quoted(first)}, -1)`)
  return log.kind === 'events' ? example('clock_hour', "strftime(local_time(ts), '%H:00')", 'string') : null
}

/** A table whose columns are called like an account's id and a person's. */
function peopleExample(catalog: Catalog): ModelExample | null {
  const called = (table: Catalog['tables'][number], words: string): string | undefined =>
    table.columns.find(({ name }) => new RegExp(`^(${words})(_?(id|key))?$`, 'i').test(name))?.name
  for (const one of catalog.tables) {
    if (one.kind !== 'table') continue
    const [account, person] = [called(one, 'user|account|login|device'), called(one, 'person|identity|profile|human')]
    if (account === undefined || person === undefined) continue
    const entry = { table: one.name, account, person }
    return { text: peopleText(entry), start: { part: 'people', index: 0, entry } }
  }
  return null
}

/**
 * An example of a part's first entry, of the workspace's own tables and events (`events`: most frequent first); null
 * where there is nothing to make one of.
 */
export function modelExample(part: ModelPart, catalog: Catalog, events: readonly string[]): ModelExample | null {
  const [first, second] = events
  switch (part) {
    case 'columns':
      return columnExample(catalog)
    case 'events': {
      if (first === undefined) return null
      const any = [first, ...(second === undefined ? [] : [second])]
      return {
        text: `engaged = ${any.join(' or ')}`,
        start: {
          part,
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
              part,
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
        : { text: `users for whom ${flag.name} is true`, start: { part, index: 0, entry: { column: flag.name } } }
    }
    case 'people':
      return peopleExample(catalog)
    case 'relations':
      return null
  }
}
