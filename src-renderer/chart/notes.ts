import { elementAt } from '../base/required'
import { DAY_MS } from '../model/isoDate'
import { annotationDates, type Annotation } from '../model/annotation'
import { parseDate } from './format'
import type { Palette } from './palette'
import { middleBaseline, round, SIZE_SMALL, type Box, type Datum, type SceneNode, type TooltipLine } from './scene'
import { textWidth, truncateText } from './textWidth'

const FLAG_HEIGHT = 16
/** Notes nearer to each other than this share a flag. */
const NEAR = 20
const LEAST_TEXT = 40,
  MOST_TEXT = 160,
  PAD = 5

/** Room above the plot for flags. */
export const NOTE_ROOM = FLAG_HEIGHT + 6

/** An annotation cut to the dates that a chart shows. */
export interface Note {
  readonly annotation: Annotation
  readonly fromMs: number
  readonly toMs: number
}

/**
 * The places of a chart in order (milliseconds), each standing for the time up to the next; the last for as long as the
 * one before it.
 */
export function placeEnd(places: readonly number[], index: number): number {
  const here = elementAt(places, index)
  return places[index + 1] ?? here + Math.max(DAY_MS, index > 0 ? here - elementAt(places, index - 1) : 0)
}

/** Those that fall into the chart's dates, in order. `places` are sorted. */
export function notesWithin(annotations: readonly Annotation[], places: readonly number[]): readonly Note[] {
  const first = places[0]
  if (first === undefined) return []
  const end = placeEnd(places, places.length - 1)
  return annotations
    .map((annotation) => ({ annotation, fromMs: parseDate(annotation.from), toMs: parseDate(annotation.to) }))
    .filter((note) => note.toMs >= first && note.fromMs < end)
    .sort((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs)
}

/** Lines for the tooltip of a mark that stands for the time from `ms` to `end`. */
export function noteLines(notes: readonly Note[], ms: number, end: number): readonly TooltipLine[] {
  return notes
    .filter((note) => note.fromMs < end && note.toMs >= ms)
    .map(({ annotation }) => ({ label: `⚑ ${annotation.text}` }))
}

/** The same, spoken. */
export function spokenNotes(lines: readonly TooltipLine[]): string {
  return lines.length === 0
    ? ''
    : ` ${lines.length === 1 ? 'Note' : 'Notes'}: ${lines.map((line) => line.label.slice(2)).join('; ')}.`
}

interface Flag {
  readonly x: number
  readonly notes: readonly Note[]
}

function gather(notes: readonly Note[], placeOf: (ms: number) => number): readonly Flag[] {
  const flags: { x: number; notes: Note[] }[] = []
  for (const note of notes) {
    const x = placeOf(note.fromMs),
      last = flags.at(-1)
    if (last !== undefined && x - last.x < NEAR) last.notes.push(note)
    else flags.push({ x, notes: [note] })
  }
  return flags
}

/** What a flag says in the room beside its pole, and where it stands; without room for words, a number on the pole. */
function layFlag(
  { x, notes }: Flag,
  roomLeft: number,
  roomRight: number,
): { readonly text: string; readonly left: number; readonly width: number } {
  const full = notes.length === 1 ? elementAt(notes, 0).annotation.text : `${notes.length} notes`
  const want = Math.min(MOST_TEXT, Math.ceil(textWidth(full, SIZE_SMALL)) + 2 * PAD)
  const toRight = want <= roomRight || roomRight >= roomLeft
  const width = Math.min(want, Math.floor(toRight ? roomRight : roomLeft))
  const text = width < Math.min(want, LEAST_TEXT) ? '' : truncateText(full, width - 2 * PAD, SIZE_SMALL)
  if (text !== '') return { text, left: toRight ? x : x - width, width }
  const number = String(notes.length)
  const own = Math.max(FLAG_HEIGHT, Math.ceil(textWidth(number, SIZE_SMALL)) + 4)
  return { text: number, left: x - own / 2, width: own }
}

/**
 * Notes on a plot: a hairline (a faint band for several days) and a flag above it, with as much of the text as there is
 * room for. `placeOf` gives the middle of a date's mark, `edgeOf` the end of a range; both lie within the plot.
 */
export function drawNotes(
  notes: readonly Note[],
  plot: Box,
  placeOf: (ms: number) => number,
  edgeOf: (ms: number, side: 'start' | 'end') => number,
  row: number,
  palette: Palette,
): { readonly under: readonly SceneNode[]; readonly over: readonly SceneNode[]; readonly data: readonly Datum[] } {
  const under: SceneNode[] = [],
    over: SceneNode[] = [],
    data: Datum[] = []
  const top = plot.y - FLAG_HEIGHT - 2,
    bottom = plot.y + plot.height
  for (const note of notes) {
    if (note.toMs === note.fromMs) continue
    const x = edgeOf(note.fromMs, 'start')
    under.push({
      kind: 'rect',
      x: round(x),
      y: plot.y,
      width: round(Math.max(1, edgeOf(note.toMs, 'end') - x)),
      height: round(plot.height),
      fill: palette.muted,
      opacity: 0.1,
    })
  }
  const flags = gather(notes, placeOf)
  let taken = Number.NEGATIVE_INFINITY
  for (const [index, flag] of flags.entries()) {
    const x = round(flag.x)
    const after = flags[index + 1]
    const {
      text,
      left: start,
      width,
    } = layFlag(
      flag,
      flag.x - Math.max(plot.x, taken + 4),
      (after === undefined ? plot.x + plot.width : after.x - NEAR / 2 - 2) - flag.x,
    )
    const left = round(start)
    const id = `note:${index}`
    taken = left + width
    under.push({ kind: 'line', x1: x, y1: top, x2: x, y2: bottom, stroke: palette.muted, strokeWidth: 1, opacity: 0.6 })
    over.push(
      {
        kind: 'rect',
        x: left,
        y: top,
        width,
        height: FLAG_HEIGHT,
        radius: 2,
        fill: palette.quiet,
        stroke: palette.lineStrong,
        strokeWidth: 1,
        datum: id,
      },
      {
        kind: 'text',
        x: round(left + width / 2),
        y: middleBaseline(top + FLAG_HEIGHT / 2, SIZE_SMALL),
        text,
        size: SIZE_SMALL,
        fill: palette.text,
        anchor: 'middle',
        part: 'label',
      },
    )
    const all = flag.notes.map(({ annotation }) => ({ ...annotation, dates: annotationDates(annotation) }))
    data.push({
      id,
      figure: undefined,
      row,
      column: index,
      label: all.map((one) => `Note of ${one.dates}, ${one.kind}: ${one.text}.`).join(' '),
      heading: all.length === 1 ? elementAt(all, 0).dates : `${all.length} notes`,
      lines: all.map((one) => ({ label: all.length === 1 ? one.text : `${one.dates}: ${one.text}`, value: one.kind })),
      box: { x: left, y: top, width, height: FLAG_HEIGHT },
      annotations: all.map((one) => one.id),
    })
  }
  return { under, over, data }
}
