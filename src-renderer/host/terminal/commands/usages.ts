import type { TerminalCommand } from '../terminalCommand'
import { COMMANDS } from './index'

/**
 * What help says of each command. The build puts this value in the place of this file (src-main/writtenValue), so that
 * help and the words of a command line are read without what commands do: nothing else is here.
 */
export const usages: readonly Pick<TerminalCommand, 'name' | 'usage'>[] = COMMANDS.map(({ name, usage }) => ({
  name,
  usage,
}))
