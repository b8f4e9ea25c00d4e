import type { Catalog } from '../contract/catalog'
import type { NamedQuery, SqlSelect } from './selects'
import { wordOf, type SqlGroup, type SqlNode } from './sqlNodes'

/** A key of a stored table that has to be unique for a join to be harmless; whether it is, the data say. */
export interface KeyCheck {
  readonly table: string
  readonly columns: readonly string[]
}

/** Something in a text that may not mean what it seems to. */
export interface SqlTrap {
  readonly kind: 'and-or' | 'rolling' | 'multiplies' | 'joined-figure' | 'immature'
  /** Its place in the text. */
  readonly from: number
  readonly to: number
  /** What it does, and what to do about it. */
  readonly says: string
  /** The analysis or page that answers what was meant. */
  readonly instead?: { readonly route: string; readonly label: string }
  /** It holds where each of these keys repeats; without any, it holds. */
  readonly ifRepeated?: readonly KeyCheck[]
}

/** A text as those who look for traps read it. */
export interface ReadText {
  readonly selects: readonly SqlSelect[]
  readonly named: readonly NamedQuery[]
  readonly catalog: Catalog
}

/** Nodes with those in brackets, but not those of queries in brackets. */
export function flatten(nodes: readonly SqlNode[]): readonly SqlNode[] {
  return nodes.flatMap((node) =>
    node.kind === 'group' && !isQueryGroup(node) ? [node, ...flatten(node.children)] : [node],
  )
}

export function isQueryGroup({ children }: SqlGroup): boolean {
  return ['select', 'from', 'with'].includes(wordOf(children[0]))
}

export const isSign = (node: SqlNode | undefined, sign: string): boolean =>
  node?.kind === 'symbol' && node.text === sign

/** Nodes as text, for comparing and for messages. */
export function textOf(nodes: readonly SqlNode[]): string {
  return nodes
    .map((node) => (node.kind === 'group' ? `(${textOf(node.children)})` : node.text))
    .join(' ')
    .replace(/ ?([.,]) ?/g, (_, sign: string) => (sign === ',' ? ', ' : sign))
    .replace(/ \(/g, '(')
}
