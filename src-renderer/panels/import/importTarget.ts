/** Where an import goes: the open workspace, or a new one. */
export type ImportTarget = 'current' | { readonly name: string; readonly timezone: string; readonly weekStart: number }
