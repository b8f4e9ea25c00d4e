/** One entry of Select, Segmented and the like. */
export interface SelectOption<T extends string = string> {
  readonly value: T
  readonly label: string
  readonly help?: string | undefined
  readonly disabled?: boolean | undefined
}
