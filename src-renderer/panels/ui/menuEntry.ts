export type MenuEntry =
  | {
      readonly kind?: 'item'
      readonly id: string
      readonly label: string
      /** Muted, behind the label. */
      readonly note?: string
      readonly shortcut?: string
      readonly checked?: boolean
      readonly disabled?: boolean
      /** It changes the workspace: off in one that is open to be read only. */
      readonly writes?: boolean
    }
  | { readonly kind: 'separator'; readonly id: string }
  | { readonly kind: 'heading'; readonly id: string; readonly label: string }
