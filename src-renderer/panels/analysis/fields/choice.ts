import type { ParameterSpec, ParameterValue } from '../../../query/contract/parameter'
import { splitAmount } from '../../../query/sql/choiceAmount'

type Option = NonNullable<ParameterSpec['options']>[number]

/** The option that a choice's value names, and the amount after it; the value itself where it names none. */
export function chosenOption(
  spec: ParameterSpec,
  modelValue: ParameterValue,
): { readonly value: string; readonly option: Option | undefined; readonly amount: string | null } {
  const options = spec.options ?? []
  const value = typeof modelValue === 'string' ? modelValue : ''
  const whole = options.find((option) => option.value === value)
  const [name, amount] = splitAmount(value)
  const option = whole ?? options.find((one) => one.value === name && one.amount !== undefined)
  return {
    value: option?.value ?? value,
    option,
    amount: option?.amount === undefined ? null : (amount ?? option.amount),
  }
}
