import { elementAt } from '../base/required'
export type Theme = 'light' | 'dark'

/** The colours of charts; the same values as the tokens of shell/theme.css where both name them. */
export interface Palette {
  readonly panel: string
  readonly text: string
  readonly muted: string
  readonly accent: string
  readonly line: string
  readonly lineStrong: string
  /** A quiet fill for what is shown but not compared (day 0, the lost part of a funnel's bar). */
  readonly quiet: string
  /** What is better, worse, or to be looked at: roles, which no series has by its name. */
  readonly good: string
  readonly bad: string
  readonly warn: string
  /** Shared by every series beyond the sixth. */
  readonly other: string
  /** From low to high. */
  readonly sequential: readonly string[]
  readonly categorical: readonly string[]
}

export const PALETTES: Readonly<Record<Theme, Palette>> = {
  light: {
    panel: '#ffffff',
    text: '#1b2430',
    muted: '#5b6675',
    accent: '#1a63d6',
    line: '#e2e6ec',
    lineStrong: '#c9d0da',
    quiet: '#eef1f5',
    good: '#177646',
    bad: '#b3261e',
    warn: '#9a5b00',
    other: '#a9b2bf',
    sequential: ['#eef5fb', '#c9e0f1', '#93c1e2', '#549bcb', '#2271ac', '#0b4378'],
    categorical: ['#4062bf', '#c16500', '#489d8c', '#a182e9', '#524f00', '#953374'],
  },
  dark: {
    panel: '#1b1f26',
    text: '#e4e8ee',
    muted: '#98a3b3',
    accent: '#6ea8fe',
    line: '#2b313b',
    lineStrong: '#3d4552',
    quiet: '#242a33',
    good: '#5fcf94',
    bad: '#ff8a80',
    warn: '#f0b35a',
    other: '#5c6675',
    sequential: ['#20303f', '#1d4b6e', '#1f6a9c', '#3b8fc4', '#74b6e0', '#b9dcf3'],
    categorical: ['#2c79c6', '#fec66e', '#79e3e5', '#aa9cfe', '#7f7808', '#f07e88'],
  },
}

type Rgb = readonly [number, number, number]

function parseHex(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

function toHex(rgb: Rgb): string {
  return `#${rgb.map((one) => Math.round(one).toString(16).padStart(2, '0')).join('')}`
}

/** The colour at `share` (0 to 1, clamped) of the way from `from` to `to`. */
function mix(from: string, to: string, share: number): string {
  const a = parseHex(from),
    b = parseHex(to),
    t = Math.min(1, Math.max(0, share))
  return toHex([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t])
}

/** A colour of the sequential ramp for a share from 0 to 1; shares outside are clamped. */
export function sequentialColor(palette: Palette, share: number): string {
  const stops = palette.sequential
  const place = Math.min(1, Math.max(0, share)) * (stops.length - 1)
  const index = Math.min(Math.floor(place), stops.length - 2)
  return mix(elementAt(stops, index), elementAt(stops, index + 1), place - index)
}

function luminance(hex: string): number {
  const [r, g, b] = parseHex(hex).map((one) =>
    one <= 10.31475 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** The contrast ratio of WCAG 2, from 1 to 21. */
export function contrast(a: string, b: string): number {
  const first = luminance(a),
    second = luminance(b)
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05)
}

/**
 * Ink that reads on a fill with a contrast of at least 4.5; black is the last resort that always does where white does
 * not.
 */
export function inkOn(fill: string): string {
  return ['#1b2430', '#ffffff'].find((ink) => contrast(ink, fill) >= 4.5) ?? '#000000'
}
