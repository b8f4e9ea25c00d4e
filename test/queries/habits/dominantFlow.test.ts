import { describe, expect, it } from 'vitest'
import { flowChart } from '../../../queries/habits/dominant-value/flow'

const row = (before: string | null, now: string | null, users: number, index: number) => ({ before, now, users, index })

describe('the flow of dominant values', () => {
  it('has a node a value and side, and a band for each pair', () => {
    const chart = flowChart([
      row('Bern', 'Bern', 5, 0),
      row('Bern', 'Rome', 2, 1),
      row(null, 'Rome', 3, 2),
      row('Rome', null, 1, 3),
    ])
    expect(chart.nodes.map(({ label, column }) => `${label} ${column}`)).toEqual([
      'Bern 0',
      'Bern 1',
      'Rome 1',
      '(not there) 0',
      'Rome 0',
      '(not there) 1',
    ])
    const words = chart.links.map(
      ({ source, target, value }) => `${chart.nodes[source]!.label} > ${chart.nodes[target]!.label} ${value}`,
    )
    expect(words).toEqual(['Bern > Bern 5', 'Bern > Rome 2', '(not there) > Rome 3', 'Rome > (not there) 1'])
    expect(chart.links[1]!.figure).toEqual({ row: 1, column: 'users' })
    expect(chart.summary).toBe('11 users of either window: 1 only before, 3 only now.')
  })

  it('puts small values together, without losing a user', () => {
    const rows = Array.from({ length: 12 }, (_, at) => row(`v${at}`, `v${(at + 1) % 12}`, 12 - at, at))
    const chart = flowChart(rows)
    expect(chart.nodes.filter(({ column }) => column === 0)).toHaveLength(9)
    expect(chart.links.reduce((sum, { value }) => sum + value, 0)).toBe(78)
  })
})
