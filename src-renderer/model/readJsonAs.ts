import * as v from 'valibot'
import { readPlacedJson, refuseValue, type PlacedJson } from './jsonPlaces'

/** What a valibot issue says, behind the place that it is about. */
function sentenceOf(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'strict_object') {
    const key = issue.path?.at(-1)?.key
    return issue.expected === 'never' ? 'is not known there.' : `is missing: ${JSON.stringify(key)} must be said.`
  }
  if (issue.kind === 'schema' && /^Invalid type/.test(issue.message))
    return `must be ${String(issue.expected)}, not ${issue.received}.`
  return `${issue.message}.`
}

/**
 * Reads a JSON file that people write, as a schema says; gives the places of its values, too. `whole` says what the file
 * is, where it is no object. Throws `bad-file` with line and column.
 */
export function readJsonAs<S extends v.GenericSchema>(
  schema: S,
  text: string,
  file: string,
  whole: string,
): { readonly value: v.InferOutput<S>; readonly json: PlacedJson } {
  const json = readPlacedJson(text, file)
  if (typeof json.value !== 'object' || json.value === null || Array.isArray(json.value))
    return refuseValue(json, file, [], whole)
  const read = v.safeParse(schema, json.value)
  if (read.success) return { value: read.output, json }
  const [issue] = read.issues
  const path = (issue.path ?? []).map(({ key }) => key as string | number)
  return refuseValue(json, file, path, sentenceOf(issue))
}
