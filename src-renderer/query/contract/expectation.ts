/** A value that an expectation compares with: a number as it was written, a text, or true and false. */
export type ExpectedValue =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'boolean'; readonly text: 'true' | 'false' }

export const EXPECTED_OPS = ['=', '!=', '<', '<=', '>', '>='] as const
export type ExpectedOp = (typeof EXPECTED_OPS)[number]

/** What a value has to be; `between` has both ends. */
export type Comparison =
  | { readonly op: ExpectedOp; readonly value: ExpectedValue }
  | { readonly op: 'between'; readonly low: ExpectedValue; readonly high: ExpectedValue }
  | { readonly op: 'in'; readonly values: readonly ExpectedValue[] }

/**
 * What a saved query's answer has to be: an `-- expect:` line of its header. An empty value (null) keeps each of these
 * but `not-null`; several columns are unique where no two rows agree in all of them.
 */
export type Expectation =
  | { readonly kind: 'rows'; readonly is: Comparison }
  | { readonly kind: 'values'; readonly column: string; readonly is: Comparison }
  | { readonly kind: 'not-null'; readonly column: string }
  | { readonly kind: 'unique'; readonly columns: readonly string[] }
