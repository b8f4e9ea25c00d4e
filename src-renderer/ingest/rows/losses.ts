import type { Role } from '../../model/schema'
import type { Loss } from '../contract'

const WHAT: Readonly<Partial<Record<Role, readonly [one: string, many: string, as: string]>>> = {
  value: ['is no number', 'are no numbers', 'the value'],
  test: ['is neither yes nor no', 'are neither yes nor no', 'the test flag'],
  time: ['is no time', 'are no times', 'the time'],
}

/** What could not be read for a role, as a sentence; `place` says where the example is. */
export function lossText(
  role: Role,
  { column, count, example }: Pick<Loss, 'column' | 'count' | 'example'>,
  place: string,
  of?: number,
): string {
  const [one, many, as] = WHAT[role] ?? ['cannot be read', 'cannot be read', role]
  const amount =
    `${count.toLocaleString('en')}${of === undefined ? '' : ` of ${of.toLocaleString('en')}`} ` +
    `${(of ?? count) === 1 ? 'value' : 'values'}`
  return (
    `${column}: ${amount} ${count === 1 ? one : many} and ${count === 1 ? 'is' : 'are'} empty as ${as}, such as ` +
    `“${example}” in ${place}.`
  )
}
