import type { ParameterValues } from '../contract/parameter'
import { identifier } from './literal'

/** The name that the rule goes by among values: no analysis has such a parameter, so that nobody can give it. */
const OUTSIDE = 'breakdown_outside'

/** Values that a breakdown shows by themselves: `shown` is a SELECT of their texts as value_1 …, one for each column. */
interface Shown {
  readonly columns: readonly string[]
  readonly shown: string
}

const valueNames = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `value_${at + 1}`)

/** That texts of some columns are not among those shown, as a boolean that is never NULL: no value is a value, too. */
export function isOutsideSql(texts: readonly string[], shown: string): string {
  return `[${texts.join(', ')}] NOT IN (SELECT [${valueNames(texts.length).join(', ')}] FROM (\n${shown}\n) AS shown)`
}

/** Values that ask only for rows outside those that a breakdown shows. */
export function withOutside(values: ParameterValues, { columns, shown }: Shown): ParameterValues {
  return { ...values, [OUTSIDE]: { columns, shown } }
}

/** What withOutside asks for, for the values of another question about the same rows; nothing where it asks for all. */
export function outsideOf(values: ParameterValues): ParameterValues {
  const outside = values[OUTSIDE]
  return outside === undefined ? {} : { [OUTSIDE]: outside }
}

/** The columns that values are held against by withOutside; none where they ask for all. */
export function outsideColumns(values: ParameterValues): readonly string[] {
  return (values[OUTSIDE] as Shown | undefined)?.columns ?? []
}

/** What withOutside asks for, as a condition over the rows; `columnSql` names a column there. Null where it asks for all. */
export function outsideSql(values: ParameterValues, columnSql: (name: string) => string = identifier): string | null {
  const outside = values[OUTSIDE] as Shown | undefined
  if (outside === undefined) return null
  return isOutsideSql(
    outside.columns.map((name) => `${columnSql(name)}::VARCHAR`),
    outside.shown,
  )
}
