import { literal } from '../../src-renderer/query/sql/literal'
import { refuse } from '../../src-renderer/query/sql/refuse'

/** A name, and patterns of the values that stand under it. */
export interface GroupRule {
  readonly name: string
  readonly patterns: readonly string[]
}

/**
 * Reads "Product=/product/*; Cart=/cart*|/basket*". Throws `bad-parameter` with the column at which a rule is not
 * understood.
 */
export function readRules(text: unknown): readonly GroupRule[] {
  if (typeof text !== 'string' || text.trim() === '') return []
  let at = 1
  return text.split(';').flatMap((part): readonly GroupRule[] => {
    const column = at + (part.length - part.trimStart().length)
    at += part.length + 1
    if (part.trim() === '') return []
    const equals = part.indexOf('=')
    const name = part.slice(0, Math.max(0, equals)).trim()
    const patterns = part
      .slice(equals + 1)
      .split('|')
      .map((pattern) => pattern.trim())
    if (equals < 0 || name === '' || patterns.includes(''))
      return refuse('rules', text, `column ${column}: "${part.trim()}" is no rule; write a name, =, and patterns`)
    return [{ name, patterns }]
  })
}

/** SQL: the value under the name of the first rule that fits it, or itself. NULL stays NULL. */
export function groupedSql(value: string, rules: readonly GroupRule[]): string {
  if (rules.length === 0) return value
  const like = (pattern: string): string =>
    `${value} LIKE ${literal(pattern.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%'))} ESCAPE '\\'`
  const cases = rules.map(({ name, patterns }) => `WHEN ${patterns.map(like).join(' OR ')} THEN ${literal(name)}`)
  return `CASE ${cases.join(' ')} ELSE ${value} END`
}
