import type { ComputedColumn, DataModel, ModelMeasure, Relation } from '../../model/dataModel'
import { formulaNames, readFormula } from '../../model/formula'
import type { EntryOf } from '../../model/writeDataModel'
import type { Pack, PackMatch } from '../../query/contract/pack'
import { identifier } from '../../query/sql/literal'
import { renameInSql } from '../../query/sql/renameInSql'
import { isTaken } from './addModel'
import { lacksOf, logsOf, namesInSql, whyLacking, whyNoTable, type Lack } from './lacks'

/** Gives tables of a SQL text other names, all at once: a new name may be the old one of another. */
export function withTables(sql: string, names: ReadonlyMap<string, string>, rename = renameText): string {
  const changed = [...names].filter(([from, to]) => from !== to)
  const apart = changed.reduce((text, [from], index) => rename(text, from, `table ${index} of a pack`), sql)
  return changed.reduce((text, [, to], index) => rename(text, `table ${index} of a pack`, to), apart)
}

function renameText(sql: string, from: string, to: string): string {
  return renameInSql(sql, from, to).text
}

/** A pack's model for a workspace, and all that it lacks there: tables, columns, and what is made of those. */
export interface PlacedModel {
  readonly model: DataModel
  readonly lacks: readonly Lack[]
}

/** The workspace's model as it is, and the keys of what this pack put there before. */
interface ThereBefore {
  readonly model: DataModel
  readonly own: readonly string[]
}

type Named = 'columns' | 'events' | 'measures'
const WORDS: Readonly<Record<Named, string>> = { columns: 'column', events: 'event', measures: 'measure' }

/** The columns of a match that the workspace calls otherwise, as computed ones. */
function renamedColumns(pack: Pack, { table, renamed, expected }: PackMatch): readonly ComputedColumn[] {
  return renamed.map(({ name, column, type }) => ({
    name,
    table,
    type: type === 'json' ? 'string' : type,
    sql: identifier(column),
    about: `${column}, as the pack ${pack.name} calls it (${expected.name}.${name})`,
  }))
}

/** The names of measures in a formula; null for a measure that is none. */
function namesInFormula(measure: ModelMeasure): readonly string[] | null {
  if (!('formula' in measure)) return null
  return formulaNames(
    readFormula(measure.formula, (_at, says) => {
      throw new Error(says)
    }),
  )
}

/**
 * A pack's model for the tables of a workspace: under their names, with computed columns for those that are called
 * otherwise, and without what needs a table or a column that is not there, or has a name that means something else.
 */
export function packModel(pack: Pack, matches: readonly PackMatch[], there: ThereBefore): PlacedModel {
  const tables = new Map(matches.flatMap(({ expected, table }) => (table === null ? [] : [[expected.name, table]])))
  const logs = logsOf(pack)
  const lacks = [...lacksOf(matches)]
  const own = (table: string): string => tables.get(table) ?? table
  const why = (value: unknown, reads: readonly string[]): string | null => whyLacking(value, reads, pack, lacks)
  const taken = <P extends Named>(part: P, entry: EntryOf<P>): string | null =>
    isTaken(there.model, part, entry, there.own)
      ? `the model has another ${WORDS[part]} “${entry.name}”; rename one of them`
      : null
  const lack = (table: string | null, name: string, reason: string | null): boolean => {
    if (reason !== null) lacks.push({ table, name, why: reason })
    return reason === null
  }
  const { relations, columns, people, calendar, ...rest } = pack.model

  const renamed = matches.flatMap((match) =>
    renamedColumns(pack, match).filter((one) => lack(match.expected.name, one.name, taken('columns', one))),
  )
  const computed = columns.flatMap((one) => {
    const at = one.table === null ? logs : [one.table]
    const placed = { ...one, table: one.table === null ? null : own(one.table), sql: withTables(one.sql, tables) }
    const reason = whyNoTable(at, lacks) ?? why(namesInSql(one.sql), at) ?? taken('columns', placed)
    return at.every((table) => lack(table, one.name, reason)) ? [placed] : []
  })
  const events = rest.events.filter((one) =>
    lack(null, one.name, why([one.any, one.sequence], logs) ?? taken('events', one)),
  )
  let measures = rest.measures.filter((one) =>
    lack(null, one.name, ('formula' in one ? null : why([one.event, one.column], logs)) ?? taken('measures', one)),
  )
  for (let before = -1; before !== lacks.length;) {
    before = lacks.length
    measures = measures.filter((one) => lack(null, one.name, why(namesInFormula(one), [])))
  }
  const isThere = (one: Relation): boolean => why(`${one.name}.`, []) === null
  return {
    lacks,
    model: {
      ...rest,
      events,
      measures,
      testUsers: rest.testUsers.filter((rule) => why(rule, logs) === null),
      relations: relations
        .filter(isThere)
        .map((relation) => ({
          ...relation,
          from: { ...relation.from, table: own(relation.from.table) },
          to: { ...relation.to, table: own(relation.to.table) },
        })),
      columns: [...renamed, ...computed],
      people: people !== null && tables.has(people.table) ? { ...people, table: own(people.table) } : null,
      calendar: calendar !== null && tables.has(calendar.table) ? { ...calendar, table: own(calendar.table) } : null,
    },
  }
}
