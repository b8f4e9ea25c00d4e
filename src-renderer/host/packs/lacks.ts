import type { Relation } from '../../model/dataModel'
import type { Pack, PackMatch } from '../../query/contract/pack'
import { scanSql } from '../../query/sql/scan'
import { noColumn } from './matchPack'

/** What of a pack cannot be had in a workspace, and why, as the end of a sentence. */
export interface Lack {
  /** The pack's table; null for a measure or an event of the model. */
  readonly table: string | null
  /** A column of it, or the name of a measure or an event; null for the whole table. */
  readonly name: string | null
  readonly why: string
}

/** What the tables of a workspace lack of those that a pack expects. */
export function lacksOf(matches: readonly PackMatch[]): readonly Lack[] {
  return matches.flatMap(({ expected, table, absent, why }): readonly Lack[] =>
    table === null
      ? [{ table: expected.name, name: null, why: why ?? '' }]
      : absent.map((name) => ({ table: expected.name, name, why: noColumn(table, [name]) })),
  )
}

/** The names that a SQL text holds, each once. */
export function namesInSql(sql: string): readonly string[] {
  const names = [...scanSql(sql)].flatMap(({ kind, text }) =>
    kind === 'word' ? [text] : kind === 'quoted' ? [text.slice(1, -1).replaceAll('""', '"')] : [],
  )
  return [...new Set(names)]
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** Whether a text names a column, own or related (`videos.author.name`), that a lack takes away. */
function isLacking(text: string, reads: readonly string[], relations: readonly Relation[], lack: Lack): boolean {
  const { table, name } = lack
  if (table === null) return text === name
  const steps = text.split('.')
  const column = steps.pop()
  const through = relations.filter((one) => steps.includes(one.name))
  const isCut = ({ from, to }: Relation): boolean =>
    [from, to].some((place) => place.table === table && (name === null || place.column === name))
  if (through.some(isCut)) return true
  if (name === null || column !== name) return false
  return steps.length === 0
    ? reads.includes(table)
    : through.some((one) => one.name === steps.at(-1) && one.to.table === table)
}

/**
 * Why what somebody wrote (an entry of a model, parameters of a view, the names of a SQL text) cannot be had: the first
 * lack that it names, as a column of one of the tables that it reads, as a related column, or by the name of a measure
 * or an event; null where it can.
 */
export function whyLacking(
  value: unknown,
  reads: readonly string[],
  { model: { relations } }: Pack,
  lacks: readonly Lack[],
): string | null {
  for (const text of textsIn(value)) {
    const found = lacks.find((lack) => isLacking(text, reads, relations, lack))
    if (found !== undefined) return found.why
  }
  return null
}

/** Why what reads these tables of the pack cannot be had: the first of them that is missing; null where all are there. */
export function whyNoTable(reads: readonly string[], lacks: readonly Lack[]): string | null {
  return lacks.find(({ table, name }) => table !== null && name === null && reads.includes(table))?.why ?? null
}

/** The pack's tables of events, which measures and events read. */
export function logsOf(pack: Pack): readonly string[] {
  return pack.tables.filter(({ kind }) => kind === 'events').map(({ name }) => name)
}
