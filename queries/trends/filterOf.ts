/** ` FILTER (…)` of an aggregate over what a part counts; nothing where that is every row. */
export function filterOf(...conditions: readonly string[]): string {
  const some = conditions.filter((one) => one !== 'TRUE')
  return some.length === 0 ? '' : ` FILTER (${some.join(' AND ')})`
}
