import { LatheError } from '../../model/error'
import type { ColumnSchema } from '../../model/schema'
import type { CatalogTable } from '../../query/contract/catalog'
import type { Pack, PackColumn, PackMatch, PackTable } from '../../query/contract/pack'

/** What somebody says of tables and columns: `videos` → `clips`, `videos.video_id` → `clip_id`. */
export type PackNames = Readonly<Record<string, string>>

/** Names are alike where only case, `_` and a plural's s differ. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s_-]/g, '')
    .replace(/s$/, '')
}

type Named = Pick<ColumnSchema, 'name' | 'type'>

const called = <T extends { readonly name: string }>(list: readonly T[], name: string): T | undefined =>
  list.find((one) => one.name === name) ?? list.find((one) => plain(one.name) === plain(name))

function columnOf(expected: PackColumn, of: string, table: CatalogTable, said: PackNames): Named | null {
  const name = said[`${of}.${expected.name}`]
  const columns = [...table.columns, ...(table.made ?? [])]
  if (name !== undefined) {
    const found = columns.find((one) => one.name === name)
    if (found !== undefined) return found
    throw new LatheError('not-found', `The table “${table.name}” has no column “${name}” for ${of}.${expected.name}.`, {
      what: 'column',
      name,
      candidates: table.columns.map((one) => one.name),
    })
  }
  for (const word of [expected.name, ...expected.synonyms]) {
    const found = called(columns, word)
    if (found !== undefined) return found
  }
  return null
}

/** The columns of a table that a pack calls otherwise, and those that it lacks. */
function columnsOf(expected: PackTable, table: CatalogTable, said: PackNames) {
  const found = expected.columns.map((one) => ({ one, own: columnOf(one, expected.name, table, said) }))
  const lacked = found.flatMap(({ one, own }) => (own === null ? [one] : []))
  return {
    renamed: found.flatMap(({ one: { name }, own }) =>
      own === null || own.name === name ? [] : [{ name, column: own.name, type: own.type }],
    ),
    absent: lacked.filter((one) => one.isOptional).map(({ name }) => name),
    missing: lacked.filter((one) => !one.isOptional).map(({ name }) => name),
  }
}

function candidatesOf(expected: PackTable, tables: readonly CatalogTable[], said: PackNames): readonly CatalogTable[] {
  const name = said[expected.name]
  if (name !== undefined) {
    const found = tables.find((one) => one.name === name)
    if (found !== undefined) return [found]
    throw new LatheError('not-found', `There is no table “${name}” for ${expected.name}.`, {
      what: 'table',
      name,
      candidates: tables.map((one) => one.name),
    })
  }
  const ofKind = expected.kind === 'events' ? tables.filter((one) => one.kind === 'events') : tables
  const named = [expected.name, ...expected.synonyms].flatMap((word) => called(ofKind, word) ?? [])
  // The only log of a workspace is the log, whatever it is called.
  return [...new Set([...named, ...(expected.kind === 'events' && ofKind.length === 1 ? ofKind : [])])]
}

/** The table that would be taken if it lacked nothing; null where none has the name. Throws as matchPack. */
export function likelyTable(
  expected: PackTable,
  tables: readonly CatalogTable[],
  said: PackNames,
): CatalogTable | null {
  const all = candidatesOf(expected, tables, said)
  return all.find((table) => columnsOf(expected, table, said).missing.length === 0) ?? all[0] ?? null
}

/** The columns of a pack's table that a table lacks, optional ones among them. Throws as matchPack. */
export function lackedColumns(expected: PackTable, table: CatalogTable, said: PackNames): readonly PackColumn[] {
  const { absent, missing } = columnsOf(expected, table, said)
  return expected.columns.filter(({ name }) => absent.includes(name) || missing.includes(name))
}

/** Says that a table lacks columns, as the end of a sentence. */
export function noColumn(table: string, columns: readonly string[]): string {
  return `“${table}” has no column ${columns.map((name) => `“${name}”`).join(', ')}`
}

function matchTable(expected: PackTable, tables: readonly CatalogTable[], said: PackNames): PackMatch {
  const none = { expected, table: null, renamed: [], absent: [] }
  let why = `there is no table “${expected.name}”`
  for (const table of candidatesOf(expected, tables, said)) {
    const { missing, ...rest } = columnsOf(expected, table, said)
    if (missing.length === 0) return { expected, table: table.name, ...rest, why: null }
    why = noColumn(table.name, missing)
  }
  return { ...none, why }
}

/**
 * Finds a pack's tables among those of a workspace: by what is said, by their names, by their synonyms; the only log is
 * taken for the log. Throws `not-found` where what is said is not there.
 */
export function matchPack(pack: Pack, tables: readonly CatalogTable[], said: PackNames = {}): readonly PackMatch[] {
  const known = pack.tables.flatMap(({ name, columns }) => [name, ...columns.map((one) => `${name}.${one.name}`)])
  const unknown = Object.keys(said).find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new LatheError('not-found', `The pack ${pack.name} has no table or column “${unknown}”.`, {
      what: 'table',
      name: unknown,
      candidates: known,
    })
  return pack.tables.map((expected) => matchTable(expected, tables, said))
}
