import { formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { literal } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { partitionRange } from '../../events/activeDays'
import { userIdOf } from '../../events/eventRows'
import { onDatesSql, whereLines, timelineEvents } from '../../events/eventsInScope'
import { scopedPlan } from '../../events/scopedPlan'
import { countText, pluralText } from '../../events/texts'
import definition from './definition.md?raw'
import { rankLists } from './kernel'
import { RANKING_PARAMETERS, rankingSql, readRanking, shown, shownSql, type RankingQuestion } from './sql'

const at = (about: string) => ({ about, format: 'ratio', nullable: true }) as const

const COLUMNS = resultColumns({
  rank: {
    about: 'The place in the list; for the last three columns, the k at which lists are cut.',
    format: 'integer',
  },
  impressions: { about: 'Items shown at it.', format: 'integer' },
  clicks: { about: 'Those that were clicked.', format: 'integer' },
  ctr: { about: 'The same in percent.', format: 'percent', nullable: true },
  lists: { about: 'Lists, the same in each row.', format: 'integer' },
  precision_at: at('precision@k: clicks up to this rank divided by it, on average over the lists.'),
  mrr_at: at('MRR@k: 1 / the rank of the first click up to this rank, 0 without one, on average over the lists.'),
  ndcg_at: at('nDCG@k: the gain of the clicks up to this rank, of that of a perfect order, on average over the lists.'),
})

const MEASURES = [
  ['nDCG@k', 'ndcg_at'],
  ['MRR@k', 'mrr_at'],
  ['precision@k', 'precision_at'],
] as const

/** How clicks fall with the rank, and how good the order is. */
function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
  const [first] = rows
  const none = 'Nothing was shown on these dates.'
  const isEmpty = first === undefined || first.lists === 0
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Click-through rate by rank',
      summary:
        isEmpty || first.ctr === null
          ? none
          : `${formatValue(first.ctr, 'percent')} of what is shown first is clicked, in ${pluralText(first.lists, 'list')}.`,
      x: { label: 'Rank', type: 'category', ordered: true },
      y: { label: 'Clicked', format: 'percent' },
      series: [
        {
          name: 'Clicked',
          points: rows.map((row) => ({
            x: String(row.rank),
            y: row.ctr,
            figure: { row: row.index, column: 'clicks' },
          })),
        },
      ],
    },
    {
      kind: 'line',
      title: 'How good the order is',
      summary: isEmpty ? none : 'Lists are cut at k; 1 is an order that could not be better.',
      x: { label: 'k', type: 'number' },
      y: { label: 'Mean over the lists', format: 'ratio', zero: true },
      series: isEmpty
        ? []
        : MEASURES.map(([name, column]) => ({ name, points: rows.map((row) => ({ x: row.rank, y: row[column] })) })),
    },
  ]
}

function kpis(result: ResultTable): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  const last = rows.at(-1)
  if (last === undefined) return []
  const impressions = rows.reduce((sum, row) => sum + row.impressions, 0)
  const clicks = rows.reduce((sum, row) => sum + row.clicks, 0)
  return [
    {
      label: 'Click-through rate',
      value: impressions === 0 ? null : (100 * clicks) / impressions,
      format: 'percent',
      detail: `${countText(clicks)} of ${countText(impressions)} shown`,
    },
    ...MEASURES.map(([name, column]): Kpi => ({
      label: name.replace('k', String(last.rank)),
      value: last[column],
      format: 'ratio',
      detail: `mean of ${pluralText(last.lists, 'list')}`,
      figure: { row: rows.length - 1, column },
    })),
  ]
}

/** The items shown at a rank, or clicked there. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { rank } = row
  if ((column !== 'impressions' && column !== 'clicks') || typeof rank !== 'number') return null
  const question = readRanking(values, catalog, source)
  return {
    title: column === 'clicks' ? `Items clicked at rank ${rank}` : `Items shown at rank ${rank}`,
    kind: 'rows',
    plan: scopedPlan(
      question.scope,
      statement(
        shown(question),
        `SELECT ${userIdOf('shown')}, list, item, rank, ts, is_clicked, _file, _line
FROM shown
WHERE rank = ${literal(rank)}${column === 'clicks' ? '\n  AND is_clicked' : ''}
ORDER BY ts, _line`,
      ),
      partitionRange(question.scope, 0, null),
    ),
  }
}

/** The `sequence` of its plan; none where others than users are counted. */
function rankingSequence(
  { scope, list, item, rank, there, isShown, isClick }: RankingQuestion,
  values: ParameterValues,
): Pick<QueryPlan, 'sequence'> {
  if (scope.entity.length > 0) return {}
  const shownOnDates = whereLines(isShown, onDatesSql('local_date(ts)', scope))
  return {
    sequence: {
      analysis: 'ranking',
      values,
      ...timelineEvents(scope, { there }),
      where: `((${isShown})\n    OR (${isClick}))`,
      columns: {
        shown: { kind: 'flag', sql: `(${shownOnDates})` },
        click: { kind: 'flag', sql: `(${isClick})` },
        list: { kind: 'key', sql: list },
        item: { kind: 'key', sql: item },
        ...(rank === null ? {} : { rank: { kind: 'number', sql: `TRY_CAST(${rank} AS BIGINT)` } }),
      },
      range: partitionRange(scope, 0, null),
      rule: "Each user's events are walked once: the first time that an item of a list is shown counts, with its rank, and whether it is clicked from then on; each list is then cut at each rank.",
    },
  }
}

/** How good the order of what is shown is, by what is clicked. */
export const ranking: Analysis = {
  name: 'ranking',
  title: 'Ranking quality',
  about: 'How good the order of results or of a feed is: CTR by rank, MRR, nDCG, precision.',
  grain: 'one row per rank',
  definition,
  parameters: [...RANKING_PARAMETERS, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  estimates: { amounts: ['impressions', 'clicks', 'lists'] },
  reads: 'events',
  population: (values, catalog, source) => ({ which: shownSql(readRanking(values, catalog, source)) }),
  plan(values, catalog, source) {
    const question = readRanking(values, catalog, source)
    const { scope, list, rank } = question
    const plan = scopedPlan(scope, rankingSql(question), partitionRange(scope, 0, null), [
      `list: ${list.slice(1, -1)}`,
      `rank: ${rank === null ? 'the order in which items are shown' : rank.slice(1, -1)}`,
    ])
    return { ...plan, ...rankingSequence(question, values) }
  },
  kernel: rankLists,
  drill,
  charts,
  kpis,
}
