import type { Report, ReportPart, ReportSource } from '../../export/html/report'
import type { Annotation } from '../../model/annotation'
import { dataDates } from '../../query/analysis/scopeParameters'
import type { Catalog } from '../../query/contract/catalog'
import type { Scope } from '../../query/contract/view'
import type { SourceEntry } from '../../store/manifest'
import type { TileRun } from '../dashboard/tileAnswer'
import { scopeText } from '../dashboard/tileText'
import type { ViewRequest } from '../dashboard/viewRequest'

/** The workspace that a report is of. */
export interface ReportedWorkspace {
  readonly name: string
  readonly catalog: Catalog
  readonly sources: readonly SourceEntry[]
  readonly annotations: readonly Annotation[]
}

/** A question of a report, with its answer. */
export interface ReportedAnswer {
  readonly title: string
  readonly request: ViewRequest
  readonly run: TileRun
}

/** What is derived of a table goes by its name and one of these. */
const DERIVED = ['', '_user_days', '_sessions', '_rejects']

/** The files behind the tables that were read. */
export function sourcesOf(answers: readonly ReportedAnswer[], all: readonly SourceEntry[]): readonly ReportSource[] {
  return sourcesOfTables(
    answers.flatMap(({ run }) => run.tables),
    all,
  )
}

/** The files behind tables, derived ones included. */
export function sourcesOfTables(tables: readonly string[], all: readonly SourceEntry[]): readonly ReportSource[] {
  const read = new Set(tables)
  return all
    .filter(({ table }) => table !== '' && DERIVED.some((ending) => read.has(`${table}${ending}`)))
    .map(({ name, table, rows, bytes, crc32, importedAt }) => ({
      name,
      table,
      rows,
      bytes,
      crc32: crc32 ?? null,
      importedAt,
    }))
}

function definitionsOf(answers: readonly ReportedAnswer[]): Report['definitions'] {
  const analyses = new Map(answers.map(({ request: { analysis } }) => [analysis.name, analysis]))
  return [...analyses.values()].map(({ title, definition, grain, columns }) => ({
    title,
    markdown: definition,
    grain,
    columns,
  }))
}

/** A report of these parts; `scope` is what all of them share. */
export function makeReport(
  of: { readonly title: string; readonly about: string; readonly scope: Scope | null },
  parts: readonly ReportPart[],
  answers: readonly ReportedAnswer[],
  { name, catalog, sources, annotations }: ReportedWorkspace,
  madeAt: Date,
): Report {
  const { minDate, maxDate } = dataDates(catalog)
  return {
    title: of.title,
    about: of.about,
    facts: [
      { name: 'Workspace', value: name },
      ...(of.scope === null ? [] : [{ name: 'Of', value: scopeText(of.scope, catalog) }]),
      ...(minDate === null || maxDate === null ? [] : [{ name: 'Data', value: `${minDate} to ${maxDate}` }]),
      { name: 'Time zone', value: of.scope?.timezone ?? catalog.timezone },
      { name: 'Made', value: `${madeAt.toISOString().slice(0, 16).replace('T', ' ')} UTC` },
    ],
    parts,
    definitions: definitionsOf(answers),
    queries: answers.map(({ title, run }) => ({ title, sql: run.shellSql })),
    sources: sourcesOf(answers, sources),
    annotations,
  }
}
