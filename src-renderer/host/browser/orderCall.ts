import type { ResultValue } from '../../query/contract/result'

/** What the worker that puts a column in order hears: some values, in the order of their rows; then that there are no more. */
export type OrderCall = { readonly values: readonly ResultValue[] } | { readonly descending: boolean }
