import type { ChartSpec } from '../../src-renderer/chart/spec'
import type { Analysis, ParameterValues } from '../../src-renderer/query/definition'
import type { ResultTable } from '../../src-renderer/query/resultTable'
import { readUnit } from '../lifecycle/calendarUnit'
import { retentionPlan } from '../retention'
import { pooledPoint } from '../retention/charts'
import { kpis } from '../retention/kpis'
import { readQuestion, RETENTION_PARAMETERS } from '../retention/question'
import { retentionSql } from '../retention/retentionSql'
import definition from './definition.md?raw'

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const unit = readUnit(values)
  const rows = result.rows().map((row) => ({ period: row['period'] as number, eligible: row['eligible'] as number, users: row['users'] as number, pct: row['pct'] as number }))
  const said = rows.filter((row) => row.period === 1 || row.period === 7 || row.period === 30)
    .map((row) => `${unit} ${row.period} ${row.pct.toFixed(1)} % (${row.users.toLocaleString('en-US')} of ${row.eligible.toLocaleString('en-US')})`)
  return [{
    kind: 'line', title: 'Retention, all cohorts',
    summary: said.length === 0 ? 'No period after the start can be observed yet.' : `Retained: ${said.join(', ')}.`,
    x: { label: `${unit[0]!.toUpperCase()}${unit.slice(1)}s since the start`, type: 'number' }, y: { label: 'Retained', format: 'percent', zero: true },
    series: [{ name: 'All cohorts', points: rows.map((row) => pooledPoint(row.period, row.eligible, row.users)) }],
  }]
}

export const retentionSummary: Analysis = {
  name: 'retention-summary',
  title: 'Retention summary',
  about: 'Retention of all cohorts pooled, period by period.',
  grain: 'one row per period',
  definition,
  parameters: RETENTION_PARAMETERS,
  columns: [
    { name: 'period', about: 'Days, weeks or months since the start; 0 is the one of the start.', format: 'integer' },
    { name: 'eligible', about: 'Users of all cohorts who can have reached the period.', format: 'integer' },
    { name: 'users', about: 'Those of them who were retained.', format: 'integer' },
    { name: 'pct', about: 'users / eligible as a percentage, 0 to 100.', format: 'percent' },
  ],
  reads: 'events',
  plan(values, catalog, source) {
    const question = readQuestion(values, catalog, source)
    return retentionPlan(question, `SELECT period, sum(eligible)::BIGINT AS eligible, sum(users)::BIGINT AS users, 100 * sum(users)::DOUBLE / sum(eligible)::DOUBLE AS pct
FROM (
${retentionSql(question)})
GROUP BY period
ORDER BY period`)
  },
  charts,
  kpis,
}
