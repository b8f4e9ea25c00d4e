import type { DataModel } from '../../../src-renderer/model/dataModel'

/**
 * The tables that a query of a pack reads: those that it names by the model, and those of the related columns that it
 * names in quotes, that say which person somebody is, or that the computed columns which it names are made of.
 */
export function tablesRead(sql: string, { relations, columns, people }: DataModel): ReadonlySet<string> {
  const read = new Set([...sql.matchAll(/\bmodel\.(\w+)/g)].map((match) => match[1]!))
  const follow = (text: string, from: readonly string[]): void => {
    for (const [, path] of text.matchAll(/"([^"\n]+\.[^"\n]+)"/g)) {
      let at = from
      for (const step of path!.split('.').slice(0, -1)) {
        const relation = relations.find((one) => one.name === step && at.includes(one.from.table))
        if (relation === undefined) throw new Error(`${path} follows no relation of the pack`)
        read.add(relation.to.table)
        at = [relation.to.table]
      }
    }
  }
  const words = new Set(sql.match(/\w+/g))
  const named = columns.filter((one) => words.has(one.name))
  const behind = columns.filter((one) =>
    named.some((other) => one === other || new RegExp(`\\b${one.name}\\b`).test(other.sql)),
  )
  if (people !== null && words.has('person_id')) read.add(people.table)
  follow(sql, [...read])
  for (const one of behind) follow(one.sql, one.table === null ? [...read] : [one.table])
  return read
}
