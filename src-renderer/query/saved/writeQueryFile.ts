import { LatheError } from '../../model/error'
import type { ParameterSpec } from '../contract/parameter'
import { chartLine } from './queryChart'
import { expectationText } from './expectation'
import type { QueryFile } from './queryFile'

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function parameterLine({ name, type, options, default: value, help }: ParameterSpec): string {
  const text = value === null ? '' : typeof value === 'string' ? value.trim() : JSON.stringify(value)
  if (/[;\r\n\u2028\u2029]/.test(text))
    throw new LatheError(
      'bad-parameter',
      `The default of ${name} cannot hold a semicolon or a line break; choose another one.`,
      { parameter: name, value: text },
    )
  const choices = options === undefined ? '' : ` [${options.map((option) => option.value).join('|')}]`
  return `${name} ${type}${choices}${text === '' ? '' : ` = ${text}`}${oneLine(help) === '' ? '' : `; ${oneLine(help)}`}`
}

/**
 * A saved query as the text of its file: the inverse of readQueryFile. Title, about, grain and help become one line each,
 * because a header's value is the rest of its line; an empty title is left out and reads as the name. Throws
 * `bad-parameter` for a default that a header cannot carry.
 */
export function writeQueryFile(file: QueryFile): string {
  const { title, about, grain, tables, parameters, expectations, chart } = file
  const words = (
    [
      ['title', title],
      ['about', about],
      ['grain', grain],
      ['tables', tables.join(', ')],
    ] as const
  ).map(([key, text]) => [key, oneLine(text)] as const)
  const lines = [
    ...words.filter(([, text]) => text !== ''),
    ...parameters.map((spec) => ['parameter', parameterLine(spec)] as const),
    ...expectations.map((one) => ['expect', expectationText(one)] as const),
    ...(chart === null ? [] : [['chart', chartLine(chart)] as const]),
  ]
  // The empty line keeps a remark at the head of the SQL from being read as a part of the header.
  return `${lines.map(([key, text]) => `-- ${key}: ${text}\n`).join('')}\n${file.sql.replaceAll('\r\n', '\n').trim()}\n`
}
