import type { ChartSpec } from '../../chart/spec'
import { sideTables } from '../../query/analysis/withComparison'
import type { Kpi } from '../../query/contract/analysis'
import type { NumberSource, NumberTile, TileView, ViewTile } from '../../query/contract/dashboard'
import type { AnswerNote, QueryPlan } from '../../query/contract/plan'
import type { ResultTable } from '../../query/contract/result'
import type { Scope } from '../../query/contract/view'
import { figureOf, numberOf, type NumberAnswer } from './numberOf'
import { OPEN_VIEW_SCOPE, viewRequest, type Known, type ViewRequest } from './viewRequest'

/** What a tile needs of an answer. */
export interface TileRun {
  readonly table: ResultTable
  readonly notes: readonly AnswerNote[]
  /** True when more rows were there than the limit. */
  readonly truncated: boolean
  /** The question as any DuckDB shell takes it, and the tables that it reads. */
  readonly shellSql: string
  readonly tables: readonly string[]
}

interface ViewAnswer {
  readonly kind: 'view'
  readonly title: string
  readonly request: ViewRequest
  readonly run: TileRun
  /** The chart that is shown; null where rows or figures are. */
  readonly chart: ChartSpec | null
  /** What the chart's figures say, in one sentence; null without a chart. */
  readonly finding: string | null
  /** The figures that are shown; none where a chart or rows are. */
  readonly kpis: readonly Kpi[]
}

interface NumberTileAnswer {
  readonly kind: 'number'
  readonly title: string
  readonly request: ViewRequest
  readonly run: TileRun
  readonly number: NumberAnswer
}

export type TileAnswer = ViewAnswer | NumberTileAnswer

/** Asks the engine. */
export type Ask = (plan: QueryPlan) => Promise<TileRun>

/** The view behind a number: that of a measure is its trend. */
function numberView(of: NumberSource): TileView {
  if ('view' in of) return of.view
  return {
    title: '',
    about: '',
    of: { analysis: 'trends' },
    table: of.table,
    parameters: { measures: [of.measure], interval: of.by },
    scope: of.scope,
    show: 'chart',
    chart: 1,
  }
}

/** What a tile is called before it is computed. Throws as viewRequest. */
function titleOf(tile: ViewTile | NumberTile, { view, analysis }: ViewRequest): string {
  if (tile.title !== '') return tile.title
  if (tile.kind === 'number' && 'measure' in tile.of)
    return typeof tile.of.measure === 'string' ? tile.of.measure : tile.of.measure.name
  return view.title === '' ? analysis.title : view.title
}

/** Rows over dates are held against the bucket before, not against a period. */
function isOverDates({ analysis }: ViewRequest): boolean {
  return analysis.columns.some(({ format }) => format === 'date' || format === 'datetime')
}

/** A number's request: over dates without a comparison, else against the period before where dates have a start. */
function numberRequest(tile: NumberTile, around: Scope, known: Known): ViewRequest {
  const view = numberView(tile.of)
  const plain = viewRequest(view, around, known)
  const compares = plain.analysis.parameters.some((spec) => spec.name === 'compare')
  if (!compares || plain.analysis.standsAlone === true) return plain
  const hasStart = plain.values['from'] !== null && plain.values['from'] !== undefined
  const compare = isOverDates(plain) ? null : (plain.values['compare'] ?? (hasStart ? 'previous-period' : null))
  if (compare === (plain.values['compare'] ?? null)) return plain
  return viewRequest({ ...plain.view, parameters: { ...plain.view.parameters, compare } }, around, known)
}

async function answerNumber(tile: NumberTile, around: Scope, known: Known, ask: Ask): Promise<NumberTileAnswer> {
  const request = numberRequest(tile, around, known)
  const run = await ask(request.plan)
  const [column, row] = 'measure' in tile.of ? (['value', 'last'] as const) : [tile.of.column, tile.of.row]
  const isCompared = (request.values['compare'] ?? null) !== null && request.analysis.standsAlone !== true
  const sides = isCompared ? sideTables(run.table) : null
  const own = figureOf(sides?.tables[0] ?? run.table, request.analysis, column, row)
  const other = sides?.labels[1] == null ? null : figureOf(sides.tables[1], request.analysis, column, row)
  const figure = other === null ? own : { ...own, before: { value: other.value, label: sides?.labels[1] ?? '' } }
  const name = 'measure' in tile.of && typeof tile.of.measure === 'string' ? tile.of.measure : null
  const measure = known.catalog.model?.measures.find((one) => one.name === name) ?? null
  return { kind: 'number', title: titleOf(tile, request), request, run, number: numberOf(figure, tile, measure) }
}

/** The chart that a view shows of a result; null where it has none of that number. Throws what charts() throws. */
function chartOfView({ view, analysis, values }: ViewRequest, run: TileRun, known: Known): ChartSpec | null {
  if (view.show !== 'chart') return null
  const charts = analysis.charts?.(run.table, values, known.catalog.model) ?? []
  return charts[view.chart - 1] ?? charts[0] ?? null
}

async function answerView(tile: ViewTile, around: Scope, known: Known, ask: Ask): Promise<ViewAnswer> {
  const request = viewRequest(tile.view, around, known)
  const run = await ask(request.plan)
  const { analysis, view, values, kpiPlan } = request
  const showsKpis = view.show === 'figures' && run.table.rowCount > 0
  const more = showsKpis && kpiPlan !== null ? (await ask(kpiPlan)).table : null
  const chart = run.table.rowCount === 0 ? null : chartOfView(request, run, known)
  return {
    kind: 'view',
    title: titleOf(tile, request),
    request,
    run,
    chart,
    finding: chart === null ? null : (chart.finding ?? chart.summary),
    kpis: showsKpis ? (analysis.kpis?.(run.table, values, more) ?? []) : [],
  }
}

/**
 * Computes a tile within a dashboard's scope: the one way for window and terminal. Throws `not-found` and
 * `bad-parameter` for what its view names and says, and what `ask` throws.
 */
export function answerTile(
  tile: ViewTile | NumberTile,
  around: Scope | null,
  known: Known,
  ask: Ask,
): Promise<TileAnswer> {
  const scope = around ?? OPEN_VIEW_SCOPE
  return tile.kind === 'view' ? answerView(tile, scope, known, ask) : answerNumber(tile, scope, known, ask)
}
