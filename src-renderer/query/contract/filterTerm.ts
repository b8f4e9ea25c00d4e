/** The comparisons that a condition on a column can make. */
export const OPERATORS = [
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'not in',
  'contains',
  'not contains',
  'is null',
  'is not null',
] as const
export type Operator = (typeof OPERATORS)[number]
export type Scalar = string | number | boolean

/** One comparison of a column. `value` is a list for in/not in, absent for is (not) null. */
export interface FilterTerm {
  readonly column: string
  readonly op: Operator
  readonly value?: Scalar | readonly Scalar[]
}
