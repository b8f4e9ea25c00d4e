import { LatheError } from '../../model/error'
import type { ParameterSpec, ParameterType } from '../../query/contract/parameter'
import { readParameter } from '../../query/analysis/parameters'
import { HEADER_TYPES } from '../../query/analysis/parameterTypes'
import { EXPECTATION_FORMS, expectationText, readExpectation } from '../../query/saved/expectation'
import { hasHeader, readQueryFile, type QueryFile } from '../../query/saved/queryFile'
import type { ResultTable } from '../../query/contract/result'
import { isComplete, type ChartMark, type QueryChart } from '../../query/saved/queryChart'
import { writeQueryFile } from '../../query/saved/writeQueryFile'
import { parameterNames } from './prepareSql'

/** A `$name` of the SQL that the header does not declare yet. */
export interface ParameterDraft {
  readonly name: string
  readonly type: ParameterType
  readonly default: string
}

/** A query on its way to be saved, as the dialog edits it. */
export interface QueryDraft {
  readonly name: string
  readonly title: string
  readonly about: string
  readonly mark: 'none' | ChartMark
  readonly x: string | null
  readonly y: readonly string[]
  /** The column that parts the chart; absent for none. */
  readonly by?: string
  readonly undeclared: readonly ParameterDraft[]
  /** Expectations, a line each. */
  readonly expects: string
  /** What the dialog does not change: the SQL, and what else the header says. */
  readonly rest: Pick<QueryFile, 'grain' | 'tables' | 'parameters' | 'sql'>
}

/** Types that a parameter can be given in the dialog; a choice needs its options, which are written into the header. */
export const DRAFT_TYPES: readonly ParameterType[] = HEADER_TYPES.filter((type) => type !== 'choice')

function likelyType(name: string): ParameterType {
  if (/(^|_)(date|day|from|to|since|until|start|end)(_|$)/i.test(name)) return 'date'
  if (/(^|_)events$/i.test(name)) return 'events'
  if (/(^|_)event(_|$)/i.test(name)) return 'event'
  if (/(^|_)(count|limit|days|weeks|min|max|top|n)(_|$)/i.test(name)) return 'integer'
  return 'text'
}

/** The editor's text as a draft. Throws `bad-file` for a header that cannot be read, or when there is no SQL. */
export function draftOf(text: string, name: string | null): QueryDraft {
  const label = name ?? 'query'
  // Without a header the text is all SQL, also when it begins with a remark that looks like one.
  const file = readQueryFile(label, hasHeader(text) ? text : `\n${text}`)
  const title = file.title === label ? '' : file.title
  const declared = new Set(file.parameters.map((spec) => spec.name))
  return {
    name: name ?? nameOfTitle(title),
    title,
    about: file.about,
    mark: file.chart?.mark ?? 'none',
    x: file.chart?.x ?? null,
    y: file.chart?.y ?? [],
    ...(file.chart?.by === undefined ? {} : { by: file.chart.by }),
    undeclared: [...parameterNames(file.sql).keys()]
      .filter((one) => !declared.has(one))
      .map((one) => ({ name: one, type: likelyType(one), default: '' })),
    expects: file.expectations.map(expectationText).join('\n'),
    rest: { grain: file.grain, tables: file.tables, parameters: file.parameters, sql: file.sql },
  }
}

function specOf({ name, type, default: text }: ParameterDraft): ParameterSpec {
  const spec: ParameterSpec = { name, type, label: name, help: '', default: null }
  return text.trim() === '' ? spec : { ...spec, default: readParameter(spec, text.trim()) }
}

/** What still has to be mended, by field: `chart`, or `$` and a parameter's name. */
export function draftProblems(draft: QueryDraft): Readonly<Record<string, string>> {
  const problems: Record<string, string> = {}
  if (draft.mark !== 'none' && chartOf(draft) === null)
    problems['chart'] = 'Choose a column for the x axis and at least one to draw.'
  for (const parameter of draft.undeclared) {
    try {
      writeQueryFile({ ...fileOf(draft), parameters: [specOf(parameter)] })
    } catch (error) {
      if (!(error instanceof LatheError)) throw error
      problems[`$${parameter.name}`] = error.message
    }
  }
  const odd = linesOf(draft.expects).find((line) => readExpectation(line) === null)
  if (odd !== undefined) problems['expect'] = `“${odd}” is no expectation; one looks like ${EXPECTATION_FORMS}.`
  return problems
}

/** The draft's chart; null for none, and while its columns are not chosen. */
function chartOf({ mark, x, y, by }: QueryDraft): QueryChart | null {
  if (mark === 'none' || x === null) return null
  const chart: QueryChart = { mark, x, y, ...(by === undefined ? {} : { by }) }
  return isComplete(chart) ? chart : null
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function fileOf(draft: QueryDraft): QueryFile {
  const { name, title, about, expects, rest } = draft
  const expectations = linesOf(expects)
    .map(readExpectation)
    .filter((one) => one !== null)
  return { ...rest, name, title, about, expectations, chart: chartOf(draft) }
}

/** The text to save: a well-formed header and the SQL. Throws `bad-parameter` where draftProblems would name one. */
export function textOfDraft(draft: QueryDraft): string {
  return writeQueryFile({ ...fileOf(draft), parameters: [...draft.rest.parameters, ...draft.undeclared.map(specOf)] })
}

/** A title as a name for its file. */
export function nameOfTitle(title: string): string {
  return title
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}_]+/gu, '-')
    .replace(/^-+/, '')
    .slice(0, 60)
    .replace(/-+$/, '')
}

/** Columns of an answer that a chart can name, and those of them that hold numbers. */
export function chartColumns(
  table: ResultTable | null,
  draft: QueryDraft,
): { readonly all: readonly string[]; readonly numbers: readonly string[] } {
  const usable = (table?.columns ?? []).filter((column) => !/[\r\n\u2028\u2029]/.test(column.name))
  const own = [...(draft.x === null ? [] : [draft.x]), ...draft.y]
  const numbers = usable
    .filter((column) => ['integer', 'double', 'decimal'].includes(column.type))
    .map((column) => column.name)
  return {
    all: [...new Set([...usable.map((column) => column.name), ...own])],
    numbers: [...new Set([...numbers, ...draft.y])],
  }
}

/** The draft with another mark; the first choice of one takes the first columns that fit. */
export function withMark(draft: QueryDraft, mark: QueryDraft['mark'], table: ResultTable | null): QueryDraft {
  const { all, numbers } = chartColumns(table, draft)
  const first =
    all.find((name) =>
      table?.columns.some((column) => column.name === name && ['date', 'timestamp'].includes(column.type)),
    ) ??
    all.find((name) => !numbers.includes(name)) ??
    all[0] ??
    null
  const x = draft.x ?? first
  const y = draft.y.length > 0 ? draft.y : numbers.filter((name) => name !== x).slice(0, 1)
  return mark === 'none' ? { ...draft, mark } : { ...draft, mark, x, y }
}
