import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { isAbort } from '../../base/abort'
import { answerTile, type TileAnswer } from '../../host/dashboard/tileAnswer'
import type { Known } from '../../host/dashboard/viewRequest'
import type { Tile } from '../../query/contract/dashboard'
import type { Scope } from '../../query/contract/view'
import type { PanelContext } from '../context'
import { askThrough, forgetAnswers } from './askThrough'

/** What a tile shows: its newest answer stays while another is computed. */
export interface TileState {
  readonly answer: TileAnswer | null
  readonly error: unknown
  readonly isBusy: boolean
}

/** A tile with a name that stays while it is moved. */
export interface KeyedTile {
  readonly key: string
  readonly tile: Tile
}

interface TileAnswers {
  readonly states: Readonly<ShallowRef<ReadonlyMap<string, TileState>>>
  /** A tile has come into view: it is computed when it is its turn. */
  want(key: string): void
  /** Computes all anew. */
  refresh(): void
}

/**
 * The answers of a dashboard's tiles: those that came into view, one after another in their order, anew where scope or
 * workspace changed. Stops with the page.
 */
export function useTileAnswers(
  tiles: () => readonly KeyedTile[],
  scope: () => Scope,
  known: () => Known,
  context: PanelContext,
): TileAnswers {
  const states = shallowRef<ReadonlyMap<string, TileState>>(new Map())
  const wanted = new Set<string>()
  /** Which tiles are answered, for the question as it is now. */
  let done = new Set<string>()
  let abort: AbortController | null = null

  function set(key: string, part: Partial<TileState>): void {
    const before = states.value.get(key) ?? { answer: null, error: null, isBusy: false }
    states.value = new Map(states.value).set(key, { ...before, ...part })
  }

  async function compute({ key, tile }: KeyedTile, signal: AbortSignal): Promise<void> {
    if (tile.kind === 'text') return
    const here = known()
    set(key, { isBusy: true })
    try {
      const answer = await answerTile(tile, scope(), here, askThrough(context, here.catalog, signal))
      if (!signal.aborted) set(key, { answer, error: null, isBusy: false })
    } catch (error) {
      if (isAbort(error)) {
        // Who cancelled gets it when it is asked for anew; who changed the question has it under way.
        if (abort === null) set(key, { isBusy: false })
      } else if (!signal.aborted) set(key, { answer: null, error, isBusy: false })
    }
  }

  /** Goes on while there are tiles to compute; one at a time. */
  async function pump(): Promise<void> {
    if (abort !== null) return
    abort = new AbortController()
    const { signal } = abort
    const task = context.startTask('Dashboard', stop)
    try {
      for (;;) {
        const open = tiles().filter(({ key, tile }) => tile.kind !== 'text' && wanted.has(key) && !done.has(key))
        const [next] = open
        if (next === undefined || signal.aborted) break
        done.add(next.key)
        task.progress(null, open.length === 1 ? 'Dashboard: one tile to go' : `Dashboard: ${open.length} tiles to go`)
        await compute(next, signal)
      }
    } finally {
      task.stop()
      if (abort?.signal === signal) abort = null
    }
  }

  function stop(): void {
    abort?.abort(new DOMException('Cancelled', 'AbortError'))
    abort = null
  }
  function refresh(): void {
    stop()
    done = new Set()
    void pump()
  }

  watch(
    () =>
      tiles()
        .map(({ key }) => key)
        .join('\n'),
    () => void pump(),
  )
  // A tile that moves is no other question.
  watch([() => JSON.stringify(scope()), known], refresh)
  onScopeDispose(stop)

  return {
    states,
    want(key) {
      if (wanted.has(key)) return
      wanted.add(key)
      void pump()
    },
    refresh() {
      forgetAnswers(known().catalog)
      refresh()
    },
  }
}
