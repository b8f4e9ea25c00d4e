import { elementAt } from '../../base/required'
import { resultColumns, rowsOf } from '../../query/analysis/resultColumns'
import type { ModelMeasure } from '../../model/dataModel'
import type { Analysis } from '../../query/contract/analysis'
import type { Catalog } from '../../query/contract/catalog'
import type { ParameterValues } from '../../query/contract/parameter'
import type { ResultTable } from '../../query/contract/result'
import { dailyTile, daysOf } from './dailyTile'
import type { AnalysisLink, OverviewAnswer } from './overview'

/** What the overview asks: an analysis with settings, and what is read of its answer. */
export interface OverviewQuestion {
  /** Unique: `active-users`, `measure:revenue`. */
  readonly name: string
  readonly title: string
  /** Where it stands: in the row of figures, or below it. */
  readonly place: 'tile' | 'below'
  readonly link: AnalysisLink
  read(table: ResultTable, values: ParameterValues, analysis: Analysis): OverviewAnswer
}

/** Measures of the model that have a tile; the others are on the page Model and in Trends. */
const MOST_MEASURES = 8
const TOP_EVENTS = 8

const TOP = resultColumns({
  event: { about: "The event's name.", format: 'text', nullable: true },
  events: { about: 'Events.', format: 'integer', nullable: true },
})
const PERIODS = resultColumns({
  period: { about: 'Weeks since the start.', format: 'integer' },
  eligible: { about: 'Users who can have reached it.', format: 'integer' },
  users: { about: 'Those who came back.', format: 'integer' },
  pct: { about: 'Their share.', format: 'percent', nullable: true },
})

/** A measure of the model by day. */
export function measureQuestion(measure: ModelMeasure): OverviewQuestion {
  return {
    name: `measure:${measure.name}`,
    title: measure.name,
    place: 'tile',
    link: { panel: 'trends', analysis: 'trends', values: { measures: [measure.name] } },
    read: (table) => dailyTile(daysOf(table, 'value'), measure),
  }
}

/** What each figure of the page is asked with, in the page's order. */
export function overviewQuestions(catalog: Catalog): readonly OverviewQuestion[] {
  const lifecycle: AnalysisLink = { panel: 'active-users', analysis: 'lifecycle', values: {} }
  return [
    {
      name: 'active-users',
      title: 'Active users',
      place: 'tile',
      link: { panel: 'active-users', analysis: 'active-users', values: {} },
      read: (table) => dailyTile(daysOf(table, 'dau')),
    },
    {
      name: 'events',
      title: 'Events',
      place: 'tile',
      link: { panel: 'trends', analysis: 'trends', values: {} },
      read: (table) => dailyTile(daysOf(table, 'value')),
    },
    {
      name: 'sessions',
      title: 'Sessions',
      place: 'tile',
      link: { panel: 'sessions', analysis: 'sessions', values: {} },
      read: (table) => dailyTile(daysOf(table, 'sessions')),
    },
    {
      name: 'new-users',
      title: 'New users',
      place: 'tile',
      link: lifecycle,
      read: (table) => dailyTile(daysOf(table, 'new')),
    },
    ...(catalog.model?.measures ?? []).slice(0, MOST_MEASURES).map(measureQuestion),
    {
      name: 'retention',
      title: 'Retention of week 1',
      place: 'tile',
      link: { panel: 'retention', analysis: 'retention-summary', values: { unit: 'week' } },
      read: (table) => {
        const week = rowsOf(PERIODS, table).find(({ period }) => period === 1)
        return { kind: 'rate', pct: week?.pct ?? null, users: week?.users ?? 0, eligible: week?.eligible ?? 0 }
      },
    },
    {
      name: 'top-events',
      title: 'Top events',
      place: 'below',
      link: { panel: 'entities', analysis: 'entities', values: { per: ['event'], limit: TOP_EVENTS } },
      read: (table) => ({
        kind: 'list',
        rows: rowsOf(TOP, table).map(({ event, events }) => ({ name: event ?? '(none)', value: events ?? 0 })),
      }),
    },
    {
      name: 'new-and-returning',
      title: 'New against returning',
      place: 'below',
      link: lifecycle,
      read: (table, values, analysis) => {
        const charts = table.rowCount === 0 ? [] : (analysis.charts?.(table, values) ?? [])
        return { kind: 'chart', spec: charts.length === 0 ? null : elementAt(charts, 0) }
      },
    },
  ]
}
