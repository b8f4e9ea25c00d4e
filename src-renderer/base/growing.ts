/**
 * Longer copies of arrays that grow, zero behind what was there. They lie in memory that threads could share, where
 * there is such: V8 collects garbage anew for every 24 MB of other buffers, and marks all of its heap each time.
 */
export function longerIntegers(values: Int32Array, length: number): Int32Array {
  const longer = new Int32Array(roomFor(length * 4))
  longer.set(values)
  return longer
}

export function longerWords(values: Uint32Array, length: number): Uint32Array {
  const longer = new Uint32Array(roomFor(length * 4))
  longer.set(values)
  return longer
}

export function longerDoubles(values: Float64Array, length: number): Float64Array {
  const longer = new Float64Array(roomFor(length * 8))
  longer.set(values)
  return longer
}

function roomFor(bytes: number): ArrayBufferLike {
  // A page that is not isolated has none.
  return typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes)
}
