import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { formatValue } from '../../../src-renderer/chart/format'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { countText } from '../../events/texts'
import { COLUMNS } from './columns'
import { EVENT_KIND } from './tried'

const MOST_ROWS = 20
/** Beyond this share of false ones among them, a difference may well be chance. */
const SURE = 0.05

/** A column without the way to it over related tables, where that leaves no two of them alike. */
function shortName(column: string, all: readonly string[]): string {
  const own = (name: string): string => name.slice(name.lastIndexOf('.') + 1)
  return new Set(all.filter((one) => own(one) === own(column))).size > 1 ? column : own(column)
}

/** What goes with the outcome, the surest first. */
export function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
  const isSure = ({ q }: { readonly q: number | null }): boolean => q !== null && q < SURE
  const shown = rows.filter(({ lift }) => lift !== null).slice(0, MOST_ROWS)
  const sure = rows.filter(isSure).length
  const kinds = shown.map(({ kind }) => kind)
  return [
    {
      kind: 'interval',
      title: 'What goes with the outcome',
      rowLabel: 'What they did or had',
      summary:
        rows.length === 0
          ? 'There is nothing to compare: too few new users were seen for long enough.'
          : `${countText(sure)} of ${countText(rows.length)} ${sure === 1 ? 'goes' : 'go'} with it beyond chance ` +
            '(5 % false ones to be expected among them; coloured). An association: it need not be the cause.',
      x: { label: 'Lift', format: 'ratio' },
      reference: 1,
      rows: shown.map((row) => ({
        label: row.kind === EVENT_KIND ? `did ${row.what}` : `${shortName(row.kind, kinds)} = ${row.what}`,
        estimate: row.lift ?? 0,
        low: row.low,
        high: row.high,
        detail:
          `${formatValue(row.share_with, 'percent')} of ${countText(row.users)} with it, ` +
          `${formatValue(row.share_without, 'percent')} of the others`,
        figure: { row: row.index, column: 'users' },
        ...(isSure(row) ? { tone: (row.lift ?? 0) > 1 ? ('good' as const) : ('bad' as const) } : {}),
      })),
    },
  ]
}
