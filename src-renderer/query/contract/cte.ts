/** A WITH query: one thought of a statement. */
export interface Cte {
  /** A word for what its rows are: `active_days`, `first_steps`. Unique within a statement. */
  readonly name: string
  /** What it holds, in one line without its full stop; stands as a comment above it. */
  readonly about: string
  /** Its SELECT, on lines of its own, not indented. */
  readonly sql: string
  /** Names of its columns, where the SELECT does not give them. */
  readonly columns?: readonly string[]
  /**
   * `MATERIALIZED` is computed once and kept, `NOT MATERIALIZED` is put in wherever it is named; the engine chooses
   * where absent.
   */
  readonly keep?: 'MATERIALIZED' | 'NOT MATERIALIZED'
  /** It names itself. */
  readonly recursive?: boolean
  /** Its rows add up over users (see AddUp): none says anything of several users together but by these sums. */
  readonly adds?: Sums
}

/** Rows with the same `by` are one, with their `sums` added; these are all of its columns. */
export interface Sums {
  readonly by: readonly string[]
  readonly sums: readonly string[]
}

/**
 * A statement whose figures add up over users: `each` can be asked of engines that have the rows of their own users
 * alone. Of what it has, `all` and `select` name nothing but the queries that say `adds`.
 */
export interface AddUp {
  readonly each: readonly Cte[]
  readonly all: readonly Cte[]
  readonly select: string
}
