import { isLatheError, LatheError } from '../../model/error'
import type { Catalog } from '../../query/contract/catalog'
import type { Dashboard, Tile, TileView } from '../../query/contract/dashboard'
import type { Pack, PackMatch } from '../../query/contract/pack'
import type { View } from '../../query/contract/view'
import { readQueryFile } from '../../query/saved/queryFile'
import { renameInQuery } from '../../query/saved/renameInQuery'
import { OPEN_VIEW_SCOPE, viewRequest, type Known } from '../dashboard/viewRequest'
import { logsOf, namesInSql, whyLacking, whyNoTable, type Lack } from './lacks'
import { withTables } from './placeModel'

/** A query or a tile that is left out, and why, as the end of a sentence. */
export interface LeftOut {
  readonly title: string
  readonly why: string
}

/** A pack's queries for the tables of a workspace, by the names that they have there. */
export interface PlacedQueries {
  readonly queries: readonly { readonly name: string; readonly text: string }[]
  readonly leftOut: readonly (LeftOut & { readonly name: string })[]
}

function namesOf(matches: readonly PackMatch[]): ReadonlyMap<string, string> {
  return new Map(matches.flatMap(({ expected, table }) => (table === null ? [] : [[expected.name, table]])))
}

/** Queries whose tables and columns are there, reading them under their names: `sales` of the pack `shop` is `shop/sales`. */
export function packQueries(pack: Pack, matches: readonly PackMatch[], lacks: readonly Lack[]): PlacedQueries {
  const names = namesOf(matches)
  const queries: { readonly name: string; readonly text: string }[] = []
  const leftOut: (LeftOut & { readonly name: string })[] = []
  for (const { name, text } of pack.queries) {
    const { title, tables, sql } = readQueryFile(`${name}.sql`, text)
    const why = whyNoTable(tables, lacks) ?? whyLacking(namesInSql(sql), tables, pack, lacks)
    if (why === null)
      queries.push({
        name: `${pack.name}/${name}`,
        text: withTables(text, names, (query, from, to) => renameInQuery(query, from, to).text),
      })
    else leftOut.push({ name: `${pack.name}/${name}`, title, why })
  }
  return { queries, leftOut }
}

function placeView(view: View, pack: Pack, names: ReadonlyMap<string, string>): View {
  const { of, table } = view
  return {
    ...view,
    of: 'query' in of ? { query: `${pack.name}/${of.query}` } : of,
    table: table === null ? null : (names.get(table) ?? table),
  }
}

/** What there is to show a dashboard with: the tables with the pack's model, and what the pack lacks. */
interface ShownWith {
  readonly catalog: Catalog
  readonly lacks: readonly Lack[]
}

/** Why a view (as the pack has it, and as it is placed) cannot be asked of the tables; null where it can. */
function whyNot(shown: View, view: View, pack: Pack, placed: PlacedQueries, { catalog, lacks }: ShownWith) {
  const { of } = view
  const lacking = 'query' in of ? placed.leftOut.find(({ name }) => name === of.query)?.why : undefined
  const reads = shown.table === null ? logsOf(pack) : [shown.table]
  const missing = lacking ?? whyNoTable(reads, lacks) ?? whyLacking([shown.parameters, shown.scope], reads, pack, lacks)
  if (missing !== null) return missing
  const known: Known = { catalog, queries: placed.queries, views: [] }
  try {
    viewRequest(view, OPEN_VIEW_SCOPE, known)
    return null
  } catch (error) {
    if (isLatheError(error)) return error.message.replace(/\.$/, '')
    throw error
  }
}

function titleOf(tile: Tile, view: View | null): string {
  if (tile.kind !== 'text' && tile.title !== '') return tile.title
  if (view === null)
    return tile.kind === 'number' && 'measure' in tile.of && typeof tile.of.measure === 'string' ? tile.of.measure : ''
  return view.title !== '' ? view.title : 'query' in view.of ? view.of.query : view.of.analysis
}

/**
 * A pack's dashboard for the tables of a workspace (with the pack's model): what cannot be asked of them is
 * left out, and a text at the end says what and why.
 */
export function packDashboard(
  pack: Pack,
  matches: readonly PackMatch[],
  placed: PlacedQueries,
  { catalog, lacks }: ShownWith,
): { readonly dashboard: Dashboard; readonly leftOut: readonly LeftOut[] } {
  const names = namesOf(matches)
  const leftOut: LeftOut[] = []
  const tiles = pack.dashboard.tiles.flatMap((tile): readonly Tile[] => {
    if (tile.kind === 'text') return [tile]
    if (tile.kind === 'number' && 'measure' in tile.of) {
      const { measure, table } = tile.of
      const why = whyLacking(measure, table === null ? logsOf(pack) : [table], pack, lacks)
      if (why === null)
        return [{ ...tile, of: { ...tile.of, table: table === null ? null : (names.get(table) ?? table) } }]
      leftOut.push({ title: titleOf(tile, null), why })
      return []
    }
    const shown = tile.kind === 'view' ? tile.view : (tile.of as { readonly view: TileView }).view
    if (typeof shown === 'string')
      throw new LatheError('bad-file', `${pack.name}/dashboard.json: a pack has no saved view “${shown}”.`, {
        file: `${pack.name}/dashboard.json`,
      })
    const view = placeView(shown, pack, names)
    const why = whyNot(shown, view, pack, placed, { catalog, lacks })
    if (why !== null) {
      leftOut.push({ title: titleOf(tile, shown), why })
      return []
    }
    return [tile.kind === 'view' ? { ...tile, view } : { ...tile, of: { ...tile.of, view } }]
  })
  const place = { x: null, y: null, w: 12, h: null }
  const said: readonly Tile[] =
    leftOut.length === 0
      ? []
      : [
          {
            kind: 'text',
            text: ['**Left out here**', '', ...leftOut.map(({ title, why }) => `- ${title}: ${why}`)].join('\n'),
            place,
          },
        ]
  return { dashboard: { ...pack.dashboard, tiles: [...tiles, ...said] }, leftOut }
}
