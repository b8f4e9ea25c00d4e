import { elementAt } from '../../base/required'
import { DataType, type Decimal } from 'apache-arrow'

/** 128-bit little-endian two's complement with a scale, as digits. */
function decimalText(words: Uint32Array, { scale }: Decimal): string {
  let value = 0n
  for (let word = 3; word >= 0; word--) value = (value << 32n) | BigInt(words[word] ?? 0)
  value = BigInt.asIntN(128, value)
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0')
  return `${value < 0n ? '-' : ''}${scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`}`
}

/**
 * A value inside a list, struct or map, as JSON text: like the same value in a column of its own. Times inside have
 * milliseconds.
 */
export function nestedText(value: unknown, type: DataType): string {
  if (value === null || value === undefined) return 'null'
  if (DataType.isList(type) || DataType.isFixedSizeList(type))
    return `[${[...(value as Iterable<unknown>)].map((one) => nestedText(one, elementAt(type.children, 0).type as DataType)).join(',')}]`
  if (DataType.isStruct(type)) {
    const struct = value as Record<string, unknown>
    return `{${type.children.map((field) => `${JSON.stringify(field.name)}:${nestedText(struct[field.name], field.type as DataType)}`).join(',')}}`
  }
  if (DataType.isMap(type)) {
    const of = type.valueType as DataType
    return `{${[...(value as Iterable<[unknown, unknown]>)].map(([key, one]) => `${JSON.stringify(String(key))}:${nestedText(one, of)}`).join(',')}}`
  }
  if (DataType.isDate(type)) return JSON.stringify(new Date(value as number).toISOString().slice(0, 10))
  if (DataType.isTimestamp(type)) return JSON.stringify(new Date(value as number).toISOString())
  if (DataType.isDecimal(type)) return decimalText(value as Uint32Array, type)
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? String(value) : `"${value}"`
  return JSON.stringify(value)
}
