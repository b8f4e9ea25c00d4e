import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { experimentAssignment } from '../../../../queries/experiments/experiment-assignment'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { NativeDuckdb, tableOf, type Row } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

async function answer(raw: Readonly<Record<string, ParameterValue>>): Promise<readonly Row[]> {
  return experimentAssignment.finish!(
    tableOf(experimentAssignment, await db.answer(experimentAssignment, raw)),
    readParameters(experimentAssignment.parameters, raw),
  ).rows()
}

describe('experiment-assignment', () => {
  it('gives the sample ratio of Kohavi, Tang and Xu, ch. 3: 821,588 against 815,482 users, p 1.8e-6; and goes by the plan', async () => {
    const rows = (control: number, treated: number): readonly Row[] => [
      { variant: 'control', users: control, too_recent: 0, in_several: 0 },
      { variant: 'new', users: treated, too_recent: 0, in_several: 0 },
    ]
    const finished = (given: readonly Row[], raw: Readonly<Record<string, ParameterValue>>): readonly Row[] =>
      experimentAssignment.finish!(tableOf(experimentAssignment, given), raw).rows()
    expect(finished(rows(821_588, 815_482), {})[0]!['p']).toBeCloseTo(1.8e-6, 7)
    expect(finished(rows(900, 100), { split: 'control=90,new=10' })).toMatchObject([
      { planned_pct: 90, expected_users: 900, share_pct: 90, p: 1 },
      { planned_pct: 10, expected_users: 100, p: 1 },
    ])
    const chart = experimentAssignment.charts!(
      tableOf(experimentAssignment, finished(rows(821_588, 815_482), {})),
      {},
    )[0]!
    expect(chart.summary).toContain('The split is not as planned (p < 0.0001)')
    await db.load({ name: 'log', events: [{ user: 'a', event: 'seen', ts: 0, more: { variant: 'only' } }] })
    expect(await answer({})).toMatchObject([{ variant: 'only', users: 1, p: null }])
  })
})
