/** Where an import goes: the open workspace, or a new one; `place` is the folder that was chosen for it. */
export type ImportTarget =
  | 'current'
  | { readonly name: string; readonly timezone: string; readonly weekStart: number; readonly place?: string }
