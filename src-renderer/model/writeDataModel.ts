import type { ColumnPlace, DataModel } from './dataModel'

/** A list of the model, by its name in the file. */
export type ModelList = Exclude<keyof DataModel, 'people'>

type Plain = Readonly<Record<string, unknown>>
type Writers = { readonly [L in ModelList]: (entry: DataModel[L][number]) => Plain }

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
}

/** An entry of a list as it stands in the file, without what goes without saying. */
export function entryJson<L extends ModelList>(list: L, entry: DataModel[L][number]): Plain {
  return WRITERS[list](entry)
}

function lines<L extends ModelList>(list: L, entries: DataModel[L]): readonly string[] {
  if (entries.length === 0) return []
  return [`  "${list}": [\n${entries.map((one) => `    ${JSON.stringify(entryJson(list, one))}`).join(',\n')}\n  ]`]
}

/** The inverse of readDataModel: fit for git, one relation, column, event, measure or rule a line. */
export function writeDataModel({ relations, columns, events, measures, testUsers, people }: DataModel): string {
  const parts = [
    ...lines('relations', relations),
    ...lines('columns', columns),
    ...lines('events', events),
    ...lines('measures', measures),
    ...lines('testUsers', testUsers),
    ...(people === null ? [] : [`  "people": ${JSON.stringify(people)}`]),
  ]
  return parts.length === 0 ? '{}\n' : `{\n${parts.join(',\n')}\n}\n`
}
