/** What a menu can do. */
export interface MenuItem {
  readonly kind?: 'item'
  readonly id: string
  readonly label: string
  /** Muted, behind the label; of one that is off the reason. */
  readonly note?: string
  readonly shortcut?: string
  readonly checked?: boolean
  readonly disabled?: boolean
  /** It changes the workspace: off in one that is open to be read only. */
  readonly writes?: boolean
}

export type MenuEntry =
  | MenuItem
  | { readonly kind: 'separator'; readonly id: string }
  | { readonly kind: 'heading'; readonly id: string; readonly label: string }
