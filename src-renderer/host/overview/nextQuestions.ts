import type { ColumnSchema } from '../../model/schema'
import type { Catalog } from '../../query/contract/catalog'
import { modelCatalog } from '../../query/sql/modelCatalog'
import type { AnalysisLink } from './overview'

/** A question that the columns at hand can answer. */
export interface NextQuestion {
  readonly title: string
  readonly link: AnalysisLink
}

/** A kind of column by its name and type, and what is asked of the first one that is there. */
interface ColumnQuestion {
  readonly types: readonly ColumnSchema['type'][]
  /** Words that such a column's name has, in lower case. */
  readonly words: readonly string[]
  readonly ask: (column: string) => NextQuestion
}

const TEXT: readonly ColumnSchema['type'][] = ['string']
const NUMBERS: readonly ColumnSchema['type'][] = ['integer', 'double']

const trends = (values: AnalysisLink['values']): AnalysisLink => ({ panel: 'trends', analysis: 'trends', values })
const usersBy = (column: string): NextQuestion => ({
  title: `Users by ${column}`,
  link: trends({ measures: [{ name: 'users', event: null, measure: 'users' }], breakdown: [column] }),
})

const COLUMN_QUESTIONS: readonly ColumnQuestion[] = [
  {
    types: TEXT,
    words: ['channel', 'source', 'medium', 'campaign'],
    ask: (column) => ({
      title: `Which ${column} brings conversions?`,
      link: { panel: 'attribution', analysis: 'attribution', values: { channel: column } },
    }),
  },
  {
    types: TEXT,
    words: ['variant', 'experiment', 'treatment', 'arm'],
    ask: (column) => ({
      title: `Which ${column} does better?`,
      link: { panel: 'experiments', analysis: 'experiment', values: { variant: column } },
    }),
  },
  { types: TEXT, words: ['country', 'region', 'city', 'market', 'language', 'locale'], ask: usersBy },
  { types: TEXT, words: ['platform', 'device', 'os', 'browser', 'client'], ask: usersBy },
  { types: TEXT, words: ['plan', 'tier', 'category', 'product', 'type', 'role', 'gender'], ask: usersBy },
  {
    types: NUMBERS,
    words: ['value', 'amount', 'revenue', 'total', 'payment'],
    ask: (column) => ({
      title: `How much ${column} a day?`,
      link: trends({ measures: [{ name: column, event: null, measure: 'sum', column }] }),
    }),
  },
  {
    types: NUMBERS,
    words: ['duration', 'latency', 'ms', 'seconds', 'time', 'bytes', 'size'],
    ask: (column) => ({
      title: `Median and 90th percentile of ${column}`,
      link: trends({
        measures: [
          { name: 'median', event: null, measure: 'median', column },
          { name: 'p90', event: null, measure: 'p90', column },
        ],
      }),
    }),
  },
]

/** Of logs with more than one kind of event. */
const OF_EVENTS: readonly NextQuestion[] = [
  { title: 'How far do users get?', link: { panel: 'funnel', analysis: 'funnel', values: {} } },
  { title: 'Where do they go?', link: { panel: 'paths', analysis: 'paths', values: {} } },
]
/** Of any log. */
const OF_USERS: readonly NextQuestion[] = [
  { title: 'Who comes most?', link: { panel: 'active-users', analysis: 'power-users', values: {} } },
]

function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
}

/** What to ask next, given the columns of the events that are read. */
export function nextQuestions(catalog: Catalog, source: string | null): readonly NextQuestion[] {
  const tables = modelCatalog(catalog).tables.filter(
    ({ kind, name }) => kind === 'events' && (source === null || name === source),
  )
  const columns = tables.flatMap((table) => table.columns)
  if (tables.length === 0) return []
  const asked = COLUMN_QUESTIONS.flatMap(({ types, words, ask }) => {
    const found = columns.find(
      ({ name, type }) => types.includes(type) && wordsOf(name).some((word) => words.includes(word)),
    )
    return found === undefined ? [] : [ask(found.name)]
  })
  // Without a column of events all are called alike.
  const namesEvents = tables.length > 1 || tables.some(({ mapping }) => mapping?.event?.startsWith('=') === false)
  return [...(namesEvents ? OF_EVENTS : []), ...OF_USERS, ...asked]
}
