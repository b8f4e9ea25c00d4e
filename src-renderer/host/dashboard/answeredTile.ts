import { isLatheError } from '../../model/error'
import type { Dashboard, Tile } from '../../query/contract/dashboard'
import type { Scope } from '../../query/contract/view'
import { answerTile, type Ask, type TileAnswer } from './tileAnswer'
import type { Known } from './viewRequest'

/** A tile of a dashboard with its answer, or why it has none; a text needs neither. */
export type AnsweredTile =
  | { readonly tile: Tile }
  | { readonly tile: Tile; readonly answer: TileAnswer }
  | { readonly tile: Tile; readonly problem: string }

/** One tile's fault is not another's. */
async function answered(tile: Tile, scope: Scope | null, known: Known, ask: Ask): Promise<AnsweredTile> {
  if (tile.kind === 'text') return { tile }
  try {
    return { tile, answer: await answerTile(tile, scope, known, ask) }
  } catch (error) {
    if (!isLatheError(error)) throw error
    return { tile, problem: error.message }
  }
}

/** Computes every tile, one after another; `onTile` is told the number of each before its turn. Throws only on cancel. */
export async function answerDashboard(
  { tiles }: Pick<Dashboard, 'tiles'>,
  scope: Scope | null,
  known: Known,
  ask: Ask,
  onTile: (index: number) => void = () => undefined,
): Promise<readonly AnsweredTile[]> {
  const all: AnsweredTile[] = []
  for (const [index, tile] of tiles.entries()) {
    onTile(index)
    all.push(await answered(tile, scope, known, ask))
  }
  return all
}
