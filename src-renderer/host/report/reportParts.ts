import { formatValue } from '../../chart/format'
import type { ChartSpec } from '../../chart/spec'
import type { ReportFigure, ReportPart } from '../../export/html/report'
import { kpiChange, type KpiChange } from '../../query/analysis/kpiChange'
import type { Kpi } from '../../query/contract/analysis'
import type { Catalog } from '../../query/contract/catalog'
import type { Tile } from '../../query/contract/dashboard'
import type { AnsweredTile } from '../dashboard/answeredTile'
import type { NumberAnswer } from '../dashboard/numberOf'
import { heldText, numberChange, numberText } from '../dashboard/numberText'
import type { TileAnswer, TileRun } from '../dashboard/tileAnswer'
import { scopeOfValues, scopeText, tileName } from '../dashboard/tileText'
import type { ViewRequest } from '../dashboard/viewRequest'

const NOTHING_FOUND = 'No data for these dates and users.'

function changeText({ text, direction }: KpiChange): string {
  return `${{ up: '▲ ', down: '▼ ', same: '' }[direction]}${text}`
}

function ofNumber(title: string, number: NumberAnswer): ReportFigure {
  const change = numberChange(number)
  const { before, of, unit, tone, spark } = number
  const held = heldText(number)
  return {
    label: title,
    value: numberText(number.value, number),
    unit,
    change: change === null ? null : { text: changeText(change), tone: change.tone },
    lines: [
      of,
      ...(before === null ? [] : [`${before.label}: ${numberText(before.value, number)}`]),
      ...(held === null ? [] : [held]),
    ],
    tone,
    spark,
  }
}

function ofKpi(kpi: Kpi): ReportFigure {
  const text = (value: number | null): string => (value === null ? '–' : formatValue(value, kpi.format))
  const change = kpiChange(kpi)
  return {
    label: kpi.label,
    value: text(kpi.value),
    unit: '',
    change: change === null ? null : { text: changeText(change), tone: 'plain' },
    lines: [
      ...(kpi.compared === undefined ? [] : [`${kpi.compared.label}: ${text(kpi.compared.value)}`]),
      ...(kpi.detail === undefined ? [] : [kpi.detail]),
    ],
    tone: 'plain',
    spark: kpi.spark ?? [],
  }
}

/** Dates as dates, whatever they were chosen by: a report is read later. */
function scopeLine({ values, ignored }: ViewRequest, catalog: Catalog): string {
  return [
    scopeText(scopeOfValues(values), catalog),
    ...(ignored.length === 0 ? [] : [`without ${ignored.join(', ')}`]),
  ].join(' · ')
}

interface Shown {
  readonly title: string
  readonly request: ViewRequest
  readonly run: TileRun
}

/** A part of an answer: its figures and charts, with the rows folded below; rows alone lie open. */
function answerPart(
  { title, request, run }: Shown,
  catalog: Catalog,
  shown: { readonly figures: readonly ReportFigure[]; readonly charts: readonly ChartSpec[] },
  width: ReportPart['width'],
): ReportPart {
  const notes = run.notes.map((note) => note.text)
  return {
    title,
    scope: scopeLine(request, catalog),
    width,
    body: { kind: 'answer', ...shown },
    notes: run.table.rowCount === 0 ? [NOTHING_FOUND, ...notes] : notes,
    table:
      run.table.rowCount === 0
        ? null
        : {
            rows: run.table,
            columns: request.analysis.columns,
            isCut: run.truncated,
            isOpen: shown.figures.length === 0 && shown.charts.length === 0,
          },
  }
}

function widthOf({ place: { w } }: Tile): 6 | 12 {
  return w !== null && w > 6 ? 12 : 6
}

function tileAnswerPart(tile: Tile, answer: TileAnswer, catalog: Catalog): ReportPart {
  if (answer.kind === 'number')
    return answerPart(answer, catalog, { figures: [ofNumber(answer.title, answer.number)], charts: [] }, 3)
  const { chart, kpis } = answer
  return answerPart(
    answer,
    catalog,
    { figures: kpis.map(ofKpi), charts: chart === null ? [] : [chart] },
    chart === null ? 12 : widthOf(tile),
  )
}

/** A tile of a dashboard in a report. */
export function tilePart(one: AnsweredTile, catalog: Catalog): ReportPart {
  const { tile } = one
  const bare = { title: tile.kind === 'text' ? '' : tileName(tile), scope: '', notes: [], table: null }
  if (tile.kind === 'text') return { ...bare, width: 12, body: { kind: 'text', markdown: tile.text } }
  if ('answer' in one) return tileAnswerPart(tile, one.answer, catalog)
  const message = 'problem' in one ? one.problem : 'It was not computed.'
  return { ...bare, width: widthOf(tile), body: { kind: 'problem', message } }
}

/** The whole answer of an analysis or saved query in a report: figures, every chart, rows. */
export function viewPart(
  shown: Shown,
  answered: { readonly kpis: readonly Kpi[]; readonly charts: readonly ChartSpec[] },
  catalog: Catalog,
): ReportPart {
  return answerPart(shown, catalog, { figures: answered.kpis.map(ofKpi), charts: answered.charts }, 12)
}
