import { LatheError } from '../../model/error'

/**
 * Throws `bad-parameter`. `sentence` says what the parameter must be (a full stop is added where it ends with no mark);
 * `value` is what it was.
 */
export function refuse(parameter: string, value: unknown, sentence: string): never {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')
  const message = `${parameter}: ${sentence}${/[.?]$/.test(sentence) ? '' : '.'}`
  throw new LatheError('bad-parameter', message, { parameter, value: text })
}
