import * as v from 'valibot'
import { readJsonAs } from './readJsonAs'
import type { ExpectedRows, RowRules } from './rowRules'

const name = v.pipe(v.string(), v.nonEmpty('must not be empty'))
const names = v.array(name)

/** Rules as `pack.json` and files of rules write them. */
export const ROW_RULES = v.strictObject({
  events: v.optional(names),
  required: v.optional(names),
  requiredOf: v.optional(v.record(name, names)),
  values: v.optional(v.record(name, names)),
  ranges: v.optional(v.record(name, v.strictObject({ min: v.optional(v.number()), max: v.optional(v.number()) }))),
})

/**
 * Somebody's own rules out of a file: `{"events":[…],"required":[…],"requiredOf":{…},"values":{…},"ranges":{…}}`, by the
 * columns of the files that they are for, all of which such a file must have. Throws `bad-file` with line and column.
 */
export function readRowRules(text: string, file: string): ExpectedRows {
  const { value } = readJsonAs(ROW_RULES, text, file, 'Rules are an object, like {"required":["user_id"]}.')
  return { of: file, rules: value, synonyms: {}, needsAll: true }
}

/** The text of a file that readRowRules reads. */
export function writeRowRules(rules: RowRules): string {
  return `${JSON.stringify(rules, null, 2)}\n`
}
