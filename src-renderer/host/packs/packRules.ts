import { packs } from '../../../queries/packs/index'
import type { Inspection } from '../../ingest/contract'
import { rulesFor } from '../../ingest/inspect/expectedRows'
import type { ExpectedRows } from '../../model/rowRules'
import type { Pack, PackTable } from '../../query/contract/pack'

/** A pack's rules for the rows of one of its tables. */
export interface TableRules {
  /** `reels/fact_reels_events`. */
  readonly id: string
  /** `Reels: fact_reels_events`. */
  readonly title: string
  readonly table: PackTable
  readonly expected: ExpectedRows
}

/** What is looked at of a file to tell which rules are for it. */
export type RuledFile = Pick<Inspection, 'columns' | 'mapping' | 'kind' | 'table'>

/** The rules of all packs, in their order. */
export function allRules(): readonly TableRules[] {
  return packs().flatMap((pack) => pack.tables.flatMap((table) => rulesOf(pack, table)))
}

function rulesOf(pack: Pack, table: PackTable): readonly TableRules[] {
  const { rules } = table
  if (rules === undefined) return []
  const id = `${pack.name}/${table.name}`
  const synonyms = Object.fromEntries(table.columns.map((column) => [column.name, column.synonyms]))
  return [{ id, title: `${pack.title}: ${table.name}`, table, expected: { of: id, rules, synonyms } }]
}

/**
 * Those of some rules that can hold for a file, the best first: by its name, then by how many columns they look at.
 * Rules of a log want a log; others hold for whatever has their columns.
 */
export function fittingRules(rules: readonly TableRules[], file: RuledFile): readonly TableRules[] {
  return rules
    .flatMap((one) => {
      const found = rulesFor(one.expected, file)
      if ((one.table.kind === 'events' && file.kind !== 'events') || found.missing.length > 0) return []
      return [{ one, isNamed: isNamed(one.table, file.table), looksAt: columnsOf(found.rules) }]
    })
    .sort((a, b) => Number(b.isNamed) - Number(a.isNamed) || b.looksAt - a.looksAt)
    .map(({ one }) => one)
}

/**
 * The rules that a file looks made for, which are proposed; null where none are. Its events are those that a pack
 * expects, or its table has a name that a pack knows and more than one column that its rules look at.
 */
export function proposedRules(file: RuledFile): TableRules | null {
  const isMadeFor = ({ table, expected }: TableRules): boolean =>
    hasEvents(table, file) || (isNamed(table, file.table) && columnsOf(rulesFor(expected, file).rules) > 1)
  return fittingRules(allRules(), file).find(isMadeFor) ?? null
}

function isNamed({ name, synonyms }: PackTable, table: string): boolean {
  return [name, ...synonyms].includes(table)
}

function hasEvents({ rules }: PackTable, { columns, mapping }: RuledFile): boolean {
  const examples = columns.find(({ name }) => name === mapping.event)?.examples ?? []
  const known = examples.filter((event) => rules?.events?.includes(event))
  return known.length > 1 && known.length * 2 > examples.length
}

function columnsOf({ required = [], values = {}, ranges = {} }: ExpectedRows['rules']): number {
  return new Set([...required, ...Object.keys(values), ...Object.keys(ranges)]).size
}
