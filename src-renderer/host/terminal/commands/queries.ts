import { analyses } from '../../../../queries/index'
import type { ParameterSpec } from '../../../query/contract/parameter'
import type { CommandLine } from '../commandLine'
import { refuseOperands, wantsJson } from '../listOptions'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'

function typeText(spec: ParameterSpec): string {
  const options = (spec.options ?? []).map((option) => option.value)
  return (spec.type === 'choice' ? options : [spec.type, ...options]).join('|')
}

/** Name, title and parameters with type and default. */
async function listQueries(line: CommandLine, streams: Streams): Promise<number> {
  refuseOperands(line)
  if (wantsJson(line)) {
    const rows = analyses.map(({ name, title, about, grain, parameters, columns, presets }) => ({
      name,
      title,
      about,
      grain,
      parameters: parameters.map((spec) => ({
        name: spec.name,
        type: spec.type,
        default: spec.default,
        ...(spec.options === undefined ? {} : { options: spec.options.map((option) => option.value) }),
      })),
      columns: columns.map((column) => column.name),
      ...(presets === undefined
        ? {}
        : {
            presets: presets.map((preset) => ({
              name: preset.name,
              title: preset.title,
              about: preset.about,
              values: preset.values,
            })),
          }),
    }))
    await print(`${JSON.stringify(rows, null, 1)}\n`, line, streams)
    return 0
  }
  const lines = analyses.flatMap((analysis) => [
    `${analysis.name}  ${analysis.title}`,
    ...analysis.parameters.map(
      (spec) => `    ${spec.name}  ${typeText(spec)}  default ${JSON.stringify(spec.default)}`,
    ),
    ...(analysis.presets ?? []).map((preset) => `    preset=${preset.name}  ${preset.about}`),
  ])
  await print(`${lines.join('\n')}\n`, line, streams)
  return 0
}

export const queries: TerminalCommand = {
  name: 'queries',
  usage: { words: '', about: 'every query with its parameters' },
  run: listQueries,
}
