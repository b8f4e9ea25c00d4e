import { makeData, makeVector, Utf8, type Vector } from 'apache-arrow'

/**
 * Texts as an Arrow vector. Arrow's own builders (vectorFromArray) compile their null check with `new Function`, which
 * the window's content policy refuses.
 */
export function utf8Vector(values: readonly string[]): Vector<Utf8> {
  const encoder = new TextEncoder()
  const encoded = values.map((value) => encoder.encode(value))
  const valueOffsets = new Int32Array(values.length + 1)
  for (let index = 0; index < encoded.length; index++)
    valueOffsets[index + 1] = valueOffsets[index]! + encoded[index]!.length
  const data = new Uint8Array(valueOffsets[values.length]!)
  for (let index = 0; index < encoded.length; index++) data.set(encoded[index]!, valueOffsets[index])
  return makeVector(makeData({ type: new Utf8(), length: values.length, nullCount: 0, valueOffsets, data }))
}
