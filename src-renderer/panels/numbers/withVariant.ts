import type { ParameterSpec } from '../../query/contract/parameter'
import type { Variant } from '../../query/numbers/variants'
import type { RawValues } from '../analysis/parameterErrors'
import { withScope, type ScopeState } from '../scope/scopeState'

/** What a page asks with: its form and its bar. */
interface Asked {
  readonly raw: RawValues
  readonly scope: ScopeState
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** The form and the bar that ask by a variant: only what it changes is touched. `formSpecs` are those of the form. */
export function withVariant(
  { values, changed }: Variant,
  formSpecs: readonly ParameterSpec[],
  { raw, scope }: Asked,
): Asked {
  const ofForm = formSpecs.filter(({ name }) => changed.includes(name))
  const chosen = Object.fromEntries(ofForm.map(({ name }) => [name, values[name] ?? null]))
  const has = (name: string): boolean => changed.includes(name)
  return {
    raw: { ...raw, ...chosen },
    scope: withScope(scope, {
      ...(has('from') || has('to')
        ? { range: { from: textOrNull(values['from']), to: textOrNull(values['to']) } }
        : {}),
      ...(has('timezone') ? { timezone: textOrNull(values['timezone']) } : {}),
      ...(has('include_test') ? { includeTest: values['include_test'] === true } : {}),
      ...(has('sample') ? { sample: typeof values['sample'] === 'number' ? values['sample'] : null } : {}),
      ...(has('users') ? { countsAccounts: values['users'] === 'accounts' } : {}),
    }),
  }
}
