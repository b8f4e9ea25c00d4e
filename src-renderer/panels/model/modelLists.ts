import { formatCount, formatFixed } from '../../chart/format'
import type {
  ComputedColumn,
  CustomEvent,
  DataModel,
  ModelMeasure,
  People,
  Relation,
  TestRule,
} from '../../model/dataModel'
import { entriesOf, type ModelPart } from '../../model/writeDataModel'
import type { PeopleFit } from '../../query/session/checkPeople'
import type { RelationFit } from '../../query/session/relationFit'
import { describeEvent, readEventValue } from '../analysis/eventValue'
import { kindOptions } from '../analysis/fields/measureDrafts'
import { nounText } from '../ui'

/** A part of the model as its page shows it. */
interface PartWords {
  readonly part: ModelPart
  readonly label: string
  /** What one entry is called: "relation". */
  readonly one: string
  /** What it is for, where there is none yet. */
  readonly about: string
}

/** In the order of the page. */
export const MODEL_PARTS: readonly PartWords[] = [
  {
    part: 'relations',
    label: 'Relations',
    one: 'relation',
    about:
      'A relation says which row of another table a row belongs to. The columns of that row then stand wherever a column can be chosen: filters, breakdowns, conditions, segments, measures.',
  },
  {
    part: 'columns',
    label: 'Computed columns',
    one: 'computed column',
    about:
      'A computed column is made of a row’s own and related columns by an expression of SQL. It is stored nowhere, and stands wherever a column can be chosen.',
  },
  {
    part: 'events',
    label: 'Events',
    one: 'event',
    about:
      'An event of the model is one name for events that meet any of some conditions, wherever an event can be chosen.',
  },
  {
    part: 'measures',
    label: 'Measures',
    one: 'measure',
    about:
      'A measure is one figure under one name, with its unit, which way is good, and what is aimed at. Trends shows it, and formulas name it: one definition, one number.',
  },
  {
    part: 'testUsers',
    label: 'Test users',
    one: 'rule for test users',
    about: 'Test users are left out of every figure: those that the log marks, and those that a rule here names.',
  },
  {
    part: 'people',
    label: 'People',
    one: 'table of people',
    about:
      'A table that says which person an account (a user of the logs) belongs to. Accounts of one person then count once in every analysis and segment; the bar can count accounts all the same.',
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

/** `accounts.user_id → accounts.person_id`. */
export function peopleText({ table, account, person }: People): string {
  return `${table}.${account} → ${table}.${person}`
}

/** Who the users of the logs are, by a table of people, and what of it finds no partner. */
export function peopleFitText({ accounts, orphans, usersAlone, users, persons }: PeopleFit): string {
  const loose = [
    ...(usersAlone === 0 ? [] : [`${nounText(usersAlone, 'user')} it does not name, each a person of its own`]),
    ...(orphans === 0 ? [] : [`${formatCount(orphans)} of its ${nounText(accounts, 'account')} in no log`]),
  ]
  const are = `${nounText(users, 'user')} ${users === 1 ? 'is' : 'are'} ${nounText(persons, 'person', 'people')}`
  return `${[are, ...loose].join('; ')}.`
}

/** How many rows find theirs, and of those that do not, some keys. */
export function fitText({ rows, orphans, orphanExamples }: RelationFit): string {
  if (rows === 0) return 'No row has a key.'
  if (orphans === 0) return `Each of ${formatCount(rows)} rows with a key finds its row.`
  const share = formatFixed((100 * orphans) / rows, 1)
  return (
    `${formatCount(orphans)} of ${formatCount(rows)} rows (${share} %) find no row, ` +
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
    title: rule.users.length === 1 ? '1 user' : `${formatCount(rule.users.length)} users`,
    detail: `${some}${rule.users.length > 5 ? ', …' : ''}`,
  }
}

/** The entries of a part in words, in their order. */
export function entryTexts(model: DataModel, part: ModelPart): readonly EntryText[] {
  switch (part) {
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
    case 'people':
      return entriesOf(model, part).map((one) => ({
        title: peopleText(one),
        detail: 'Each user of the logs is the person that its row names',
      }))
  }
}
