import type { OPTIONS } from './options'

/** What the options say, by their names in OPTIONS. */
export type OptionValues = { readonly [K in keyof typeof OPTIONS]: ReturnType<(typeof OPTIONS)[K]['read']> }

/** A command line, read but not yet checked against files. */
export interface CommandLine extends OptionValues {
  /** The name of a command that there is. */
  readonly command: string
  readonly operands: readonly string[]
}
