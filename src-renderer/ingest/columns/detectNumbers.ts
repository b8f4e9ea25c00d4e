import type { Cell, DecimalMark, NumberForm } from '../contract'
import { numberParts, readDigits } from './numberForm'
import { readDouble } from './numberText'

/** What the sampled texts of one column say about how its numbers are written. */
export interface NumbersSeen {
  /** Values that are not empty. */
  readonly filled: number
  /** How many of them read as numbers with each mark, the usual unit beside them or none. */
  readonly read: Readonly<Record<DecimalMark, number>>
  /** Texts that read with one of the marks only. */
  readonly proofs: Readonly<Record<DecimalMark, number>>
  /** Texts such as `1,234` or `1.234` that read with both, as different numbers. */
  readonly open: { readonly comma: number; readonly point: number; readonly example: string }
  /** The units that were seen, the most usual first. */
  readonly units: readonly string[]
  /** All texts read as numbers without any of this (`12`, `-3.5`). */
  readonly isPlain: boolean
  /** Read with each mark: how many decimals those have that have some, at least and at most; null where none has. */
  readonly decimals: Readonly<Record<DecimalMark, Range | null>>
}

interface Range {
  readonly least: number
  readonly most: number
}

/** A column of which this share does not read is no column of numbers, whatever its name is. */
export const LEAST_NUMBERS = 0.8
/** So many proofs of one mark outweigh one of the other, which is then a slip. */
const OUTWEIGHS = 20
const TRIAL = 200

/** Looks at all texts of a column; null when they are no numbers, or none is text. */
export function seeNumbers(cells: readonly Cell[]): NumbersSeen | null {
  let [filled, typed, unread, isPlain] = [0, 0, 0, true]
  const byUnit = new Map<string, { point: number; comma: number; count: number }>()
  const proofs = { point: 0, comma: 0 }
  const open = { comma: 0, point: 0, example: '' }
  const decimals: Record<DecimalMark, Range | null> = { point: null, comma: null }
  for (const cell of cells) {
    if (cell === null || cell === '') continue
    if (filled >= TRIAL && unread > filled * (1 - LEAST_NUMBERS) * 2) return null
    filled++
    if (typeof cell !== 'string') {
      if (Number.isNaN(readDouble(cell))) unread++
      else typed++
      continue
    }
    isPlain &&= !Number.isNaN(readDouble(cell))
    const parts = numberParts(cell)
    const point = parts === null ? NaN : readDigits(parts.digits, 'point')
    const comma = parts === null ? NaN : readDigits(parts.digits, 'comma')
    if (parts === null || (Number.isNaN(point) && Number.isNaN(comma))) {
      unread++
      isPlain = false
      continue
    }
    const unit = byUnit.get(parts.unit) ?? { point: 0, comma: 0, count: 0 }
    byUnit.set(parts.unit, unit)
    unit.count++
    if (!Number.isNaN(point)) unit.point++
    if (!Number.isNaN(comma)) unit.comma++
    if (Number.isNaN(comma)) proofs.point++
    else if (Number.isNaN(point)) proofs.comma++
    else if (point !== comma) {
      open[parts.digits.includes(',') ? 'comma' : 'point']++
      open.example ||= cell
    }
    if (!Number.isNaN(point)) decimals.point = widened(decimals.point, parts.digits, '.')
    if (!Number.isNaN(comma)) decimals.comma = widened(decimals.comma, parts.digits, ',')
  }
  if (filled === 0 || filled === typed) return null
  const units = [...byUnit]
    .filter(([unit]) => unit !== '')
    .sort((a, b) => b[1].count - a[1].count)
    .map(([unit]) => unit)
  const [bare, usual] = [byUnit.get(''), byUnit.get(units[0] ?? '\0')]
  const read = {
    point: typed + (bare?.point ?? 0) + (usual?.point ?? 0),
    comma: typed + (bare?.comma ?? 0) + (usual?.comma ?? 0),
  }
  if (Math.max(read.point, read.comma) === 0) return null
  return { filled, read, proofs, open, units, isPlain, decimals }
}

function widened(range: Range | null, digits: string, mark: ',' | '.'): Range | null {
  const at = digits.indexOf(mark)
  if (at === -1) return range
  const decimals = digits.length - at - 1
  return { least: Math.min(range?.least ?? decimals, decimals), most: Math.max(range?.most ?? decimals, decimals) }
}

/** The mark that the column's own texts prove; null when they prove none, or both about as often. */
export function provenMark({ proofs }: NumbersSeen): DecimalMark | null {
  if (proofs.point > proofs.comma * OUTWEIGHS) return 'point'
  return proofs.comma > proofs.point * OUTWEIGHS ? 'comma' : null
}

/** What else of a file tells how a column is written. */
export interface NumberSurroundings {
  /** The mark that a person said. */
  readonly given: DecimalMark | undefined
  /** The marks that columns of this file prove. */
  readonly proven: ReadonlySet<DecimalMark>
  /** Between fields, where the file has one. */
  readonly delimiter: string | null
}

/**
 * The form in which a column of amounts is to be read; null where its texts leave open which mark is the decimal one
 * (`1,234` only): then somebody has to say it. `1.234` alone is the machines' way to write decimals, unless the file
 * writes commas elsewhere, or parts its fields by semicolons as those who write decimal commas do.
 */
export function formOfAmounts(seen: NumbersSeen, { given, proven, delimiter }: NumberSurroundings): NumberForm | null {
  const unit = seen.units[0] ?? null
  const mark = given ?? provenMark(seen)
  if (mark !== null) return { decimal: mark, unit }
  if (seen.proofs.point + seen.proofs.comma > 0 || seen.open.comma > 0) return null
  if (seen.open.point > 0 && (proven.has('comma') || delimiter === ';')) return null
  return { decimal: 'point', unit }
}

/**
 * The form in which a column without a role becomes one of numbers; null: it stays as it is (text that reads both ways,
 * codes and lists that only look like numbers, more than one currency).
 */
export function formOfNumbers(seen: NumbersSeen, surroundings: NumberSurroundings): NumberForm | null {
  const { filled, read, units, open, isPlain } = seen
  if (units.length > 1) return null
  const { given, delimiter } = surroundings
  const isOpen = open.comma + open.point + seen.proofs.comma + seen.proofs.point > 0
  const mark = given !== undefined && read[given] === filled ? given : isOpen ? provenMark(seen) : 'point'
  if (mark === null || read[mark] < filled || (isPlain && mark === 'point')) return null
  const unit = units[0] ?? null
  const form = { decimal: mark, unit }
  const decimals = seen.decimals[mark]
  // Three capital letters before a whole number may be a code.
  if (unit !== null && (decimals !== null || !/^[A-Z]{3}$/.test(unit))) return form
  if (given === mark && (open.comma > 0 || open.point > 0)) return form
  if (decimals === null) return null
  if (mark === 'point') return form
  // `3,17` between commas may be a list of two; where commas part no fields, or all have the decimals of money, it is
  // none.
  const isMoney = decimals.least === decimals.most && decimals.most <= 2
  return (delimiter !== null && delimiter !== ',') || isMoney ? form : null
}

/**
 * Whether plain decimals of a column (`1.234` only) may be groups, because the file writes decimal commas elsewhere.
 */
export function mayBeGroups(seen: NumbersSeen, { proven, given }: NumberSurroundings): boolean {
  const isOpen = seen.isPlain && provenMark(seen) === null && seen.open.point > 0
  return isOpen && given === undefined && proven.has('comma') && !proven.has('point')
}
