/** What became of what is saved in a workspace when a table got another name: each by its name. */
export interface RenameReport {
  /** Saved queries that name the table, and now by its new name. */
  readonly queries: readonly string[]
  readonly segments: readonly string[]
  /** Saved views and dashboards. */
  readonly views: readonly string[]
  /** Whether the model names the table, and now by its new name. */
  readonly model: boolean
  /**
   * Queries and segments, and the model's file, in which the old name stands for something that may be the table: to be
   * looked at.
   */
  readonly open: readonly string[]
}
