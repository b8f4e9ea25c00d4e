import type { DataModel, Relation } from '../../model/dataModel'
import type { ColumnSchema } from '../../model/schema'
import type { Catalog, CatalogTable } from '../contract/catalog'
import { relationFit, type RelationFit, type RunSql } from './relationFit'

/** A relation that the names of two tables suggest, and how it fits their rows. */
export interface RelationProposal {
  readonly relation: Relation
  readonly fit: RelationFit
  /** Share of the own keys that the other table has, 0 to 1. */
  readonly contained: number
  /** False where several rows of the other table have one key: it would make rows more, and is refused. */
  readonly isUnique: boolean
}

/** More pairs of columns than these are not counted: those whose names say most come first. */
const MOST_CANDIDATES = 40
/** Of fewer keys than this share in the other table, the names are alike by chance. */
const LEAST_CONTAINED = 0.1
/** Keys of unlike names belong together where nearly all of at least so many are in the other table. */
const BY_VALUES = { contained: 0.9, keys: 10, score: 0.5 } as const

const KEY_TYPES: readonly ColumnSchema['type'][] = ['integer', 'string']
const KEY_NAME = /(^|_)(id|key|code|uuid|guid|sku|slug|no|nr)$/

/** `customerID` and `customer id` as `customer_id`. */
function words(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .toLowerCase()
}

/** What a row of a table is called: `feature` of `dim_features`. */
function singular(table: string): string {
  const name = words(table)
    .replace(/^(dim|fact|fct|ref|lookup|tbl|stg)_/, '')
    .replace(/_(dim|fact)$/, '')
  return name
    .replace(/ies$/, 'y')
    .replace(/(ss|x|ch|sh)es$/, '$1')
    .replace(/([^s])s$/, '$1')
}

function keyColumns(table: CatalogTable): readonly ColumnSchema[] {
  return table.columns.filter(
    ({ name, type }) => KEY_TYPES.includes(type) && !name.startsWith('_') && name !== 'user_key',
  )
}

/** What a column may be called: as it is, and as it was in the file ("player_id" of a log's users). */
function namesOf({ name, source }: ColumnSchema): readonly string[] {
  return [...new Set([words(name), words(source)])]
}

/** How much the names say that one column holds keys of the other: 3 most, 0 nothing; less than 1 where values must. */
function nameScore(own: ColumnSchema, key: ColumnSchema, table: CatalogTable): number {
  const row = singular(table.name)
  const far = words(key.name)
  const isKey = KEY_NAME.test(far)
  // Numbers are alike by chance, texts are not.
  const mayBeKeys = isKey && own.type === 'string' && key.type === 'string' && KEY_NAME.test(words(own.name))
  return Math.max(
    mayBeKeys ? BY_VALUES.score : 0,
    ...namesOf(own).map((name) => {
      if (name === `${row}_${far}` && isKey) return 3
      if (name === far) return isKey ? 3 : far === row ? 2 : 0
      if (name.replace(/_(id|key|code)$/, '') === far) return 1
      if (isKey && name.endsWith(`_${far}`) && far !== 'id' && far !== 'key' && far !== 'code') return 2
      return isKey && name === row && (far === 'id' || far === 'key' || far === `${row}_id`) ? 2 : 0
    }),
  )
}

type Candidate = Pick<Relation, 'from' | 'to'> & { readonly score: number }

/** Pairs of columns whose names and types suggest a relation that the model does not have, best first. */
function relationCandidates({ tables }: Catalog, model: DataModel): readonly Candidate[] {
  // Two columns that are related in one direction are not proposed in the other.
  const known = new Set(
    model.relations.flatMap(({ from, to }) => [JSON.stringify([from, to.table]), JSON.stringify([to, from])]),
  )
  return tables
    .flatMap((near) =>
      tables
        .filter((far) => far.kind === 'table' && far.name !== near.name)
        .flatMap((far) =>
          keyColumns(near).flatMap((own) =>
            keyColumns(far).flatMap((key): readonly Candidate[] => {
              const from = { table: near.name, column: own.name }
              const to = { table: far.name, column: key.name }
              const score = nameScore(own, key, far)
              const isKnown = [
                [from, far.name],
                [from, to],
              ].some((one) => known.has(JSON.stringify(one)))
              return score === 0 || isKnown ? [] : [{ from, to, score }]
            }),
          ),
        ),
    )
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_CANDIDATES)
}

/** A name that no relation from the table has: the other table's, else what the column is called without its ending. */
function freeName({ from, to }: Candidate, taken: readonly Relation[]): string {
  const isFree = (name: string): boolean =>
    taken.every((one) => one.from.table !== from.table || one.name.toLowerCase() !== name.toLowerCase())
  const [first = to.table] = [to.table, from.column.replace(/_?(id|key|code)$/i, ''), `${to.table} by ${from.column}`]
    .filter((name) => name !== '')
    .filter(isFree)
  return first
}

/**
 * Proposes relations: by names and types, then by how many of the distinct values the other table has. Of two
 * directions, and of several keys of one table, only those are proposed that fit best. Throws what `run` throws.
 */
export async function suggestRelations(
  catalog: Catalog,
  model: DataModel,
  run: RunSql,
): Promise<readonly RelationProposal[]> {
  const found: RelationProposal[] = []
  for (const candidate of relationCandidates(catalog, model)) {
    const relation: Relation = {
      name: candidate.to.table,
      from: candidate.from,
      to: candidate.to,
      duplicates: 'refuse',
    }
    const fit = await relationFit(relation, run)
    const contained = fit.ownKeys === 0 ? 0 : 1 - fit.orphanKeys / fit.ownKeys
    const isAlike =
      candidate.score >= 1
        ? contained >= LEAST_CONTAINED
        : contained >= BY_VALUES.contained && fit.ownKeys >= BY_VALUES.keys && fit.repeatedKeys === 0
    if (isAlike) found.push({ relation, fit, contained, isUnique: fit.repeatedKeys === 0 })
  }
  const ranked = found.sort((a, b) => Number(b.isUnique) - Number(a.isUnique) || b.contained - a.contained)
  const kept: RelationProposal[] = []
  for (const one of ranked) {
    const { from, to } = one.relation
    const isSaid = kept.some(
      ({ relation }) =>
        (relation.from.table === from.table &&
          relation.from.column === from.column &&
          relation.to.table === to.table) ||
        (relation.from.table === to.table && relation.to.table === from.table),
    )
    if (isSaid) continue
    const taken = [...model.relations, ...kept.map(({ relation }) => relation)]
    kept.push({ ...one, relation: { ...one.relation, name: freeName({ ...one.relation, score: 0 }, taken) } })
  }
  return kept
}
