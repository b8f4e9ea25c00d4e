import { LATHE_VERSION } from '../../base/version'
import { tableToCsv } from '../../export/csv'
import { zipParts } from '../../export/zipParts'
import { datesOf } from '../../model/dateRanges'
import { dataDates } from '../../query/analysis/scopeParameters'
import type { Catalog } from '../../query/contract/catalog'
import type { View } from '../../query/contract/view'
import { writeView } from '../../query/saved/writeDashboard'
import { hashBytes } from '../../store/checksum'
import { sourcesOf, type ReportedAnswer, type ReportedWorkspace } from '../report/makeReport'
import type { SavedFile } from '../savedFiles'
import { BUNDLE_PATH, type Bundle, type BundlePart } from './bundle'

/** What is put into a bundle besides its answers. */
export interface BundledWorkspace extends Omit<ReportedWorkspace, 'annotations'> {
  /** The text of model.json; null where there is none. */
  readonly model: string | null
  readonly queries: readonly SavedFile[]
}

export interface BundleProblem {
  readonly title: string
  readonly problem: string
}

const README = `A bundle of Lathe: questions, their parameters and SQL, their results as CSV, the model, saved queries and
segments that they were asked with, and the checksums of the files that the data came from (bundle.json).

    lathe verify THIS.zip --workspace DIR

asks the same questions of the workspace DIR and says where its answers differ.
`

/** A view with the dates that it meant when it was asked: "last 28 days" moves with the newest event. */
function fixedView({ request }: ReportedAnswer, catalog: Catalog): View {
  const { view, scope } = request
  const isNamed = typeof scope.dates === 'string' && scope.dates !== 'all'
  const dates = isNamed ? datesOf(scope.dates, dataDates(catalog).maxDate) : scope.dates
  return { ...view, scope: { ...scope, dates } }
}

function fileName(index: number, title: string): string {
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return `${String(index + 1).padStart(2, '0')}${words === '' ? '' : `-${words.slice(0, 50)}`}`
}

/** The saved queries that are asked, by their names. */
function queriesOf(answers: readonly ReportedAnswer[], all: readonly SavedFile[]): readonly SavedFile[] {
  const names = new Set(answers.flatMap(({ request: { view } }) => ('query' in view.of ? [view.of.query] : [])))
  return all.filter(({ name }) => names.has(name))
}

/** Answers with all that is needed to ask them again and compare, as a ZIP archive. */
export async function makeBundle(
  answers: readonly ReportedAnswer[],
  problems: readonly BundleProblem[],
  of: BundledWorkspace,
  madeAt: Date,
): Promise<Uint8Array<ArrayBuffer>> {
  const { catalog } = of
  const files = new Map<string, string>([['README.txt', README]])
  if (of.model !== null) files.set('model.json', of.model)
  for (const { name, text } of queriesOf(answers, of.queries)) files.set(`queries/${name}.sql`, text)
  for (const { name, about, rule } of catalog.segments ?? [])
    if (rule !== null) files.set(`segments/${name}.json`, `${JSON.stringify({ name, about, rule }, null, 2)}\n`)
  const parts = answers.map((answer, index): BundlePart => {
    const { title, run } = answer
    const name = fileName(index, title)
    const [result, sql] = [`results/${name}.csv`, `sql/${name}.sql`]
    files.set(result, tableToCsv(run.table))
    files.set(sql, `${run.shellSql}\n`)
    const { rowCount, columns } = run.table
    return {
      title,
      view: JSON.parse(writeView(fixedView(answer, catalog))) as Record<string, unknown>,
      result,
      sql,
      columns: columns.map((column) => ({ name: column.name, type: column.type })),
      rows: rowCount,
      truncated: run.truncated,
      tables: [...run.tables],
    }
  })
  const bundle: Bundle = {
    format: 1,
    lathe: LATHE_VERSION,
    madeAt: madeAt.toISOString(),
    workspace: of.name,
    timezone: catalog.timezone,
    weekStart: catalog.weekStart,
    sources: [...sourcesOf(answers, of.sources)],
    parts,
    problems: [...problems],
    files: Object.fromEntries(
      await Promise.all([...files].map(async ([path, text]) => [path, await hashBytes(ENCODER.encode(text))] as const)),
    ),
  }
  files.set(BUNDLE_PATH, `${JSON.stringify(bundle, null, 2)}\n`)
  return zipParts([...files].map(([path, text]) => ({ path, pieces: [text] })))
}

const ENCODER = new TextEncoder()
