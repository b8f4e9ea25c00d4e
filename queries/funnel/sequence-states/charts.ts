import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { countText } from '../../events/texts'
import { transitionMatrix } from '../../events/transitionMatrix'
import { LEFT, OPEN, START } from './sql'

export const COLUMNS = resultColumns({
  source: { about: 'The state: "(start)", or a step with its number.', format: 'text' },
  target: { about: 'The one after it: the next step, "(left)", or "(open)" while there is time.', format: 'text' },
  users: { about: 'Users who went so.', format: 'integer' },
  pct: { about: 'The same in percent (0 to 100) of all who were in the state.', format: 'percent' },
})

const ENDS: readonly string[] = [START, LEFT, OPEN]

/** Who began, and how many of them came to the last step; null where nobody began. */
function completed(result: ResultTable): { readonly began: number; readonly done: number; readonly at: number } | null {
  const rows = rowsOf(COLUMNS, result)
  const began = rows.find(({ source }) => source === START)?.users
  if (began === undefined) return null
  const sources = new Set(rows.map(({ source }) => source))
  const at = rows.findIndex(({ target }) => !sources.has(target) && !ENDS.includes(target))
  return { began, done: rows[at]?.users ?? 0, at }
}

/** The states with the ways between them, and the same as a matrix. */
export function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ ...row, figure: { row: index, column: 'users' } }))
  const whole = completed(result)
  const named = [...new Set(rows.flatMap(({ source, target }) => [source, target]))]
  const shown = [
    ...named.filter((name) => name !== LEFT && name !== OPEN),
    ...[LEFT, OPEN].filter((n) => named.includes(n)),
  ]
  const open = rows.reduce((sum, { target, users }) => sum + (target === OPEN ? users : 0), 0)
  const matrix = transitionMatrix(
    'Where a state leads',
    rows.map(({ users, ...row }) => ({ ...row, transitions: users })),
  )
  if (whole === null) return [matrix]
  const { began, done } = whole
  return [
    {
      kind: 'states',
      title: 'States and where they lead',
      summary:
        `${countText(done)} of ${countText(began)} users (${formatFixed((100 * done) / began, 1)} %) came to the last state` +
        `${open === 0 ? '.' : `; ${countText(open)} ${open === 1 ? 'has' : 'have'} time left.`}`,
      value: { label: 'Users', format: 'integer' },
      states: shown.map((label) => ({
        label,
        size: rows.reduce(
          (sum, row) => sum + ((label === START ? row.source : row.target) === label ? row.users : 0),
          0,
        ),
        ...(ENDS.includes(label) ? { tone: 'quiet' as const } : {}),
      })),
      arrows: rows.map(({ source, target, users, pct, figure }) => ({
        source: shown.indexOf(source),
        target: shown.indexOf(target),
        value: users,
        share: pct,
        figure,
      })),
    },
    matrix,
  ]
}

export function kpis(result: ResultTable): readonly Kpi[] {
  const whole = completed(result)
  if (whole === null) return []
  const { began, done, at } = whole
  return [
    {
      label: 'Came to the last state',
      value: (100 * done) / began,
      format: 'percent',
      detail: `${countText(done)} of ${countText(began)} users`,
      ...(at < 0 ? {} : { figure: { row: at, column: 'users' } }),
    },
  ]
}
