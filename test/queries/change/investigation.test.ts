import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyses } from '../../../queries/index'
import { formatFixed } from '../../../src-renderer/chart/format'
import { readParameters } from '../../../src-renderer/query/analysis/parameters'
import { runPlanned } from '../answer'
import { NativeDuckdb, type Row } from '../nativeDuckdb'

/** docs/investigation.md: the questions of its commands, asked of its data, give the figures of its text. */
const file = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const page = readFileSync(file('docs/investigation.md'), 'utf8')
const steps = page.split('\n## ').slice(1)

/** The analysis and the parameters of a step's command. */
function commandOf(step: string): { readonly name: string; readonly given: Record<string, string> } {
  const command = /```sh\n([^`]*)```/.exec(step)![1]!
  const given = [...command.matchAll(/--param (?:'([^']*)'|(\S+))/g)].map((found) => found[1] ?? found[2]!)
  return {
    name: /lathe query (\S+)/.exec(command)![1]!,
    given: Object.fromEntries(
      given.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]),
    ),
  }
}

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
  const csv = file('samples/open-data/gamelaunch/gamelaunch.csv')
  await db.loadSelects({
    gamelaunch:
      'SELECT userid AS user_id, eventName AS event, eventDate::TIMESTAMP AS ts ' +
      `FROM read_csv('${csv}', all_varchar = true)`,
  })
})
afterAll(() => db.close())

async function rowsOf(number: number): Promise<{ readonly text: string; readonly rows: readonly Row[] }> {
  const text = steps[number - 1]!
  const { name, given } = commandOf(text)
  const analysis = analyses.find((one) => one.name === name)!
  const plan = analysis.plan(readParameters(analysis.parameters, given), db.catalog, null)
  if (plan.sides === undefined) return { text, rows: (await runPlanned(db, analysis, plan)).rows() }
  const sides: Row[] = []
  for (const side of plan.sides)
    for (const row of (await runPlanned(db, analysis, side.plan)).rows()) sides.push({ compared: side.label, ...row })
  return { text, rows: sides }
}

const whole = (value: unknown): string => formatFixed(Number(value), 0)
const tenth = (value: unknown): string => formatFixed(Number(value), 1)
const changesOf = (rows: readonly Row[]): readonly Row[] => rows.filter((row) => row['change'] !== null)

describe('the investigation of docs/investigation.md', () => {
  it('has five steps', () => {
    expect(steps).toHaveLength(5)
  })

  it('1: daily players fall on the date that it says, from and to what it says', async () => {
    const { text, rows } = await rowsOf(1)
    const fall = changesOf(rows).find((row) => Number(row['change']) < 0)!
    expect(text).toContain(`**${String(fall['date'])}**`)
    expect(text).toContain(
      `${whole(fall['level'])} players a day instead of ${whole(Number(fall['level']) - Number(fall['change']))}`,
    )
    expect(text).toContain(`−${tenth(-Number(fall['change_pct']))} %, p ${Number(fall['p'])}`)
  })

  it('2: fewer are new, not fewer return', async () => {
    const { text, rows } = await rowsOf(2)
    const week = (date: string): Row => rows.find((row) => row['date'] === date)!
    expect(text).toContain(`In the week of 2 May ${whole(week('2016-05-02')['new'])} players were new`)
    expect(text).toContain(`in the week of 9 May **${whole(week('2016-05-09')['new'])}**`)
    expect(text).toContain(`in the week of 16 May ${whole(week('2016-05-16')['new'])}.`)
    expect(text).toContain(`(${whole(week('2016-05-09')['returning'])} and ${whole(week('2016-05-16')['returning'])})`)
  })

  it('3: fewer come since the date that it says', async () => {
    const { text, rows } = await rowsOf(3)
    const [fall, next] = changesOf(rows)
    expect(text).toContain(`**${String(fall!['date'])}**`)
    const before = Number(fall!['level']) - Number(fall!['change'])
    expect(text).toContain(`from ${whole(before)} a day to ${whole(fall!['level'])}`)
    expect(text).toContain(`−${tenth(-Number(fall!['change_pct']))} %, p ${Number(fall!['p'])}`)
    expect(next!['date']).toBe('2016-05-14')
    expect(text).toContain(`on 14 May to ${whole(next!['level'])}.`)
  })

  it('4: they stay no less', async () => {
    const { text, rows } = await rowsOf(4)
    const share = (side: RegExp, period: number): string =>
      tenth(rows.find((row) => side.test(String(row['compared'])) && row['period'] === period)!['pct'])
    expect(text).toContain(`Of 765 players ${share(/current/, 1)} % came back the next day`)
    expect(text).toContain(`of the 2,584 before ${share(/previous/, 1)} %`)
    expect(text).toContain(`after a week ${share(/current/, 7)} % against ${share(/previous/, 7)} %`)
    expect(rows.filter((row) => row['period'] === 0).map((row) => row['eligible'])).toEqual([765, 2584])
  })

  it('5: new players fell alone', async () => {
    const { text, rows } = await rowsOf(5)
    const [fresh, all, events] = rows
    expect(text).toContain(
      `**${tenth(-Number(fresh!['change_pct']))} %** (${whole(fresh!['before'])} to ${whole(fresh!['after'])} a day)`,
    )
    expect(text).toContain(`(+${tenth(all!['change_pct'])} %, p ${Number(Number(all!['p']).toFixed(2))})`)
    expect(text).toContain(`Events per player fell by ${whole(-Number(events!['change_pct']))} %`)
    expect(Number(fresh!['q'])).toBeLessThan(0.001)
    expect(Number(all!['q'])).toBeGreaterThan(0.5)
  })
})
