import { elementAt, required } from '../../base/required'
import { isLatheError, LatheError } from '../../model/error'
import type { Expectation } from '../contract/expectation'
import type { ParameterSpec, ParameterType, ParameterValue } from '../contract/parameter'
import { readParameter } from '../analysis/parameters'
import { HEADER_TYPES } from '../analysis/parameterTypes'
import { CHART_MARKS, isChartMark, markShape, readChartLine, type QueryChart } from './queryChart'
import { EXPECTATION_FORMS, readExpectation } from './expectation'

/** A saved query: SQL with a header of `-- key: value` lines. */
export interface QueryFile {
  readonly name: string
  readonly title: string
  readonly about: string
  readonly grain: string
  readonly tables: readonly string[]
  readonly parameters: readonly ParameterSpec[]
  /** What its chart draws; null for a table only. */
  readonly chart: QueryChart | null
  /** What its answer has to be, a line each (docs/checks.md). */
  readonly expectations: readonly Expectation[]
  /** The SQL without the header. */
  readonly sql: string
}

function bad(name: string, line: number, message: string): never {
  throw new LatheError('bad-file', `${name}, line ${line}: ${message}`, { file: name, line })
}

/** `-- parameter: name type [a|b|c] = default; help` */
function readParameterLine(file: string, line: number, text: string): ParameterSpec {
  const match =
    /^(?<name>[A-Za-z_]\w*)\s+(?<type>[a-z]+)(?:\s+\[(?<options>[^\]]*)\])?(?:\s*=\s*(?<default>[^;]*))?(?:;\s*(?<help>.*))?$/.exec(
      text,
    )
  if (match === null) bad(file, line, 'a parameter looks like "name type = default; what it means"')
  const { name, type, options, help } = match.groups as Record<string, string | undefined>
  if (!(HEADER_TYPES as readonly string[]).includes(required(type)))
    bad(file, line, `"${type}" is no parameter type; there are ${HEADER_TYPES.join(', ')}`)
  const spec: ParameterSpec = {
    name: required(name),
    type: type as ParameterType,
    label: required(name)
      .replaceAll('_', ' ')
      .replace(/^./, (first) => first.toUpperCase()),
    help: help?.trim() ?? '',
    default: null,
    // No condition holds for every event (query/sql/condition).
    ...(type === 'events' ? { emptyMeans: 'Any event' } : {}),
    ...(options === undefined
      ? {}
      : { options: options.split('|').map((value) => ({ value: value.trim(), label: value.trim() })) }),
  }
  const text0 = required(match.groups)['default']?.trim()
  return {
    ...spec,
    default: text0 === undefined || text0 === '' || text0 === 'null' ? null : readDefault(file, line, spec, text0),
  }
}

function readDefault(file: string, line: number, spec: ParameterSpec, text: string): ParameterValue {
  try {
    return readParameter(spec, text)
  } catch (error) {
    return isLatheError(error) ? bad(file, line, `the default of ${error.message}`) : bad(file, line, String(error))
  }
}

/** Says what a chart line may be: the mark's own form where it is known, else all marks. */
function readChart(file: string, line: number, text: string): QueryChart {
  const mark = /^\S*/.exec(text)?.[0] ?? ''
  return (
    readChartLine(text) ??
    bad(
      file,
      line,
      isChartMark(mark)
        ? `chart looks like "${markShape(mark).example}"`
        : `chart looks like "line date dau wau" or "bar channel conversions"; marks are ${Object.keys(CHART_MARKS).join(', ')}`,
    )
  )
}

/** Whether a text begins with a header, so that its first comment is more than a remark. */
export function hasHeader(text: string): boolean {
  return /^\uFEFF?--[^\S\n]*(?:title|about|grain|tables|parameter|chart|expect):/.test(text)
}

/** Reads a .sql file's header and body. Throws `bad-file` with the line of what is wrong. */
export function readQueryFile(name: string, text: string): QueryFile {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const keys = new Map<string, string>()
  const parameters: ParameterSpec[] = []
  const expectations: Expectation[] = []
  let chart: QueryFile['chart'] = null
  let index = 0
  for (; index < lines.length; index++) {
    const match = /^--\s*([a-z]+):\s*(.*)$/.exec(elementAt(lines, index))
    if (match === null) break
    const [, key, value] = match as unknown as [string, string, string]
    if (key === 'parameter') {
      const spec = readParameterLine(name, index + 1, value.trim())
      if (parameters.some((one) => one.name === spec.name))
        bad(name, index + 1, `there are two parameters "${spec.name}"`)
      parameters.push(spec)
    } else if (key === 'expect') {
      const expectation = readExpectation(value)
      if (expectation === null) bad(name, index + 1, `an expectation looks like one of ${EXPECTATION_FORMS}`)
      expectations.push(expectation)
    } else if (key === 'chart') chart = readChart(name, index + 1, value)
    else if (['title', 'about', 'grain', 'tables'].includes(key)) keys.set(key, value.trim())
    else
      bad(name, index + 1, `"${key}" is no header key; there are title, about, grain, tables, parameter, expect, chart`)
  }
  const sql = lines.slice(index).join('\n').trim()
  if (sql === '') bad(name, index + 1, 'there is no SQL after the header')
  return {
    name,
    title: keys.get('title') ?? name,
    about: keys.get('about') ?? '',
    grain: keys.get('grain') ?? '',
    tables: (keys.get('tables') ?? '')
      .split(',')
      .map((table) => table.trim())
      .filter((table) => table !== ''),
    parameters,
    expectations,
    sql,
    chart,
  }
}
