/** The 97.5th percentile of the normal distribution. */
const Z = 1.959963984540054

/**
 * The 95 % interval of how many there are, where each was seen with the chance `share` and `seen` were: the numbers N at
 * which `seen` lies within Z standard deviations of N · share, which are √(N · share · (1 − share)) each. It is the score
 * interval (Wilson 1927) of a known share and an unknown number; at least those seen.
 */
export function countInterval(seen: number, share: number): readonly [low: number, high: number] {
  const spread = Z * Z * (1 - share)
  const middle = seen + spread / 2
  const reach = Math.sqrt(spread * (seen + spread / 4))
  return [Math.max(seen, (middle - reach) / share), (middle + reach) / share]
}
