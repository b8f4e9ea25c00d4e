import type { ComputedColumn, CustomEvent, DataModel, ModelMeasure, Relation, TestRule } from '../../model/dataModel'
import type { ModelList } from '../../model/writeDataModel'
import type { RelationFit } from '../../query/session/relationFit'
import { describeEvent, readEventValue } from '../analysis/eventValue'
import { kindOptions } from '../analysis/fields/measureDrafts'

/** A list of the model as its page shows it. */
interface ListWords {
  readonly list: ModelList
  readonly label: string
  /** What one entry is called: "relation". */
  readonly one: string
  /** What it is for, where there is none yet. */
  readonly about: string
}

/** In the order of the page. */
export const MODEL_LISTS: readonly ListWords[] = [
  {
    list: 'relations',
    label: 'Relations',
    one: 'relation',
    about:
      'A relation says which row of another table a row belongs to. The columns of that row then stand wherever a column can be chosen: filters, breakdowns, conditions, segments, measures.',
  },
  {
    list: 'columns',
    label: 'Computed columns',
    one: 'computed column',
    about:
      'A computed column is made of a row’s own and related columns by an expression of SQL. It is stored nowhere, and stands wherever a column can be chosen.',
  },
  {
    list: 'events',
    label: 'Events',
    one: 'event',
    about:
      'An event of the model is one name for events that meet any of some conditions, wherever an event can be chosen.',
  },
  {
    list: 'measures',
    label: 'Measures',
    one: 'measure',
    about:
      'A measure is one figure under one name, with its unit, which way is good, and what is aimed at. Trends shows it, and formulas name it: one definition, one number.',
  },
  {
    list: 'testUsers',
    label: 'Test users',
    one: 'rule for test users',
    about: 'Test users are left out of every figure: those that the log marks, and those that a rule here names.',
  },
]

/** An entry in words. */
export interface EntryText {
  readonly title: string
  readonly detail: string
}

/** `events.user_id → users.user_id`. */
export function relationText({ from, to }: Pick<Relation, 'from' | 'to'>): string {
  return `${from.table}.${from.column} → ${to.table}.${to.column}`
}

/** How many rows find theirs, and of those that do not, some keys. */
export function fitText({ rows, orphans, orphanExamples }: RelationFit): string {
  if (rows === 0) return 'No row has a key.'
  if (orphans === 0) return `Each of ${rows.toLocaleString('en')} rows with a key finds its row.`
  const share = ((100 * orphans) / rows).toFixed(1)
  return (
    `${orphans.toLocaleString('en')} of ${rows.toLocaleString('en')} rows (${share} %) find no row, ` +
    `such as those of ${orphanExamples.join(', ')}.`
  )
}

function relationDetail({ name, to, duplicates }: Relation): string {
  const called = `Called ${name}`
  if (duplicates === 'refuse') return called
  return `${called}; of several rows of ${to.table}, ${duplicates === 'first' ? 'the first counts' : `the newest by ${duplicates.newestBy} counts`}`
}

function measureWords(measure: ModelMeasure): string {
  if ('formula' in measure) return measure.formula
  const kind = kindOptions(measure.measure).find((one) => one.value === measure.measure)?.label ?? measure.measure
  const event = describeEvent(readEventValue(measure.event))
  return `${kind}${measure.column === null ? '' : ` ${measure.column}`}, of ${event === 'Any event' ? 'any event' : event}`
}

function measureDetail(measure: ModelMeasure): string {
  const { unit, good, target, limits, about } = measure
  return [
    measureWords(measure),
    ...(unit === '' ? [] : [`in ${unit}`]),
    ...(good === null ? [] : [`${good} is good`]),
    ...(target === null ? [] : [`target ${target}`]),
    ...(limits === null ? [] : [`limits ${limits.low ?? '…'} to ${limits.high ?? '…'}`]),
    ...(about === '' ? [] : [about]),
  ].join('; ')
}

function columnDetail({ sql, table, type, about }: ComputedColumn): string {
  return `${sql.replaceAll(/\s+/g, ' ')} (${type}, of ${table ?? 'every log'})${about === '' ? '' : `; ${about}`}`
}

function eventMeans({ any, sequence }: CustomEvent): string {
  const words = (events: readonly unknown[], between: string): string =>
    events.map((one) => describeEvent(readEventValue(one))).join(between)
  if (sequence === null) return any.length === 0 ? 'An event of the log' : `Any of ${words(any, ', ')}`
  const within = sequence.window === 'none' ? '' : ` within ${sequence.window}`
  return `First completion of ${words(sequence.steps, ', then ')}${within}`
}

function eventDetail(event: CustomEvent): string {
  const { label, about, isHidden } = event
  return [
    eventMeans(event),
    ...(label === '' ? [] : [`called ${label}`]),
    ...(isHidden ? ['hidden'] : []),
    ...(about === '' ? [] : [about]),
  ].join('; ')
}

function ruleText(rule: TestRule): EntryText {
  if ('column' in rule) return { title: rule.column, detail: 'Users whose related column is true' }
  const some = rule.users.slice(0, 5).join(', ')
  return {
    title: rule.users.length === 1 ? '1 user' : `${rule.users.length.toLocaleString('en')} users`,
    detail: `${some}${rule.users.length > 5 ? ', …' : ''}`,
  }
}

/** The entries of a list in words, in their order. */
export function entryTexts(model: DataModel, list: ModelList): readonly EntryText[] {
  switch (list) {
    case 'relations':
      return model.relations.map((one) => ({ title: relationText(one), detail: relationDetail(one) }))
    case 'columns':
      return model.columns.map((one) => ({ title: one.name, detail: columnDetail(one) }))
    case 'events':
      return model.events.map((one) => ({ title: one.name, detail: eventDetail(one) }))
    case 'measures':
      return model.measures.map((one) => ({ title: one.name, detail: measureDetail(one) }))
    case 'testUsers':
      return model.testUsers.map(ruleText)
  }
}
