import { describe, expect, it } from 'vitest'
import { panels } from '../../queries/index'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import { missingNeed, needText } from '../../src-renderer/query/contract/dataNeed'
import { panelLacks } from '../../src-renderer/query/contract/family'

function catalog(
  ...tables: readonly { name: string; kind: 'events' | 'table'; columns: readonly string[] }[]
): Catalog {
  return {
    timezone: 'UTC',
    weekStart: 1,
    hasTestUsers: false,
    tables: tables.map(({ columns, ...table }) => ({
      ...table,
      columns: columns.map((name) => ({ name, type: 'string', source: name })),
      rows: 1,
      minTs: null,
      maxTs: null,
      minDate: null,
      maxDate: null,
    })),
  }
}
const game = catalog({ name: 'game', kind: 'events', columns: ['user_id', 'event', 'ts'] })
const lacking = (of: Catalog): readonly string[] =>
  panels.filter((panel) => panelLacks(panel, of) !== null).map(({ name }) => name)

describe('what a panel needs', () => {
  it('is missed by name: a game has no edges, contents, channels or deliveries', () => {
    expect(lacking(game)).toEqual(['graph', 'content', 'attribution', 'journeys', 'batching'])
  })
  it('is found by other names, nested ones, and in any table where that is said', () => {
    const events = { name: 'log', kind: 'events' as const, columns: ['user_id', 'props.utm_source', 'Post_ID'] }
    const trips = { name: 'trips', kind: 'table' as const, columns: ['courier_id', 'pickup_at', 'dropoff_at'] }
    const edges = { name: 'friends', kind: 'table' as const, columns: ['source', 'target'] }
    expect(lacking(catalog(events, trips, edges))).toEqual([])
    expect(lacking(catalog({ ...events, kind: 'table' }, trips))).not.toContain('batching')
  })
  it('is both ends of an edge in one table, by their own names', () => {
    const nested = { name: 'feed', kind: 'events' as const, columns: ['user_id', 'props.source', 'props.to'] }
    expect(lacking(catalog(nested))).toContain('graph')
    expect(lacking(catalog({ ...nested, columns: ['source', 'to'] }))).toContain('graph')
    expect(lacking(catalog({ ...nested, columns: ['Source', 'target'] }))).not.toContain('graph')
    const panel = panels.find(({ name }) => name === 'graph')!
    expect(needText(panelLacks(panel, catalog(nested))!)).toBe(
      'Needs a table with two columns for the ends of an edge (user_id_from and user_id_to, or the like), which this ' +
        'workspace does not have.',
    )
  })
  it('is a log of events for all others', () => {
    const plain = catalog({ name: 'paths', kind: 'table', columns: ['path', 'conversions'] })
    const names = lacking(plain)
    expect(names).toContain('trends')
    expect(names).not.toContain('attribution')
  })
  it('is said with the names that it goes by', () => {
    const experiment = panels.find(({ name }) => name === 'experiments')!.tabs[0]!
    expect(needText(missingNeed(experiment, game)!)).toBe(
      'Needs a column of variants (variant, experiment_variant, variation or the like), which this workspace does not have.',
    )
  })
})
