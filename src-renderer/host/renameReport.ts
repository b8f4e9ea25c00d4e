/** What became of what is saved in a workspace when a table got another name: each by its name. */
export interface RenameReport {
  /** Saved queries that name the table, and now by its new name. */
  readonly queries: readonly string[]
  readonly segments: readonly string[]
  /** Queries and segments in which the old name stands for something that may be the table: to be looked at. */
  readonly open: readonly string[]
}
