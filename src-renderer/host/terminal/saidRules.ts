import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { rulesFor } from '../../ingest/inspect/expectedRows'
import { LatheError } from '../../model/error'
import { readRowRules } from '../../model/readRowRules'
import type { RowRules } from '../../model/rowRules'
import { allRules, fittingRules, type RuledFile } from '../packs/packRules'
import { usageError } from './usageError'

/**
 * The rules that `--rules PACK`, `--rules PACK/TABLE` or `--rules FILE.json` says, by the columns of a file. Throws
 * `usage` where there are none, `bad-file` where they cannot be read, and `bad-parameter` where the file lacks what they
 * need.
 */
export function saidRules(name: string, file: RuledFile & { readonly file: string }): RowRules {
  if (name.endsWith('.json')) return ownRules(name, file)
  const said = allRules().filter(({ id }) => id === name || id.startsWith(`${name}/`))
  const [first] = said
  if (first === undefined) {
    const names = [...new Set(allRules().map(({ id }) => id.split('/')[0]))]
    throw usageError('--rules', `There is no pack "${name}" with rules; there are ${names.join(', ')}.`)
  }
  const found = fittingRules(said, file)[0]
  if (found !== undefined) return rulesFor(found.expected, file).rules
  const closest = said.find(({ table }) => table.kind === file.kind) ?? first
  const { missing } = rulesFor(closest.expected, file)
  const lacks =
    missing.length === 0
      ? `${file.file} is read as a plain table, and ${closest.id} is a log; say --kind events, or import it without ` +
        '--rules.'
      : `${file.file} has no column “${missing[0]}”, which the rules of ${closest.id} need in each row; import it ` +
        'without --rules.'
  throw new LatheError('bad-parameter', lacks, { parameter: 'rules', value: name })
}

function ownRules(path: string, file: RuledFile & { readonly file: string }): RowRules {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    throw usageError('--rules', `There is no file ${path} that can be read.`)
  }
  const { rules, missing } = rulesFor(readRowRules(text, basename(path)), file)
  if (missing.length === 0 && (rules.events === undefined || file.mapping.event !== undefined)) return rules
  const lacks =
    missing.length > 0
      ? `${file.file} has no column “${missing[0]}”, which ${basename(path)} names`
      : `${basename(path)} names events, and ${file.file} has no column of them`
  throw new LatheError('bad-parameter', `${lacks}; correct the rules, or import it without --rules.`, {
    parameter: 'rules',
    value: path,
  })
}
