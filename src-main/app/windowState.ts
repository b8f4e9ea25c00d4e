import type { BrowserWindow, Rectangle } from 'electron'
import * as v from 'valibot'

const number = v.pipe(v.number(), v.integer())
export const windowState = v.object({ x: number, y: number, width: number, height: number, isMaximized: v.boolean() })
export type WindowState = v.InferOutput<typeof windowState>

export const MIN_WIDTH = 1024
export const MIN_HEIGHT = 640
const DEFAULT_SIZE = { width: 1440, height: 900 }
/** A further window stands a little below and beside the one before it. */
const CASCADE = 28
/** As much of the title bar must be in sight, so that the window can be moved. */
const VISIBLE = 80

export interface Placement {
  readonly width: number
  readonly height: number
  readonly x?: number
  readonly y?: number
}

/**
 * Where a window comes up: as it was left, `others` windows further, and no larger than its display; in the middle of
 * the main display when it was never open or its display is gone. `displays` are work areas.
 */
export function placeWindow(saved: WindowState | null, displays: readonly Rectangle[], others: number): Placement {
  const [main] = displays
  const from =
    saved ??
    (main === undefined
      ? null
      : {
          ...DEFAULT_SIZE,
          x: main.x + Math.max(0, Math.round((main.width - DEFAULT_SIZE.width) / 2)),
          y: main.y + Math.max(0, Math.round((main.height - DEFAULT_SIZE.height) / 2)),
        })
  if (from === null) return DEFAULT_SIZE
  const x = from.x + CASCADE * others
  const y = from.y + CASCADE * others
  const display = displays.find(
    (one) =>
      x + sizeOn(one, from).width - VISIBLE > one.x &&
      x + VISIBLE < one.x + one.width &&
      y >= one.y - 1 &&
      y + VISIBLE / 2 < one.y + one.height,
  )
  if (display !== undefined) return { ...sizeOn(display, from), x, y }
  return main === undefined ? { width: from.width, height: from.height } : sizeOn(main, from)
}

function sizeOn(
  display: Rectangle,
  { width, height }: { readonly width: number; readonly height: number },
): { width: number; height: number } {
  return {
    width: Math.max(MIN_WIDTH, Math.min(width, display.width)),
    height: Math.max(MIN_HEIGHT, Math.min(height, display.height)),
  }
}

/** How the window stands now, as it is to come up again: its size before it was maximized. */
export function stateOfWindow(window: Pick<BrowserWindow, 'getNormalBounds' | 'isMaximized'>): WindowState {
  const { x, y, width, height } = window.getNormalBounds()
  return {
    x: Math.round(x),
    y: Math.round(y),
    width: Math.round(width),
    height: Math.round(height),
    isMaximized: window.isMaximized(),
  }
}
