import { describe, expect, it } from 'vitest'
import { conditionsOfRow } from '../../../src-renderer/host/dashboard/narrowTo'
import type { TileAnswer } from '../../../src-renderer/host/dashboard/tileAnswer'
import { OPEN_VIEW_SCOPE, viewRequest } from '../../../src-renderer/host/dashboard/viewRequest'
import { linkOf, viewOfLink } from '../../../src-renderer/panels/dashboard/link'
import { fileNameFor } from '../../../src-renderer/panels/dashboard/newDocument'
import { conditionText, scopeText } from '../../../src-renderer/host/dashboard/tileText'
import { keyedTiles } from '../../../src-renderer/panels/dashboard/keyedTiles'
import { formOfView, stateOfScope, viewOfPage } from '../../../src-renderer/panels/dashboard/viewState'
import { OPEN_SCOPE, type ScopeState } from '../../../src-renderer/panels/scope/scopeState'
import type { Tile } from '../../../src-renderer/query/contract/dashboard'
import { readView } from '../../../src-renderer/query/saved/readView'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { hashOfRoute, routeOfHash } from '../../../src-renderer/shell/route'
import { catalog } from '../analysis/fakeContext'
import { arrayTable } from '../grid/arrayTable'

const known = {
  catalog,
  queries: [{ name: 'by-plan', text: 'SELECT plan, count(*) AS n FROM log GROUP BY ALL' }],
  views: [],
}
const view = (text: string) => readView(text, 'v')

describe('a page as a view', () => {
  it('keeps form, dates and users, and is shown again as it was', () => {
    const scope: ScopeState = { ...OPEN_SCOPE, range: 'last-28', segment: 'paying', includeTest: true }
    const raw = {
      unit: 'week',
      filter: [{ column: 'plan', op: '=', value: 'pro' }],
      from: '2024-02-03',
      segment: 'paying',
    }
    const page = viewOfPage({ analysis: 'retention' }, raw, {
      specs: COMMON_PARAMETERS,
      scope,
      source: 'log',
      shown: 'table',
    })
    expect(page).toMatchObject({ parameters: { unit: 'week', filter: raw.filter }, table: 'log', show: 'table' })
    expect(Object.keys(page.parameters)).toEqual(['unit', 'filter'])
    expect(stateOfScope(page.scope)).toEqual(scope)
    expect(formOfView(page)).toEqual({ unit: 'week', filter: raw.filter })
    const chip = { column: 'event', op: '=', value: 'pay' }
    expect(formOfView({ ...page, scope: { ...page.scope, filter: [chip] } })['filter']).toEqual([chip, ...raw.filter])
  })

  it('is a link that the window reads as a route', () => {
    const one = view('{"title":"50 % / Käufer #1","analysis":"retention","scope":{"segment":"a/b"}}')
    const route = `link/${linkOf(one)}`
    expect(routeOfHash(hashOfRoute(route))).toBe(route)
    expect(viewOfLink(linkOf(one))).toEqual(one)
  })
})

describe('a row of a tile', () => {
  const answer = (text: string, columns: Parameters<typeof arrayTable>[0]): TileAnswer => ({
    kind: 'view',
    title: '',
    request: viewRequest(view(text), OPEN_VIEW_SCOPE, known),
    run: { table: arrayTable(columns), notes: [], truncated: false, shellSql: '', tables: [] },
    chart: null,
    finding: null,
    kpis: [],
  })

  it('narrows all tiles to the values of its breakdown, but for the others and days', () => {
    const trend = answer('{"analysis":"trends","parameters":{"breakdown":["plan"]}}', {
      date: ['date', ['2024-01-01', '2024-01-01', '2024-01-01']],
      plan: ['string', ['pro', null, 'Other']],
      value: ['double', [3, 2, 1]],
    })
    expect([0, 1, 2, 3].map((row) => conditionsOfRow(trend, row, catalog))).toEqual([
      [{ column: 'plan', op: '=', value: 'pro' }],
      [{ column: 'plan', op: 'is null' }],
      [],
      [],
    ])
    const query = answer('{"query":"by-plan"}', { plan: ['string', ['pro']], n: ['integer', [3]] })
    expect(conditionsOfRow(query, 0, catalog)).toEqual([{ column: 'plan', op: '=', value: 'pro' }])
    const byKey = answer('{"analysis":"trends","parameters":{"breakdown":["_source"]}}', {
      _source: ['string', ['7']],
      value: ['double', [3]],
    })
    expect(conditionsOfRow(byKey, 0, catalog)).toEqual([{ column: '_source', op: '=', value: 7 }])
    // A workspace of plain tables alone has no events to narrow.
    expect(conditionsOfRow(query, 0, { ...catalog, tables: [] })).toEqual([])
  })
})

describe('words and names', () => {
  it('say a scope, a condition, and a file for a title', () => {
    expect(scopeText(OPEN_VIEW_SCOPE, catalog)).toBe('All dates')
    expect(
      scopeText(
        {
          ...OPEN_VIEW_SCOPE,
          dates: 'last-7',
          segment: 'paying',
          filter: [{ column: 'plan', op: 'in', value: ['a', 'b'] }],
        },
        catalog,
      ),
    ).toBe('Last 7 days · paying · plan in a, b')
    expect(scopeText({ ...OPEN_VIEW_SCOPE, dates: { from: '2024-02-01', to: null } }, catalog)).toBe(
      '1 Feb – 1 Mar 2024',
    )
    expect(conditionText({ column: 'plan', op: 'is null' })).toBe('plan is null')
    expect(fileNameFor('  Käufer & Umsatz? ', ['käufer-umsatz'], 'dashboard')).toBe('käufer-umsatz-2')
    expect(fileNameFor('???', [], 'dashboard')).toBe('dashboard')
  })

  it('keep a tile its key while it moves', () => {
    const text = (x: number): Tile => ({ kind: 'text', text: 'a', place: { x, y: 0, w: 1, h: 1 } })
    expect(keyedTiles([text(0), text(1)]).map(({ key }) => key)).toEqual(
      keyedTiles([text(5), text(2)]).map(({ key }) => key),
    )
    expect(new Set(keyedTiles([text(0), text(1)]).map(({ key }) => key)).size).toBe(2)
  })
})
