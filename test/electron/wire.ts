import { deserialize, serialize } from 'node:v8'

/**
 * Messages between the page and the stand-in's main process, as text. What may be in them is what structured clone lets
 * through and the app sends: plain data and bytes. PAGE_WIRE is the same for the page.
 */
export function toWire(value: unknown): string {
  return JSON.stringify(pack(deserialize(serialize(value))))
}

export function fromWire(text: string): unknown {
  // Through the serializer once more: what arrives has the prototypes of this process, as in Electron.
  return deserialize(serialize(unpack(JSON.parse(text))))
}

function pack(value: unknown): unknown {
  if (value === undefined) return { $: 'undefined' }
  if (typeof value === 'bigint') return { $: 'bigint', of: value.toString() }
  if (ArrayBuffer.isView(value))
    return { $: 'bytes', of: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') }
  if (Array.isArray(value)) return value.map(pack)
  if (typeof value === 'object' && value !== null)
    return { $: 'object', of: Object.fromEntries(Object.entries(value).map(([key, one]) => [key, pack(one)])) }
  return value
}

interface Packed {
  readonly $: 'undefined' | 'bigint' | 'bytes' | 'object'
  readonly of: string & Record<string, unknown>
}

function unpack(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpack)
  if (typeof value !== 'object' || value === null) return value
  const { $: kind, of } = value as Packed
  switch (kind) {
    case 'undefined':
      return undefined
    case 'bigint':
      return BigInt(of)
    case 'bytes':
      return new Uint8Array(Buffer.from(of, 'base64'))
    case 'object':
      return Object.fromEntries(Object.entries(of).map(([key, one]) => [key, unpack(one)]))
  }
}

/** The page's half, as a script that defines `pack` and `unpack`. */
export const PAGE_WIRE = `
const base64 = (bytes) => { let text = ''; for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768)); return btoa(text) }
const pack = (value) => {
  if (value === undefined) return { $: 'undefined' }
  if (typeof value === 'bigint') return { $: 'bigint', of: value.toString() }
  if (ArrayBuffer.isView(value)) return { $: 'bytes', of: base64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) }
  if (Array.isArray(value)) return value.map(pack)
  if (typeof value === 'object' && value !== null) return { $: 'object', of: Object.fromEntries(Object.entries(value).map(([key, one]) => [key, pack(one)])) }
  return value
}
const unpack = (value) => {
  if (Array.isArray(value)) return value.map(unpack)
  if (typeof value !== 'object' || value === null) return value
  switch (value.$) {
    case 'undefined': return undefined
    case 'bigint': return BigInt(value.of)
    case 'bytes': return Uint8Array.from(atob(value.of), (letter) => letter.charCodeAt(0))
    case 'object': return Object.fromEntries(Object.entries(value.of).map(([key, one]) => [key, unpack(one)]))
  }
}
`
