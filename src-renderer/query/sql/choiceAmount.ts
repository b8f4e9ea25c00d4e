/** A choice's value and the amount after its colon: "within:2 seconds" is ["within", "2 seconds"], "any" has none. */
export function splitAmount(value: string): readonly [value: string, amount: string | null] {
  const colon = value.indexOf(':')
  return colon < 0 ? [value, null] : [value.slice(0, colon), value.slice(colon + 1).trim()]
}
