/**
 * Numbers from 0 to below 1 that look random and are the same for the same seed: sfc32 (Chris Doty-Humphrey,
 * PractRand), 32 bits a number, mixed for its first 12 rounds as its author says.
 */
export function seededRandom(seed: number): () => number {
  let [a, b, c, counter] = [0, seed | 0, Math.trunc(seed / 4_294_967_296) | 0, 1]
  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4_294_967_296
  }
  for (let round = 0; round < 12; round += 1) next()
  return next
}
