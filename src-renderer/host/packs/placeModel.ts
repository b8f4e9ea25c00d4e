import type { DataModel, Relation } from '../../model/dataModel'
import { addCalendar, editDataModel, type ModelChange } from '../../model/editDataModel'
import { readDataModel } from '../../model/readDataModel'
import { entriesOf, entryJson, type EntryOf, type ModelPart } from '../../model/writeDataModel'
import type { Pack, PackMatch } from '../../query/contract/pack'
import { identifier } from '../../query/sql/literal'
import { renameInSql } from '../../query/sql/renameInSql'

/** Gives tables of a SQL text other names, all at once: a new name may be the old one of another. */
export function withTables(sql: string, names: ReadonlyMap<string, string>, rename = renameText): string {
  const changed = [...names].filter(([from, to]) => from !== to)
  const apart = changed.reduce((text, [from], index) => rename(text, from, `table ${index} of a pack`), sql)
  return changed.reduce((text, [, to], index) => rename(text, `table ${index} of a pack`, to), apart)
}

function renameText(sql: string, from: string, to: string): string {
  return renameInSql(sql, from, to).text
}

/** Whether a value, or what it is made of, names a column of one of these relations. */
function namesColumn(value: unknown, relations: readonly string[]): boolean {
  if (typeof value === 'string') return relations.some((relation) => value.startsWith(`${relation}.`))
  return typeof value === 'object' && value !== null && Object.values(value).some((one) => namesColumn(one, relations))
}

/** Why a view's or measure's columns cannot be had: the first missing table of a relation that they name; null. */
export function missingBehind(value: unknown, pack: Pack, matches: readonly PackMatch[]): string | null {
  const missing = matches.filter(({ table }) => table === null)
  const found = missing.find(({ expected: { name } }) =>
    namesColumn(
      value,
      pack.model.relations.flatMap((one) => (one.from.table === name || one.to.table === name ? [one.name] : [])),
    ),
  )
  return found?.why ?? null
}

/**
 * A pack's model for the tables of a workspace: under their names, with computed columns for those that are called
 * otherwise, and without what needs a table that is not there.
 */
export function packModel(pack: Pack, matches: readonly PackMatch[]): DataModel {
  const tables = new Map(matches.flatMap(({ expected, table }) => (table === null ? [] : [[expected.name, table]])))
  const isThere = ({ from, to }: Relation): boolean => tables.has(from.table) && tables.has(to.table)
  const stays = (entry: unknown): boolean => missingBehind(entry, pack, matches) === null
  const own = (table: string): string => tables.get(table) ?? table
  const { relations, columns, people, calendar, ...rest } = pack.model
  return {
    ...rest,
    measures: rest.measures.filter(stays),
    events: rest.events.filter(stays),
    testUsers: rest.testUsers.filter(stays),
    relations: relations
      .filter(isThere)
      .map((relation) => ({
        ...relation,
        from: { ...relation.from, table: own(relation.from.table) },
        to: { ...relation.to, table: own(relation.to.table) },
      })),
    columns: [
      ...matches.flatMap(({ table, renamed, expected }) =>
        renamed.map(({ name, column, type }) => ({
          name,
          table,
          type: type === 'json' ? 'string' : type,
          sql: identifier(column),
          about: `${column}, as the pack ${pack.name} calls it (${expected.name}.${name})`,
        })),
      ),
      ...columns
        .filter(({ table }) => table === null || tables.has(table))
        .map((one) => ({
          ...one,
          table: one.table === null ? null : own(one.table),
          sql: withTables(one.sql, tables),
        })),
    ],
    people: people !== null && tables.has(people.table) ? { ...people, table: own(people.table) } : null,
    calendar: calendar !== null && tables.has(calendar.table) ? { ...calendar, table: own(calendar.table) } : null,
  }
}

/** What makes two entries the same one, whatever else they say. */
function keyOf<P extends ModelPart>(part: P, entry: EntryOf<P>): string {
  const { name, table, from, to } = entryJson(part, entry)
  if (part === 'relations') return JSON.stringify([from, to])
  if (part === 'people') return part
  return name === undefined ? JSON.stringify(entry) : JSON.stringify([name, table ?? null])
}

const PARTS = ['relations', 'columns', 'events', 'measures', 'testUsers', 'people'] as const

/** What adding a pack's model did: the text, and how many entries it added; those that were there stay as they are. */
export interface AddedModel {
  readonly text: string | null
  readonly added: Readonly<Record<(typeof PARTS)[number], number>>
}

/**
 * A workspace's `model.json` (null: none) with what a model holds that it lacks. Throws `bad-file` with line and column
 * where the text cannot be read.
 */
export function addModel(text: string | null, model: DataModel): AddedModel {
  const added = Object.fromEntries(PARTS.map((part) => [part, 0])) as Record<(typeof PARTS)[number], number>
  let now = text
  for (const part of PARTS)
    for (const entry of entriesOf(model, part)) {
      const there = now === null ? [] : entriesOf(readDataModel(now).model, part)
      if (there.some((one) => keyOf(part, one) === keyOf(part, entry))) continue
      now = editDataModel(now, { part, index: there.length, entry } as ModelChange)
      added[part]++
    }
  return { text: model.calendar === null ? now : addCalendar(now, model.calendar), added }
}
