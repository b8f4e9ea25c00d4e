import type { ScannedBatch, ScannedRows } from '../../src-renderer/sequence/scannedRows'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { ScanRequest } from '../../src-renderer/query/contract/plan'
import { readCondition, type FilterNode } from '../../src-renderer/query/sql/condition'
import { outsideSql } from '../../src-renderer/query/sql/outside'
import type { Scope } from '../../src-renderer/query/sql/source'

/** That a text is one of some, or none of them; null stands for no text. */
export interface ScanTerm {
  /** As the request calls it. */
  readonly column: string
  readonly among: readonly (string | null)[]
  readonly isNot: boolean
}

/** A request's columns while it is made. */
export type ScanColumns = Record<string, ScanRequest['columns'][string]>

const TERMS = ['=', '!=', 'in', 'not in', 'is null', 'is not null']

/** Whether the events of a scope are those of one table as it is stored, but for a filter. */
export function isStored({ source, catalog, unfilteredRowWhere, entity }: Scope, values: ParameterValues): boolean {
  const isWhole = source.table !== null && !source.isCut && catalog.counted !== 'people' && entity.length === 0
  return isWhole && unfilteredRowWhere === 'TRUE' && outsideSql(values) === null
}

/** Comparisons of texts that must all hold; null where one is something else. Their columns are added. */
export function termsOf(
  nodes: readonly FilterNode[],
  { source }: Pick<Scope, 'source'>,
  columns: ScanColumns,
): readonly ScanTerm[] | null {
  const terms = nodes.map((node): ScanTerm | null => {
    if (!('column' in node) || !TERMS.includes(node.op)) return null
    const { type } = source.columns.find(({ name }) => name === node.column) ?? {}
    if (type !== 'string') return null
    const name = `of_${node.column}`
    columns[name] = { kind: 'text', column: node.column }
    const { value, op } = node
    const among = value === undefined ? [null] : (Array.isArray(value) ? value : [value]).map(String)
    return { column: name, among, isNot: op === '!=' || op === 'not in' || op === 'is not null' }
  })
  return terms.every((one) => one !== null) ? terms : null
}

/** The same of a condition: an event's name, and comparisons. */
export function conditionTerms(
  condition: unknown,
  parameter: string,
  scope: Pick<Scope, 'source'>,
  columns: ScanColumns,
): readonly ScanTerm[] | null {
  const { event, is, where } = readCondition(condition, parameter)
  if (is !== undefined) return null
  const named: readonly FilterNode[] = event === null ? [] : [{ column: 'event', op: '=', value: event }]
  return termsOf([...named, ...where], scope, columns)
}

/** 1 for each row of a batch that terms hold for; null where it holds for all. */
export type Flags = Uint8Array | null

/** What says where some terms hold, written into `room`, which has at least a batch's rows. */
export function termFlags(
  terms: readonly ScanTerm[],
  rows: ScannedRows,
): (batch: ScannedBatch, room: Uint8Array) => Flags {
  const tests = terms.map(({ column, among, isNot }) => {
    const set = new Set(among)
    return { column, holds: Uint8Array.from(rows.texts(column), (text) => (set.has(text) === isNot ? 0 : 1)) }
  })
  return (batch, room) => {
    tests.forEach(({ column, holds }, index) => {
      const codes = batch.column(column).values
      const { length } = codes
      if (index === 0) for (let row = 0; row < length; row += 1) room[row] = holds[codes[row]!]!
      else for (let row = 0; row < length; row += 1) room[row]! &= holds[codes[row]!]!
    })
    return terms.length === 0 ? null : room
  }
}

/** The most rows that a batch has. */
export function longestBatch({ batches }: ScannedRows): number {
  return batches.reduce((most, { rows }) => Math.max(most, rows), 0)
}
