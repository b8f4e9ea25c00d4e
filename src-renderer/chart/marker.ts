import { round, type SceneNode } from './scene'

/** Series differ by marker as well as by colour, for those who cannot tell the colours apart and for print. */
export const MARKERS = ['circle', 'square', 'triangle', 'diamond', 'cross', 'down'] as const
export type Marker = (typeof MARKERS)[number]

/** A marker centred on (x, y); hollow ones show the background inside. */
export function drawMarker(
  marker: Marker,
  x: number,
  y: number,
  radius: number,
  color: string,
  hollow: string | null,
  datum?: string,
): SceneNode {
  const paint = {
    fill: hollow ?? color,
    stroke: color,
    strokeWidth: hollow === null ? 1 : 1.5,
    ...(datum === undefined ? {} : { datum }),
  }
  if (marker === 'circle') return { kind: 'circle', cx: round(x), cy: round(y), r: radius, ...paint }
  const at = (dx: number, dy: number): string => `${round(x + dx * radius)},${round(y + dy * radius)}`
  const corners: Readonly<Record<Exclude<Marker, 'circle'>, readonly (readonly [number, number])[]>> = {
    square: [
      [-0.9, -0.9],
      [0.9, -0.9],
      [0.9, 0.9],
      [-0.9, 0.9],
    ],
    triangle: [
      [0, -1.15],
      [1.1, 0.85],
      [-1.1, 0.85],
    ],
    diamond: [
      [0, -1.3],
      [1.2, 0],
      [0, 1.3],
      [-1.2, 0],
    ],
    cross: [
      [-0.4, -1.15],
      [0.4, -1.15],
      [0.4, -0.4],
      [1.15, -0.4],
      [1.15, 0.4],
      [0.4, 0.4],
      [0.4, 1.15],
      [-0.4, 1.15],
      [-0.4, 0.4],
      [-1.15, 0.4],
      [-1.15, -0.4],
      [-0.4, -0.4],
    ],
    down: [
      [0, 1.15],
      [1.1, -0.85],
      [-1.1, -0.85],
    ],
  }
  return { kind: 'path', d: `M${corners[marker].map(([dx, dy]) => at(dx, dy)).join('L')}Z`, ...paint }
}
