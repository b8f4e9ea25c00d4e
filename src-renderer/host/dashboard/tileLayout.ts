import { GRID_COLUMNS, MOST_ROWS, type Tile } from '../../query/contract/dashboard'

/** Where a tile lies, wholly said. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

const USUAL: Readonly<Record<Tile['kind'], { readonly w: number; readonly h: number }>> = {
  view: { w: 6, h: 8 },
  number: { w: 3, h: 4 },
  text: { w: 12, h: 2 },
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

/** As far up as nothing lies in the way. */
function settle(box: Box, above: readonly Box[]): Box {
  const rows = above.filter((one) => one.x < box.x + box.w && box.x < one.x + one.w).map((one) => one.y + one.h)
  return { ...box, y: Math.max(0, ...rows) }
}

/** The first place, line by line, in which a tile of that size lies beside those that are there. */
function freePlace(size: { readonly w: number; readonly h: number }, taken: readonly Box[], after: number): Box {
  for (let y = after; ; y++)
    for (let x = 0; x + size.w <= GRID_COLUMNS; x++) {
      const box = { x, y, ...size }
      if (!taken.some((one) => overlaps(one, box))) return box
    }
}

function boxOf(tile: Tile, taken: readonly Box[], after: number): Box {
  const usual = USUAL[tile.kind]
  const w = Math.min(tile.place.w ?? usual.w, GRID_COLUMNS)
  const h = tile.place.h ?? usual.h
  const { x, y } = tile.place
  if (x === null || y === null) return freePlace({ w, h }, taken, after)
  return { x: Math.min(x, GRID_COLUMNS - w), y, w, h }
}

/**
 * Where tiles lie, in their order: as they say, with a free place for those that do not; then each as far up as it goes,
 * so that there are no gaps and none lies upon another. `first` (by its number) keeps its place before all others, which
 * make room for it.
 */
export function layTiles(tiles: readonly Tile[], first: number | null = null): readonly Box[] {
  const said: Box[] = []
  // Tiles without a place follow each other.
  let after = 0
  for (const tile of tiles) {
    const box = boxOf(tile, said, after)
    if (tile.place.x === null || tile.place.y === null) after = box.y
    said.push(box)
  }
  const order = tiles
    .map((_, index) => index)
    .sort((a, b) => {
      const [one, other] = [said[a], said[b]]
      if (one === undefined || other === undefined) return 0
      return one.y - other.y || Number(b === first) - Number(a === first) || one.x - other.x || a - b
    })
  const laid: (Box | undefined)[] = tiles.map(() => undefined)
  const done: Box[] = []
  for (const index of order) {
    const box = said[index]
    if (box === undefined) continue
    const settled = settle(box, done)
    laid[index] = settled
    done.push(settled)
  }
  return laid.flatMap((box) => (box === undefined ? [] : [box]))
}

/** The tiles with the places that they were given. */
export function placed(tiles: readonly Tile[], boxes: readonly Box[]): readonly Tile[] {
  return tiles.map((tile, index): Tile => ({ ...tile, place: boxes[index] ?? tile.place }))
}

/** By how many columns and rows a tile moves or grows. */
interface Step {
  readonly dx?: number
  readonly dy?: number
  readonly dw?: number
  readonly dh?: number
}

/** A tile's place after it moved or grew, within the grid. */
export function movedBox(box: Box, { dx = 0, dy = 0, dw = 0, dh = 0 }: Step): Box {
  const w = Math.min(GRID_COLUMNS - box.x, Math.max(1, box.w + dw))
  const h = Math.min(MOST_ROWS, Math.max(1, box.h + dh))
  return { x: Math.min(GRID_COLUMNS - w, Math.max(0, box.x + dx)), y: Math.max(0, box.y + dy), w, h }
}

/** A tile's place beyond the next one above or below it; its own where there is none. */
export function beyondNext(boxes: readonly Box[], index: number, way: 'up' | 'down'): Box | null {
  const own = boxes[index]
  if (own === undefined) return null
  const beside = boxes.filter((one, at) => at !== index && one.x < own.x + own.w && own.x < one.x + one.w)
  if (way === 'up') {
    const above = beside.filter((one) => one.y < own.y).map((one) => one.y)
    return above.length === 0 ? own : { ...own, y: Math.max(...above) }
  }
  const below = beside.filter((one) => one.y > own.y).map((one) => one.y)
  return below.length === 0 ? own : { ...own, y: Math.min(...below) + 1 }
}
