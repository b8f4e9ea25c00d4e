import { Builder } from 'flatbuffers'
import { HEADER } from './arrowMetadata'

/** What a record batch says of its body: rows and nulls of each column, place and length of each buffer. */
export interface BatchLayout {
  readonly rows: number
  readonly nodes: readonly (readonly number[])[]
  readonly buffers: readonly (readonly number[])[]
}

const ALIGNED = 8

/**
 * The metadata of a message (Message.fbs) with a record batch, or with the values that it gives a dictionary; its length
 * is a multiple of 8.
 */
export function batchMessage(
  batch: BatchLayout,
  bodyBytes: number,
  version: number,
  dictionary: { readonly id: number; readonly isDelta: boolean } | null,
): Uint8Array {
  const builder = new Builder(256 + 16 * (batch.nodes.length + batch.buffers.length))
  const structs = (list: readonly (readonly number[])[]): number => {
    builder.startVector(16, list.length, ALIGNED)
    for (const [first = 0, second = 0] of list.toReversed()) {
      builder.prep(ALIGNED, 16)
      builder.writeInt64(BigInt(second))
      builder.writeInt64(BigInt(first))
    }
    return builder.endVector()
  }
  const buffers = structs(batch.buffers)
  const nodes = structs(batch.nodes)
  builder.startObject(3)
  builder.addFieldInt64(0, BigInt(batch.rows), 0n)
  builder.addFieldOffset(1, nodes, 0)
  builder.addFieldOffset(2, buffers, 0)
  let header = builder.endObject()
  if (dictionary !== null) {
    const data = header
    builder.startObject(3)
    builder.addFieldInt64(0, BigInt(dictionary.id), 0n)
    builder.addFieldOffset(1, data, 0)
    builder.addFieldInt8(2, dictionary.isDelta ? 1 : 0, 0)
    header = builder.endObject()
  }
  builder.startObject(4)
  builder.addFieldInt16(0, version, 0)
  builder.addFieldInt8(1, dictionary === null ? HEADER.batch : HEADER.dictionary, 0)
  builder.addFieldOffset(2, header, 0)
  builder.addFieldInt64(3, BigInt(bodyBytes), 0n)
  builder.finish(builder.endObject())
  const bytes = builder.asUint8Array()
  const padded = new Uint8Array(Math.ceil(bytes.length / ALIGNED) * ALIGNED)
  padded.set(bytes)
  return padded
}
