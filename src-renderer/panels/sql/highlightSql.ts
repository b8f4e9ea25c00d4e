import { classHighlighter, highlightCode } from '@lezer/highlight'
import { duckdbDialect } from './duckdbDialect'

/** A piece of SQL text; `classes` are the highlighter's (`tok-keyword` …), empty for plain text. */
export interface SqlToken {
  readonly text: string
  readonly classes: string
}

/** The text cut into tokens; put together they are the text again. */
export function highlightSql(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = []
  highlightCode(
    sql,
    duckdbDialect.language.parser.parse(sql),
    classHighlighter,
    (text, classes) => tokens.push({ text, classes }),
    () => tokens.push({ text: '\n', classes: '' }),
  )
  return tokens
}
