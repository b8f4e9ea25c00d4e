import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csvRows, lathe, type Run } from './lathe'

/**
 * Segments, comparisons, presets and groups of conditions from the command line, worked by hand on a log of nine rows
 * over two days that partitions part.
 */
const folder = mkdtempSync(join(tmpdir(), 'lathe-scope-'))
const place = join(folder, 'w')
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const LOG = `user_id,event,time,plan
ann,pay,2024-03-01T08:00:00Z,pro
ann,open,2024-03-01T09:00:00Z,pro
bob,open,2024-03-01T10:00:00Z,free
cyd,open,2024-03-01T11:00:00Z,free
ann,open,2024-03-02T09:00:00Z,pro
bob,open,2024-03-02T10:00:00Z,free
dan,open,2024-03-02T11:00:00Z,
dan,pay,2024-03-02T12:00:00Z,
eve,open,2024-03-02T13:00:00Z,free
`
const query = (...words: string[]): Promise<Run> => lathe('query', ...words, '--workspace', place)
async function dau(...params: string[]): Promise<string> {
  const run = await query('active-users', '--format', 'csv', ...params.flatMap((one) => ['--param', one]))
  expect([run.status, run.notes]).toMatchObject([0, expect.any(String)])
  return csvRows(run.out)
    .map((row) =>
      [...(row['compared'] === undefined ? [] : [row['compared']]), row['date']!.slice(8), row['dau']].join(' '),
    )
    .join(', ')
}

beforeAll(async () => {
  const file = join(folder, 'log.csv')
  writeFileSync(file, LOG)
  expect((await lathe('ingest', file, '--workspace', place, '--table', 'log')).status).toBe(0)
  mkdirSync(join(place, 'segments'))
  writeFileSync(join(place, 'segments/Payers.json'), '{"name":"Payers","about":"","rule":{"did":"pay"}}')
  writeFileSync(
    join(place, 'segments/kept.json'),
    JSON.stringify({
      rule: { sql: "SELECT user_key FROM main.log WHERE plan = 'free' AND local_date(ts) = DATE '2024-03-01'" },
    }),
  )
})

describe('the scope of an analysis in the terminal', () => {
  it('is a segment by name or by rule, decided by all the data and not by the dates asked for', async () => {
    expect(await dau('segment=Payers')).toBe('01 1, 02 2')
    // Ann paid on the first day only: still a payer on the second.
    expect(await dau('segment=Payers', 'from=2024-03-02')).toBe('02 2')
    expect(await dau('segment=kept', 'from=2024-03-02')).toBe('02 1')
    expect(await dau('segment={"did":"pay","from":"2024-03-02"}', 'from=2024-03-02')).toBe('02 1')
    expect(await dau('segment={"all":[{"not":{"did":"pay"}},{"did":"open","times":{"op":"=","n":1}}]}')).toBe(
      '01 1, 02 1',
    )
    const unknown = await query('active-users', '--param', 'segment=Payer')
    expect([unknown.status, unknown.notes.trim()]).toEqual([
      1,
      'lathe: There is no segment "Payer"; did you mean Payers? [not-found]',
    ])
  })

  it('is compared with a period before, and with everyone else', async () => {
    expect(await dau('from=2024-03-02', 'compare=previous-period')).toBe('current 02 4, previous period 01 3')
    expect(await dau('segment=Payers', 'compare=everyone-else')).toBe(
      'Payers 01 1, Payers 02 2, everyone else 01 2, everyone else 02 2',
    )
    expect(await dau('compare=segment:kept', 'from=2024-03-02')).toBe('everyone 02 4, kept 02 1')
    const funnel = await query(
      'funnel',
      '--param',
      'steps=["open","pay"]',
      '--param',
      'segment=Payers',
      '--param',
      'compare=everyone-else',
      '--format',
      'csv',
    )
    expect(csvRows(funnel.out).map((row) => [row['compared'], row['step'], row['users']].join(' '))).toEqual([
      'Payers 1 2',
      'Payers 2 1',
      'everyone else 1 3',
      'everyone else 2 0',
    ])
    const picture = await query(
      'active-users',
      '--param',
      'from=2024-03-02',
      '--param',
      'compare=previous-period',
      '--format',
      'svg',
    )
    expect([picture.status, picture.out.includes('previous period')]).toEqual([0, true])
    const open = await query('active-users', '--param', 'compare=previous-period')
    expect([open.status, open.notes.trim()]).toEqual([
      1,
      'lathe: compare: give a From date: nothing lies before all of the data. [bad-parameter]',
    ])
  })

  it('filters by groups of conditions', async () => {
    expect(
      await dau('filter={"any":[{"column":"plan","op":"=","value":"pro"},{"column":"plan","op":"is null"}]}'),
    ).toBe('01 1, 02 2')
    expect(
      await dau(
        'filter=[{"any":[{"column":"plan","op":"=","value":"pro"},{"column":"event","op":"=","value":"pay"}]},{"column":"event","op":"!=","value":"open"}]',
      ),
    ).toBe('01 1, 02 1')
  })

  it('gives nothing another name or column where nothing of it is asked', async () => {
    const run = await query('active-users', '--format', 'csv')
    expect(run.out.split('\n')[0]).toBe('date,dau,wau,mau,dau_mau,wau_complete,mau_complete,complete')
  })

  it('takes presets by name, and refuses others', async () => {
    const presets = (
      JSON.parse((await lathe('queries', '--format', 'json')).out) as { name: string; presets?: { name: string }[] }[]
    ).find((one) => one.presets !== undefined && one.name === 'retention')
    const name = presets?.presets?.[0]?.name
    if (name !== undefined) expect((await query('retention', '--param', `preset=${name}`)).status).toBe(0)
    const refused = await query('active-users', '--param', 'preset=nobody')
    expect([refused.status, refused.notes]).toEqual([1, expect.stringMatching(/no preset "nobody".*\[bad-parameter\]/)])
  })
})
