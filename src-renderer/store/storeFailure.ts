import { LatheError } from '../model/error'
import type { FileInfo } from './files'

export function fileNotFound(path: string, label: string, cause?: unknown): LatheError<'not-found'> {
  return new LatheError('not-found', `There is no file “${path}” in ${label}.`, { what: 'file', name: path }, cause === undefined ? undefined : { cause })
}

export function readFailed(path: string, label: string, cause: unknown): LatheError<'store-read'> {
  return new LatheError('store-read', `“${path}” in ${label} could not be read; check that the folder is reachable, then try again.`, { path }, { cause })
}

export function writeFailed(path: string, label: string, cause: unknown): LatheError<'store-write'> {
  const full = isOutOfSpace(cause)
  const advice = full ? 'there is no space left: free some, then try again' : 'check that the place is writable, then try again'
  return new LatheError('store-write', `“${path}” in ${label} could not be written; ${advice}.`, { path }, { cause })
}

export function lockedElsewhere(label: string): LatheError<'workspace-locked'> {
  return new LatheError('workspace-locked', `Another window or process is working on ${label}; close it there, then try again.`, { workspace: label })
}

export function byPath(a: FileInfo, b: FileInfo): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}

function isOutOfSpace(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  return cause.name === 'QuotaExceededError' || (cause as { code?: unknown }).code === 'ENOSPC'
}
