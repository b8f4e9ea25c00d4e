import type { Tile } from '../../query/contract/dashboard'

/** Tiles with names that stay while they move: by what they show. */
export function keyedTiles(tiles: readonly Tile[]): readonly { readonly key: string; readonly tile: Tile }[] {
  const seen = new Map<string, number>()
  return tiles.map((tile) => {
    const content = JSON.stringify({ ...tile, place: null })
    const times = (seen.get(content) ?? 0) + 1
    seen.set(content, times)
    return { key: `${content} ${times}`, tile }
  })
}
