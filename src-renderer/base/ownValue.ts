/**
 * What a record holds under a name that came from outside: a file's column may be called `constructor`, which a plain
 * `record[name]` finds in every object.
 */
export function ownValue<Value>(record: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
}
