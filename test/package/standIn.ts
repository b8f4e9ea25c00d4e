import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The text by which Electron's fuses are found in its executable (see @electron/fuses), version 1, nine fuses, all off.
 */
const FUSE_WIRE = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX', 'ascii'),
  Buffer.from([1, 9]),
  Buffer.from('0'.repeat(9), 'ascii'),
])

/** A folder that electron-builder takes for an unpacked Electron: its files by name, without a program in them. */
export function writeStandIn(folder: string, version: string): string {
  mkdirSync(join(folder, 'resources'), { recursive: true })
  mkdirSync(join(folder, 'locales'), { recursive: true })
  writeFileSync(
    join(folder, 'electron'),
    Buffer.concat([Buffer.from("#!/bin/sh\n# A stand-in for Electron's executable.\n"), FUSE_WIRE, Buffer.from('\n')]),
    { mode: 0o755 },
  )
  writeFileSync(join(folder, 'version'), version)
  for (const name of [
    'LICENSE',
    'LICENSES.chromium.html',
    'resources.pak',
    'icudtl.dat',
    'chrome_100_percent.pak',
    'chrome_200_percent.pak',
    'v8_context_snapshot.bin',
    'snapshot_blob.bin',
    'locales/en-US.pak',
    'locales/de.pak',
  ]) {
    writeFileSync(join(folder, name), '')
  }
  return folder
}
