import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable, ResultValue } from '../../../src-renderer/query/contract/result'
import { readUnit } from '../../events/calendarUnit'
import { passFunnel } from '../../funnel/funnel/pass'
import { countSummary } from '../../retention/retentionKernel'
import { PREFIX_A, PREFIX_B } from '../diffSequence'
import { sideRun } from '../sideRun'
import { readSides, type Side } from '../sides'

type Rows = readonly Readonly<Record<string, ResultValue>>[]

/** What stands beside the events of one definition: the units that its cohorts can be of. */
function unitsBeside({ beside }: KernelRun, prefix: string): ResultTable | null {
  if (beside === null) return null
  return computedResult(
    [
      { name: 'unit', type: 'integer' },
      { name: 'begins', type: 'date' },
      { name: 'last_unit', type: 'integer' },
      { name: 'open_unit', type: 'integer' },
      { name: 'now_us', type: 'double' },
    ],
    beside.rows().filter(({ side }) => side === prefix),
  )
}

async function funnelFigures(run: KernelRun): Promise<Rows> {
  const rows = (await passFunnel(run)).rows()
  return rows.map(({ step, event, users, pct_first: pct }) => ({
    place: step!,
    figure: `step ${String(step)}, ${String(event)}`,
    eligible: rows[0]!['users']!,
    users: users!,
    pct: pct!,
  }))
}

async function retentionFigures(run: KernelRun): Promise<Rows> {
  const unit = readUnit(run.values)
  const rows = (await countSummary(run)).rows()
  return rows.map(({ period, bracket, eligible, users, pct }) => ({
    place: period!,
    figure:
      typeof bracket === 'string'
        ? `${unit}${bracket.includes('-') ? 's' : ''} ${bracket}`
        : `${unit} ${String(period)}`,
    eligible: eligible!,
    users: users!,
    pct: pct!,
  }))
}

/** Both definitions' own figures, from one pass each over the timeline. */
export async function passFigures(run: KernelRun): Promise<ResultTable> {
  const { name, a, b } = readSides(run.values)
  const figuresOf = async (side: 'a' | 'b', prefix: string, { name: definition, values }: Side): Promise<Rows> => {
    const own = { ...sideRun(run, prefix, values), beside: unitsBeside(run, prefix) }
    const rows = await (name === 'funnel' ? funnelFigures(own) : retentionFigures(own))
    return rows.map((row) => ({ side, definition, ...row }))
  }
  return computedResult(
    [
      { name: 'side', type: 'string' },
      { name: 'definition', type: 'string' },
      { name: 'place', type: 'integer' },
      { name: 'figure', type: 'string' },
      { name: 'eligible', type: 'integer' },
      { name: 'users', type: 'integer' },
      { name: 'pct', type: 'double' },
    ],
    [...(await figuresOf('a', PREFIX_A, a)), ...(await figuresOf('b', PREFIX_B, b))],
  )
}
