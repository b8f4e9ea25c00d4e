import type { Check } from '../../host/checks/check'
import type { CheckQuestion } from '../../host/checks/checkQuestion'

type ListedState = Check['state'] | 'open'

/** A check as the page shows it; `open` where it was not asked yet. */
export interface ListedCheck extends Omit<Check, 'state'> {
  readonly key: string
  readonly state: ListedState
}

const ORDER: readonly ListedState[] = ['failed', 'unknown', 'open', 'passed']

function keyOf({ of, name, expects }: Pick<Check, 'of' | 'name' | 'expects'>): string {
  return JSON.stringify([of, name, expects])
}

/** All that is expected now, each as it stood when it was last asked; what did not pass stands first. */
export function listedChecks(questions: readonly CheckQuestion[], kept: readonly Check[]): readonly ListedCheck[] {
  const known = new Map(kept.map((check) => [keyOf(check), check]))
  const expected = new Map(questions.flatMap((one) => one.expected).map((one) => [keyOf(one), one]))
  return [...expected]
    .map(([key, one]): ListedCheck => ({
      ...(known.get(key) ?? { ...one, state: 'open', figure: null, text: 'not asked yet' }),
      key,
    }))
    .toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
}
