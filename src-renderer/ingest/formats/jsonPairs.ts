import type { JsonObject, JsonValue } from './jsonValue'

/** How Google Analytics (BigQuery) and OpenTelemetry say of which type a value is. */
const TYPED = /^(?:string|int|float|double|bool|boolean|long)_?value$/i
/** Beside the value, when it was set. */
const BESIDE = 'set_timestamp_micros'

/**
 * The object that a list of keys with values stands for, as Google Analytics' `event_params` is one:
 * `[{"key": "page", "value": {"string_value": "/a"}}]` is `{"page": "/a"}`. Null for any other list, and for one that
 * has a key twice.
 */
export function pairsIn(list: readonly JsonValue[]): JsonObject | null {
  if (list.length === 0) return null
  const object = Object.create(null) as JsonObject
  for (const entry of list) {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return null
    const { key, value } = entry
    if (typeof key !== 'string' || key === '' || value === undefined || Object.keys(entry).length !== 2) return null
    if (key in object) return null
    object[key] = plainValue(value)
  }
  return object
}

function plainValue(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const names = Object.keys(value).filter((name) => name !== BESIDE)
  if (names.length === 0 || !names.every((name) => TYPED.test(name))) return value
  return names.map((name) => value[name]!).find((one) => one !== null) ?? null
}
