import * as v from 'valibot'
import { MODEL_PATH, type ColumnPlace, type DataModel, type ModelMeasure, type Relation } from './dataModel'
import { readMeasure } from './measure'
import { refuseValue, type PlacedJson } from './jsonPlaces'
import { readJsonAs } from './readJsonAs'

const name = v.pipe(v.string(), v.trim(), v.nonEmpty('must not be empty'), v.maxLength(200))
const words = v.optional(v.pipe(v.string(), v.trim()), '')
/** `table.column`: names of tables have no dots, names of columns may. */
const place = v.pipe(
  v.string(),
  v.regex(/^[^.]+\..+$/s, 'must name a table and its column, like "events.feature_key"'),
  v.transform((text): ColumnPlace => {
    const dot = text.indexOf('.')
    return { table: text.slice(0, dot), column: text.slice(dot + 1) }
  }),
)
const duplicates = v.union(
  [
    v.picklist(['refuse', 'first']),
    v.pipe(
      v.strictObject({ newest: name }),
      v.transform(({ newest }) => ({ newestBy: newest })),
    ),
  ],
  'must be "refuse", "first" or {"newest":"<a column of the other table>"}',
)
const relation = v.pipe(
  v.strictObject({ name: v.optional(name), from: place, to: place, duplicates: v.optional(duplicates, 'refuse') }),
  v.transform((one): Relation => ({ ...one, name: one.name ?? one.to.table })),
)
const computed = v.strictObject({
  name,
  table: v.optional(v.nullable(name), null),
  type: v.picklist(['boolean', 'integer', 'double', 'string', 'date', 'timestamp']),
  sql: v.pipe(v.string(), v.trim(), v.nonEmpty('must be an expression')),
  about: words,
})
const sequence = v.strictObject({
  steps: v.pipe(v.array(v.unknown()), v.minLength(1, 'must have a step'), v.maxLength(12, 'must be twelve at most')),
  window: v.optional(v.string(), '14 days'),
  order: v.optional(v.picklist(['ordered', 'strict']), 'ordered'),
})
const event = v.pipe(
  v.strictObject({
    name,
    any: v.optional(v.array(v.unknown()), []),
    sequence: v.optional(v.nullable(sequence), null),
    label: words,
    about: words,
    hidden: v.optional(v.boolean(), false),
  }),
  v.transform(({ hidden, ...one }) => ({ ...one, isHidden: hidden })),
)
const limit = v.optional(v.nullable(v.number()), null)
const limits = v.pipe(
  v.strictObject({ low: limit, high: limit }),
  v.check(({ low, high }) => low !== null || high !== null, 'must say "low", "high" or both'),
  v.check(({ low, high }) => low === null || high === null || low < high, 'must have a low below its high'),
)
/** Beside what readMeasure reads, which stands with it. */
const measure = v.looseObject({
  name,
  unit: words,
  good: v.optional(v.nullable(v.picklist(['up', 'down'])), null),
  target: v.optional(v.nullable(v.number()), null),
  limits: v.optional(v.nullable(limits), null),
  about: words,
})
const testRule = v.union(
  [v.strictObject({ column: name }), v.strictObject({ users: v.array(v.string()) })],
  'must be {"column":"<relation>.<column>"} or {"users":["<id>", …]}',
)
const people = v.strictObject({ table: name, account: name, person: name })
const calendar = v.strictObject({ table: name, date: name, holiday: v.optional(v.nullable(name), null) })
const MODEL = v.strictObject({
  relations: v.optional(v.array(relation), []),
  columns: v.optional(v.array(computed), []),
  events: v.optional(v.array(event), []),
  measures: v.optional(v.array(measure), []),
  testUsers: v.optional(v.array(testRule), []),
  people: v.optional(v.nullable(people), null),
  calendar: v.optional(v.nullable(calendar), null),
})

/** What is said twice among values that must differ, by its place; null for nothing. */
function repeated(values: readonly string[]): number | null {
  const index = values.findIndex((one, at) => values.indexOf(one) < at)
  return index < 0 ? null : index
}

function checkNames(model: DataModel, json: PlacedJson): void {
  const columns = repeated(model.columns.map((one) => `${one.table ?? ''} ${one.name.toLowerCase()}`))
  if (columns !== null)
    refuseValue(json, MODEL_PATH, ['columns', columns, 'name'], 'is the name of a column before it, too.')
  const events = repeated(model.events.map((one) => one.name))
  if (events !== null)
    refuseValue(json, MODEL_PATH, ['events', events, 'name'], 'is the name of an event before it, too.')
  const twofold = model.events.findIndex((one) => one.sequence !== null && one.any.length > 0)
  if (twofold >= 0)
    refuseValue(json, MODEL_PATH, ['events', twofold], 'says "any" and "sequence"; an event is one of them.')
  const measures = repeated(model.measures.map((one) => one.name))
  if (measures !== null)
    refuseValue(json, MODEL_PATH, ['measures', measures, 'name'], 'is the name of a measure before it, too.')
  const relations = repeated(model.relations.map((one) => `${one.from.table} ${one.name.toLowerCase()}`))
  if (relations !== null)
    refuseValue(
      json,
      MODEL_PATH,
      ['relations', relations],
      `is called like a relation of ${model.relations[relations]?.from.table ?? ''} before it; give it a name.`,
    )
}

/** A workspace's model, read, and where its values stand. */
export interface PlacedModel {
  readonly model: DataModel
  readonly json: PlacedJson
}

/**
 * Reads `model.json`. Whether the tables and columns that it names are there is not asked here (query/session/checkModel).
 * Throws `bad-file` with line and column.
 */
export function readDataModel(text: string): PlacedModel {
  const { value, json } = readJsonAs(MODEL, text, MODEL_PATH, 'The model is an object, like {"relations":[…]}.')
  const measures = value.measures.map(({ unit, good, target, limits, about, ...one }, index): ModelMeasure => ({
    ...readMeasure(one, (says) => refuseValue(json, MODEL_PATH, ['measures', index], `${says}.`)),
    unit,
    good,
    target,
    limits,
    about,
  }))
  const model = { ...value, measures }
  checkNames(model, json)
  return { model, json }
}
