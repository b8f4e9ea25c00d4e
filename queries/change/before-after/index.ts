import { seriesEstimates } from '../../trends/estimates'
import { addDays } from '../../../src-renderer/model/isoDate'
import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { behindSeries } from '../../trends/behindSeries'
import { ofTrends } from '../../trends/parameters'
import { populationOf } from '../../trends/population'
import { readQuestion } from '../../trends/question'
import { seriesPlan } from '../../trends/seriesPlan'
import { charts } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { finishBeforeAfter } from './finish'
import { withDaysAround } from './question'

const PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'date',
    type: 'date',
    label: 'Date',
    default: null,
    emptyMeans: 'The middle of the data',
    help: 'The first local date after the change; empty for the middle of the data.',
  },
  {
    name: 'days',
    type: 'integer',
    label: 'Days',
    default: 14,
    min: 1,
    max: 366,
    help: 'How many days on each side; whole weeks are held weekday against weekday.',
  },
  {
    name: 'measures',
    type: 'measures',
    label: 'Measures',
    default: [
      { name: 'users', event: null, measure: 'users' },
      { name: 'events', event: null, measure: 'count' },
      { name: 'events per user', event: null, measure: 'per-user' },
    ],
    max: 12,
    help: 'The figures that may have changed: own ones, or measures of the model.',
  },
  ...ofTrends('formula'),
  ...ofTrends('per'),
  ...ofTrends('per_user_of'),
  ...COMMON_PARAMETERS.filter(({ name }) => !['from', 'to', 'compare'].includes(name)),
]

/** What a figure counts on the days of one side. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  if ((column !== 'before' && column !== 'after') || row[column] === null) return null
  const { around, dated } = withDaysAround(values, catalog, source)
  const { date, days } = around
  const last = addDays(date, column === 'before' ? -1 : days - 1)
  const question = readQuestion({ ...dated, from: last, to: last, rolling: days === 1 ? null : days }, catalog, source)
  return behindSeries(question, { ...row, date: last })
}

/** Many figures on both sides of a date. */
export const beforeAfter: Analysis = {
  name: 'before-after',
  title: 'Before and after',
  about: 'Many figures before and after a date side by side, with what is more than chance.',
  grain: 'one row per measure or formula',
  definition,
  parameters: PARAMETERS,
  refuses: {
    from: 'the date and the days around it say which dates count',
    to: 'the date and the days around it say which dates count',
    compare: 'it holds the days after the date against those before',
  },
  columns: columnList(COLUMNS),
  estimates: seriesEstimates(['before', 'after', 'difference', 'low', 'high']),
  reads: 'events',
  population: (values, catalog, source) =>
    populationOf(readQuestion(withDaysAround(values, catalog, source).dated, catalog, source)),
  plan(values, catalog, source) {
    const { around, dated } = withDaysAround(values, catalog, source)
    const plan = seriesPlan(readQuestion(dated, catalog, source), dated)
    return {
      ...plan,
      notes: [...(plan.notes ?? []), `date: ${around.dateText}`, `days on each side: ${around.daysText}`],
      finish: { analysis: 'before-after', values: dated },
    }
  },
  finish: finishBeforeAfter,
  drill,
  charts,
}
