/**
 * How the mean of an amount changed from some rows to others, and how much of it is that one value has more or less of
 * the rows (mix), and that the value's own mean changed (rate).
 * @param {readonly { of: string, amount: number }[]} before
 * @param {readonly { of: string, amount: number }[]} since
 * @param {string} value
 */
export function mixAndRate(before, since, value) {
  const sides = [before, since]
  const mean = (list) => list.reduce((sum, one) => sum + one.amount, 0) / list.length
  const own = sides.map((list) => list.filter((one) => one.of === value))
  const [q0, q1] = own.map(mean)
  const [w0, w1] = own.map((list, side) => list.length / sides[side].length)
  const whole = (mean(before) + mean(since)) / 2
  const [mix, rate] = [(w1 - w0) * ((q0 + q1) / 2 - whole), ((q1 - q0) * (w0 + w1)) / 2]
  return { change: mean(since) - mean(before), mix, rate }
}
