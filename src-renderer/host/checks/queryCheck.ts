import { formatCount } from '../../chart/format'
import { isLatheError } from '../../model/error'
import { readParameters } from '../../query/analysis/parameters'
import type { Expectation } from '../../query/contract/expectation'
import { expectationText } from '../../query/saved/expectation'
import { expectationSql, readHeld, type Held } from '../../query/saved/expectationSql'
import { readQueryFile, type QueryFile } from '../../query/saved/queryFile'
import { runnableQuery } from '../../query/saved/runnableQuery'
import type { Known } from '../dashboard/viewRequest'
import type { SavedFile } from '../savedFiles'
import type { Check } from './check'
import type { CheckQuestion } from './checkQuestion'

const rowsText = (count: number): string => `${formatCount(count)} ${count === 1 ? 'row' : 'rows'}`

function heldText(expectation: Expectation, rows: number, { failing, example }: Held): string {
  if (expectation.kind === 'rows' || failing === 0) return rowsText(rows)
  const says = {
    values: failing === 1 ? 'has another value' : 'have another value',
    'not-null': failing === 1 ? 'is empty there' : 'are empty there',
    unique: failing === 1 ? 'repeats another' : 'repeat another',
  }[expectation.kind]
  const shown =
    example === null ? '' : `, ${failing === 1 ? '' : 'such as '}${example.replaceAll(/\s+/g, ' ').slice(0, 80)}`
  return `${formatCount(failing)} of ${rowsText(rows)} ${says}${shown}`
}

/** A header that cannot be read says nothing of its expectations; one that means to have some is told. */
const MEANS_EXPECTATIONS = /^--[^\S\n]*expect:/m

function fileOf(query: SavedFile): QueryFile | string | null {
  try {
    const file = readQueryFile(query.name, query.text)
    return file.expectations.length === 0 ? null : file
  } catch (error) {
    if (!isLatheError(error)) throw error
    return MEANS_EXPECTATIONS.test(query.text) ? error.message : null
  }
}

/** The expectations of a saved query, asked with its parameters' defaults; null where it has none. */
export function queryQuestion(query: SavedFile, { catalog }: Pick<Known, 'catalog'>): CheckQuestion | null {
  const file = fileOf(query)
  if (file === null) return null
  const about = { of: 'query', name: query.name } as const
  if (typeof file === 'string') {
    const unread: Check = { ...about, title: query.name, expects: '', state: 'unknown', figure: null, text: file }
    return { expected: [unread], ask: () => Promise.resolve([unread]) }
  }
  const { title, expectations } = file
  const expected = expectations.map((one) => ({ ...about, title, expects: expectationText(one) }))
  return {
    expected,
    ask: async (ask) => {
      const { analysis, source } = runnableQuery(file, catalog)
      const plan = analysis.plan(readParameters(analysis.parameters, {}), catalog, source)
      const { table } = await ask({ ...plan, sql: expectationSql(plan.sql, expectations) })
      const { rows, held } = readHeld(table.rows()[0] ?? {}, expectations)
      return expectations.map((expectation, index): Check => {
        const one = held[index] ?? { failing: 0, example: null }
        return {
          ...about,
          title,
          expects: expectationText(expectation),
          state: one.failing === 0 ? 'passed' : 'failed',
          figure: expectation.kind === 'rows' ? rows : one.failing,
          text: heldText(expectation, rows, one),
        }
      })
    },
  }
}
