import { LatheError } from '../../model/error'

/**
 * A parameter's wrong value. `says` is what the message says behind the parameter's name, with what parts the two:
 * " must be a date." or ": give a date."; forms put the label before it.
 */
export function badParameter(parameter: string, value: unknown, says: string): LatheError<'bad-parameter'> {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')
  return new LatheError('bad-parameter', `${parameter}${says}`, { parameter, value: text, says })
}

/**
 * Throws `bad-parameter`. `sentence` says what the parameter must be (a full stop is added where it ends with no mark);
 * `value` is what it was.
 */
export function refuse(parameter: string, value: unknown, sentence: string): never {
  throw badParameter(parameter, value, `: ${sentence}${/[.?]$/.test(sentence) ? '' : '.'}`)
}
