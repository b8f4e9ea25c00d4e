import { elementAt, required } from '../../base/required'
import type { Cell, DecimalMark, Doubt, InspectedColumn, NumberForm } from '../contract'
import { formOfAmounts, formOfNumbers, mayBeGroups, provenMark, seeNumbers } from '../columns/detectNumbers'
import type { NumbersSeen } from '../columns/detectNumbers'
import { compileNumberReader } from '../columns/numberForm'

/** The columns of a file with what their texts are as numbers. */
export interface FileNumbers {
  readonly columns: readonly InspectedColumn[]
  /** How a column is read when it is the value: null where that is open, undefined where it needs no form. */
  amounts(column: string): NumberForm | null | undefined
  /** The question that {@link amounts} leaves open. */
  doubt(column: string): Doubt
}

/** Finds how numbers are written, column by column and then by what the file's other columns prove. */
export function describeNumbers(
  columns: readonly InspectedColumn[],
  cells: readonly (readonly Cell[])[],
  given: DecimalMark | undefined,
  delimiter: string | null,
): FileNumbers {
  const seen = new Map<string, NumbersSeen>()
  const forms = new Map<string, NumberForm>()
  const proven = new Set<DecimalMark>()
  columns.forEach(({ name, type }, index) => {
    const found = type === 'string' || type === 'double' ? seeNumbers(elementAt(cells, index)) : null
    if (found === null) return
    seen.set(name, found)
    const form = formOfNumbers(found, { given, proven, delimiter })
    if (form !== null) forms.set(name, form)
    const mark = form?.decimal ?? (found.isPlain ? provenMark(found) : null)
    if (mark !== null) proven.add(mark)
  })
  const surroundings = { given, proven, delimiter }
  return {
    columns: columns.map((column) => {
      const found = seen.get(column.name)
      if (found === undefined) return column
      const form = forms.get(column.name)
      const numberShare = Math.max(found.read.point, found.read.comma) / found.filled
      if (form !== undefined) return { ...column, type: 'double', numbers: form, numberShare }
      return { ...column, numberShare, ...(mayBeGroups(found, surroundings) ? { type: 'string' } : {}) }
    }),
    amounts: (column) => {
      const found = seen.get(column)
      return found === undefined ? undefined : formOfAmounts(found, surroundings)
    },
    doubt: (column) => {
      const { open } = required(seen.get(column))
      const readings = (['point', 'comma'] as const).map(
        (decimal) => `${compileNumberReader({ decimal, unit: null })(bareText(open.example))} (decimal ${decimal})`,
      )
      const what =
        open.example === ''
          ? `Some numbers in ${column} have a decimal point, others a decimal comma`
          : `The numbers in ${column}, such as “${open.example}”, read as ${readings.join(' and as ')}`
      return {
        role: 'value',
        option: 'decimal',
        candidates: ['point', 'comma'],
        message: `${what}: say which is meant.`,
      }
    },
  }
}

/** A number without what stands around it. */
function bareText(text: string): string {
  return text.replace(/^[^\d]+|[^\d]+$/g, '')
}
