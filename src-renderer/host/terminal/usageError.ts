import { LatheError } from '../../model/error'

/** What was wrong on the command line, at which argument; the program ends with 2. */
export function usageError(argument: string, message: string): LatheError<'usage'> {
  return new LatheError('usage', message, { argument })
}
