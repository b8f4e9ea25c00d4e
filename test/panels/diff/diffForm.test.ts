import { describe, expect, it } from 'vitest'
import { definitionDiff } from '../../../queries/definitions/definition-diff'
import { readSides } from '../../../queries/definitions/sides'
import { diffForm, diffValues, withoutFigures } from '../../../src-renderer/panels/diff/diffForm'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import { readParameters } from '../../../src-renderer/query/analysis/parameters'

const catalog: Catalog = {
  timezone: 'UTC',
  weekStart: 1,
  hasTestUsers: false,
  tables: [
    {
      name: 'log',
      kind: 'events',
      rows: 1,
      minTs: 0,
      maxTs: 0,
      minDate: '1970-01-01',
      maxDate: '1970-01-01',
      columns: [{ name: 'event', type: 'string', source: 'event' }],
    },
  ],
}

describe('the form of two definitions', () => {
  it('offers the presets of the analysis, and asks for the question by its own fields', () => {
    const form = diffForm(definitionDiff, 'retention')
    const names = form.parameters.map((spec) => spec.name)
    expect(names.slice(0, 6)).toEqual(['a', 'b', 'start_event', 'return_event', 'unit', 'periods'])
    expect(['analysis', 'parameters', 'compare'].filter((name) => names.includes(name))).toEqual([])
    expect(new Set(names).size).toBe(names.length)
    expect(form.parameters[1]!.options!.map((option) => option.value)).toEqual([
      'default',
      'calendar',
      'rolling',
      'posthog',
      'posthog-recurring',
      'mixpanel',
      'mixpanel-first-time',
      'amplitude',
    ])
    expect(form.parameters[1]!.options!.every((option) => option.help !== undefined && option.help !== '')).toBe(true)
    expect(
      diffForm(definitionDiff, 'funnel')
        .parameters.map((spec) => spec.name)
        .slice(0, 4),
    ).toEqual(['a', 'b', 'steps', 'window'])
  })

  it('asks what the terminal would ask', () => {
    const form = diffForm(definitionDiff, 'retention')
    const values = readParameters(form.parameters, {
      b: 'mixpanel',
      start_event: 'join',
      unit: 'week',
      from: '1970-01-01',
    })
    expect(diffValues(values, 'retention')).toMatchObject({
      analysis: 'retention',
      a: 'default',
      b: 'mixpanel',
      parameters: '{"start_event":"join","unit":"week"}',
      from: '1970-01-01',
    })
    const asked = { b: 'mixpanel', parameters: '{"start_event":"join","unit":"week"}', from: '1970-01-01' }
    expect(form.plan(values, catalog, null)).toEqual(
      definitionDiff.plan(readParameters(definitionDiff.parameters, asked), catalog, null),
    )
  })

  it('leaves unchosen fields to the definitions', () => {
    const form = diffForm(definitionDiff, 'funnel')
    const sides = readSides(diffValues(readParameters(form.parameters, { steps: ['view', 'paid'] }), 'funnel'))
    expect([sides.a.values['window'], sides.b.values['window'], sides.b.values['steps']]).toEqual([
      '14 days',
      '7 days',
      ['view', 'paid'],
    ])
  })

  it('draws, counts and opens what the analysis does, for the question of its own fields', () => {
    const told: unknown[] = []
    const tell =
      (name: string) =>
      (...given: readonly unknown[]): never => {
        told.push([name, ...given])
        return name as never
      }
    const kinds = ['plan', 'charts', 'kpis', 'kpiPlan', 'drill'] as const
    const form = diffForm(
      { ...definitionDiff, ...Object.fromEntries(kinds.map((name) => [name, tell(name)])) },
      'retention',
    )
    const values = readParameters(form.parameters, { b: 'mixpanel', unit: 'week' }),
      asked = diffValues(values, 'retention'),
      result = {} as never,
      more = { rows: 1 } as never
    const figure = { row: {}, column: 'n' }
    expect([
      form.plan(values, catalog, 'log'),
      form.charts!(result, values),
      form.kpis!(result, values, more),
      form.kpiPlan!(values, catalog, 'log'),
      form.drill!(figure, values, catalog, 'log'),
    ]).toEqual(kinds)
    expect(told).toEqual([
      ['plan', asked, catalog, 'log'],
      ['charts', result, asked],
      ['kpis', result, asked, more],
      ['kpiPlan', asked, catalog, 'log'],
      ['drill', figure, asked, catalog, 'log'],
    ])
    const bare = diffForm(
      {
        ...definitionDiff,
        charts: undefined,
        kpis: undefined,
        kpiPlan: undefined,
        drill: undefined,
      } as unknown as Analysis,
      'retention',
    )
    expect(kinds.filter((name) => bare[name] !== undefined)).toEqual(['plan'])
  })

  it('draws charts of another query without figures', () => {
    const chart: ChartSpec = {
      kind: 'line',
      title: '',
      summary: '',
      x: { label: '', type: 'number' },
      y: { label: '', format: 'percent' },
      series: [{ name: 'a', points: [{ x: 1, y: 2, low: 1, figure: { row: 0, column: 'users' } }] }],
    }
    expect(withoutFigures(chart)).toEqual({ ...chart, series: [{ name: 'a', points: [{ x: 1, y: 2, low: 1 }] }] })
    const other: ChartSpec = { kind: 'funnel', title: '', summary: '', steps: [] }
    expect([withoutFigures(other), withoutFigures({ ...chart, kind: 'bar' } as unknown as ChartSpec)]).toEqual([
      other,
      { ...chart, kind: 'bar', series: [{ name: 'a', points: [{ x: 1, y: 2, low: 1 }] }] },
    ])
  })
})
