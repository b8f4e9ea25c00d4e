import type { ColumnPlace, DataModel } from '../../model/dataModel'
import { isLatheError } from '../../model/error'
import type { JsonPlace, PlacedJson } from '../../model/jsonPlaces'
import type { PlacedModel } from '../../model/readDataModel'
import type { Catalog, CatalogTable } from '../contract/catalog'
import { conditionSql, readCondition } from '../sql/condition'
import { eventRules } from '../sql/customEvents'
import { identifier, modelSql } from '../sql/literal'
import { modelCatalog } from '../sql/modelCatalog'
import { nearest } from '../sql/nearest'
import { readSequence } from '../sql/sequence'
import { checkPeople, type PeopleFit } from './checkPeople'
import { fanOutText, relationFit, type RelationFit, type RunSql } from './relationFit'

/** What is wrong with a workspace's model, and where that stands in its file. */
export interface ModelProblem extends JsonPlace {
  readonly problem: string
}

export interface ModelReport {
  readonly relations: readonly RelationFit[]
  /** How well the table of people fits; null where the model names none, or one that is not there. */
  readonly people: PeopleFit | null
  readonly problems: readonly ModelProblem[]
}

type Path = readonly (string | number)[]
type Say = (path: Path, problem: string) => void

function near(name: string, names: readonly string[]): string {
  const found = nearest(name, names)
  return found.length > 0 ? `; did you mean ${found.join(' or ')}?` : `; there are ${names.join(', ')}.`
}

function checkPlace(place: ColumnPlace, path: Path, tables: readonly CatalogTable[], say: Say): boolean {
  const table = tables.find((one) => one.name === place.table)
  if (table === undefined) {
    say(
      path,
      `There is no table “${place.table}”${near(
        place.table,
        tables.map((one) => one.name),
      )}`,
    )
    return false
  }
  if (table.columns.some((one) => one.name === place.column)) return true
  say(
    path,
    `${table.name} has no column “${place.column}”${near(
      place.column,
      table.columns.map((one) => one.name),
    )}`,
  )
  return false
}

/** What can be told of the tables' shapes alone: names that are not there or taken, conditions that cannot be. */
export function checkShapes({ model, json }: PlacedModel, catalog: Catalog): readonly ModelProblem[] {
  const problems: ModelProblem[] = []
  const say: Say = (path, problem) => problems.push({ ...json.place(path), problem })
  const { tables } = catalog
  model.relations.forEach(({ name, from, to, duplicates }, index) => {
    const path = ['relations', index]
    checkPlace(from, [...path, 'from'], tables, say)
    checkPlace(to, [...path, 'to'], tables, say)
    if (from.table === to.table) say(path, 'A table cannot be related to itself.')
    if (typeof duplicates === 'object')
      checkPlace({ table: to.table, column: duplicates.newestBy }, [...path, 'duplicates', 'newest'], tables, say)
    const own = tables.find((one) => one.name === from.table)?.columns.find((one) => one.name.startsWith(`${name}.`))
    if (own !== undefined)
      say(path, `${from.table} has a column “${own.name}” of its own; give the relation another name.`)
  })
  model.columns.forEach(({ name, table }, index) => {
    const path = ['columns', index]
    if (table !== null && !tables.some((one) => one.name === table))
      say(
        [...path, 'table'],
        `There is no table “${table}”${near(
          table,
          tables.map((one) => one.name),
        )}`,
      )
    const owner = tables.find(
      (one) =>
        (one.name === table || (table === null && one.kind === 'events')) &&
        one.columns.some((column) => column.name.toLowerCase() === name.toLowerCase()),
    )
    if (owner !== undefined) say([...path, 'name'], `${owner.name} has a column “${name}” of its own.`)
  })
  const { people } = model
  if (people !== null)
    for (const part of ['account', 'person'] as const)
      checkPlace({ table: people.table, column: people[part] }, ['people', part], tables, say)
  model.testUsers.forEach((rule, index) => {
    if (!('column' in rule)) return
    const offered = model.relations
      .filter(
        ({ from }) =>
          from.column === 'user_id' && tables.some((one) => one.name === from.table && one.kind === 'events'),
      )
      .flatMap(({ name, to }) =>
        (tables.find((one) => one.name === to.table)?.columns ?? []).map((one) => `${name}.${one.name}`),
      )
    const made = tables.flatMap((one) => (one.kind === 'events' ? (one.made ?? []) : []))
    if (
      !made.some((one) => one.kind === 'related' && one.name === rule.column && one.path[0]?.from.column === 'user_id')
    )
      say(
        ['testUsers', index, 'column'],
        `“${rule.column}” is no related column of a log's users${near(rule.column, offered)}`,
      )
  })
  return [...problems, ...checkEvents(model, json, catalog)]
}

/** The first sentence of why a query failed. */
async function refusal(run: () => Promise<unknown>): Promise<string | null> {
  try {
    await run()
    return null
  } catch (error) {
    if (!isLatheError(error)) throw error
    return error.message
  }
}

function checkEvents(model: DataModel, json: PlacedJson, catalog: Catalog): readonly ModelProblem[] {
  const columns = modelCatalog(catalog).tables.flatMap((table) => (table.kind === 'events' ? table.columns : []))
  return model.events.flatMap((event, index): ModelProblem[] => {
    try {
      eventRules(model.events.slice(0, index + 1))
      for (const one of event.any) conditionSql(readCondition(one, event.name), columns)
      if (event.sequence !== null)
        for (const step of readSequence(event.name, model.events).steps) conditionSql(step, columns)
      return []
    } catch (error) {
      if (!isLatheError(error)) throw error
      return [{ ...json.place(['events', index]), problem: error.message }]
    }
  })
}

/**
 * What is wrong with a model: names that are not there, expressions that the engine does not take, keys that are not
 * unique; and how well its relations fit. `run` answers SQL over the workspace with that model.
 */
export async function checkModel(placed: PlacedModel, catalog: Catalog, run: RunSql): Promise<ModelReport> {
  const { model, json } = placed
  const problems: ModelProblem[] = [...checkShapes(placed, catalog)]
  const relations: RelationFit[] = []
  const isThere = !problems.some((one) => one.name.startsWith('people'))
  const people = model.people === null || !isThere ? null : await checkPeople(model.people, run)
  if (people !== null && people.problem !== null) problems.push({ ...json.place(['people']), problem: people.problem })
  for (const [index, relation] of model.relations.entries()) {
    const place = json.place(['relations', index])
    if (problems.some((one) => one.name.startsWith(place.name))) continue
    const fit = await relationFit(relation, run)
    relations.push(fit)
    if (fit.repeatedKeys > 0 && relation.duplicates === 'refuse')
      problems.push({ ...place, problem: fanOutText(relation, fit) })
  }
  for (const [index, column] of model.columns.entries()) {
    const place = json.place(['columns', index, 'sql'])
    if (problems.some((one) => one.name.startsWith(`columns[${index}]`))) continue
    const owners = catalog.tables.filter(
      (one) => one.name === column.table || (column.table === null && one.kind === 'events'),
    )
    for (const { name } of owners) {
      const problem = await refusal(() => run(`SELECT ${identifier(column.name)} FROM ${modelSql(name)} LIMIT 1`))
      if (problem !== null) problems.push({ ...place, problem: `Over ${name}: ${problem}` })
    }
  }
  return { relations, people: people?.fit ?? null, problems }
}
