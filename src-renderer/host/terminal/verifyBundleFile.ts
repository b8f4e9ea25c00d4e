import { readBundle } from '../bundle/readBundle'
import {
  bundleKnown,
  bundleModel,
  verifyParts,
  verifySettings,
  verifySources,
  type VerifiedPart,
} from '../bundle/verifyBundle'
import { withEngine } from './askEngine'
import type { CommandLine } from './commandLine'
import { diskSource } from './fileSource'
import { wantsJson } from './listOptions'
import { print } from './print'
import type { Streams } from './streams'
import { openWorkspace } from './workspaceFolder'

/** Asks the questions of a bundle again; 1 unless all answers are the same. Changes nothing. */
export async function verifyBundleFile(
  file: string,
  line: CommandLine,
  streams: Streams,
  signal: AbortSignal,
): Promise<number> {
  const asJson = wantsJson(line)
  const opened = await readBundle(diskSource(file))
  const { bundle } = opened
  const workspace = await openWorkspace(line)
  const known = bundleKnown(opened, workspace.manifest)
  const sources = verifySources(bundle, workspace.manifest.sources)
  const settings = verifySettings(bundle, known)
  const parts: VerifiedPart[] = []
  // One more than any result that was cut, so that it is cut at the same row.
  const mostRows = Math.max(1_000_000, ...bundle.parts.map(({ rows }) => rows + 1))
  await withEngine(
    workspace,
    signal,
    async (ask) => {
      for await (const part of verifyParts(opened, known, ask)) {
        parts.push(part)
        streams.progress(`${parts.length} of ${bundle.parts.length}`)
      }
    },
    { mostRows, model: bundleModel(opened) },
  )
  streams.endProgress()
  const { lathe, madeAt } = bundle
  const text = asJson
    ? JSON.stringify({ lathe, madeAt, settings, sources, parts }, null, 1)
    : [
        ...settings,
        ...sources.map(({ state, name, table }) => `${state.padEnd(7)}  file ${name} of ${table}`),
        ...parts.map(({ state, title, text: found }) => `${state.padEnd(7)}  ${title}: ${found}`),
      ].join('\n')
  await print(`${text}\n`, line, streams)
  return parts.every(({ state }) => state === 'same') ? 0 : 1
}
