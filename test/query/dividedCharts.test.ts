import { expect, it } from 'vitest'
import { analyses } from '../../queries'
import type { ChartOf } from '../../src-renderer/chart/marks'
import { arrayTable } from '../panels/grid/arrayTable'

const activeUsers = analyses.find(({ name }) => name === 'active-users')!

function chartsOf(platforms: readonly string[], daily: readonly number[]): readonly ChartOf<'line'>[] {
  const all = <T>(value: T): readonly T[] => platforms.map(() => value)
  const table = arrayTable({
    platform: ['string', platforms],
    date: ['date', platforms.map((_, at) => `2024-03-0${1 + (at % 2)}`)],
    dau: ['integer', daily],
    wau: ['integer', all(20)],
    mau: ['integer', all(30)],
    dau_mau: ['double', all(0.1)],
    wau_complete: ['boolean', all(true)],
    mau_complete: ['boolean', all(true)],
    complete: ['boolean', all(true)],
  })
  const charts = activeUsers.charts!(table, { breakdown: ['platform'] })
  return charts.map((chart) => {
    if (chart.kind !== 'line') throw new Error(`a line was expected, not ${chart.kind}`)
    return chart
  })
}

it('draws the parts of an answer in one chart first, then each by itself', () => {
  const [together, web, app, ...more] = chartsOf(['web', 'web', 'app', 'app'], [4, 5, 7, 6])
  expect(together).toMatchObject({
    title: 'Active users, daily, by platform',
    finding: 'On Sat 2 Mar 2024: app 6, web 5.',
    series: [
      { name: 'web', points: [{ y: 4 }, { y: 5 }] },
      { name: 'app', points: [{ y: 7 }, { y: 6 }] },
    ],
  })
  expect([web?.title, app?.title, more.length]).toEqual(['web: Active users', 'app: Active users', 0])
})

it('opens by each mark the row that it was drawn from', () => {
  const [together, web, app] = chartsOf(['web', 'web', 'app', 'app'], [4, 5, 7, 6])
  const rows = (chart: ChartOf<'line'> | undefined, series: number): readonly unknown[] =>
    chart!.series[series]!.points.map(({ figure }) => figure?.row)
  expect([rows(web, 0), rows(app, 0), rows(app, 2)]).toEqual([
    [0, 1],
    [2, 3],
    [2, 3],
  ])
  expect([rows(together, 0), rows(together, 1)]).toEqual([
    [0, 1],
    [2, 3],
  ])
})

it('has no chart of all parts where there is one', () => {
  expect(chartsOf(['web', 'web'], [4, 5]).map(({ title }) => title)).toEqual(['web: Active users'])
})
