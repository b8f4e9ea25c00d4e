import type { ColumnPlace, DataModel, HolidayCalendar, People } from './dataModel'

/** A list of the model, by its name in the file. */
type ModelList = Exclude<keyof DataModel, 'people' | 'calendar'>

/** A part of the model whose entries are made and edited: a list, or what it has once at most. */
export type ModelPart = ModelList | 'people'
type Entries = { readonly [P in ModelPart]: P extends ModelList ? DataModel[P][number] : People }
export type EntryOf<P extends ModelPart> = Entries[P]

type Plain = Readonly<Record<string, unknown>>
type Writers = { readonly [P in ModelPart]: (entry: EntryOf<P>) => Plain }

const placeText = ({ table, column }: ColumnPlace): string => `${table}.${column}`

/** What is not null and not empty, for a key of its own. */
function said(values: Plain): Plain {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ''))
}

const WRITERS: Writers = {
  relations: ({ name, from, to, duplicates }) => ({
    ...(name === to.table ? {} : { name }),
    from: placeText(from),
    to: placeText(to),
    ...(duplicates === 'refuse'
      ? {}
      : { duplicates: duplicates === 'first' ? duplicates : { newest: duplicates.newestBy } }),
  }),
  columns: ({ name, table, type, sql, about }) => ({ name, ...said({ table }), type, sql, ...said({ about }) }),
  events: ({ name, any, sequence, label, about, isHidden }) => ({
    name,
    ...(any.length === 0 ? {} : { any }),
    ...said({ sequence, label, about }),
    ...(isHidden ? { hidden: true } : {}),
  }),
  measures: ({ unit, good, target, limits, about, ...measure }) => ({
    ...('event' in measure ? said({ ...measure }) : measure),
    ...said({ unit, good, target, limits: limits === null ? null : said({ ...limits }), about }),
  }),
  testUsers: (rule) => ({ ...rule }),
  people: (people) => ({ ...people }),
}

/** An entry as it stands in the file, without what goes without saying. */
export function entryJson<P extends ModelPart>(part: P, entry: EntryOf<P>): Plain {
  return WRITERS[part](entry)
}

/** A calendar as it stands in the file. */
export function calendarJson(calendar: HolidayCalendar): Plain {
  return said({ ...calendar })
}

/** The entries of a part, in their order. */
export function entriesOf<P extends ModelPart>(model: DataModel, part: P): readonly EntryOf<P>[]
export function entriesOf(model: DataModel, part: ModelPart): readonly EntryOf<ModelPart>[] {
  if (part !== 'people') return model[part]
  return model.people === null ? [] : [model.people]
}

function lines<P extends ModelList>(list: P, entries: readonly EntryOf<P>[]): readonly string[] {
  if (entries.length === 0) return []
  const texts = entries.map((one) => `    ${JSON.stringify(WRITERS[list](one))}`)
  return [`  "${list}": [\n${texts.join(',\n')}\n  ]`]
}

/** The inverse of readDataModel: fit for git, one relation, column, event, measure or rule a line. */
export function writeDataModel(model: DataModel): string {
  const { relations, columns, events, measures, testUsers, people, calendar } = model
  const parts = [
    ...lines('relations', relations),
    ...lines('columns', columns),
    ...lines('events', events),
    ...lines('measures', measures),
    ...lines('testUsers', testUsers),
    ...(people === null ? [] : [`  "people": ${JSON.stringify(people)}`]),
    ...(calendar === null ? [] : [`  "calendar": ${JSON.stringify(calendarJson(calendar))}`]),
  ]
  return parts.length === 0 ? '{}\n' : `{\n${parts.join(',\n')}\n}\n`
}
