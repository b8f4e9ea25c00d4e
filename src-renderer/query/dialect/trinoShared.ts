import type { Query } from './sqlTree'
import type { NamedColumn, TrinoScope } from './trinoScope'
import type { TrinoType } from './trinoTypes'

/** A query in Trino's SQL, and the columns that it gives. */
export interface Written {
  readonly sql: string
  readonly columns: readonly NamedColumn[]
}

/** What all parts of one text share. */
export interface TrinoShared {
  /** The zone that local days and times are of. */
  readonly zone: string
  /** The columns of an exported table. */
  readonly tables: (name: string) => readonly { readonly name: string; readonly type: TrinoType }[] | null
  /** WITH queries that can be named here, by their names in lower case. */
  readonly withs: Map<string, readonly NamedColumn[]>
  /** What is not exactly the same, in sentences. */
  readonly notes: Set<string>
  /** Writes a query that stands where `outer` can be named. */
  readonly writeQuery: (query: Query, outer: TrinoScope | null) => Written
}
