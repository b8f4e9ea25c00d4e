import { LatheError } from '../model/error'
import type { FileInfo } from './files'

export function fileNotFound(path: string, label: string, cause?: unknown): LatheError<'not-found'> {
  return new LatheError(
    'not-found',
    `There is no file “${path}” in ${label}.`,
    { what: 'file', name: path },
    cause === undefined ? undefined : { cause },
  )
}

export function readFailed(path: string, label: string, cause: unknown): LatheError<'store-read'> {
  return new LatheError(
    'store-read',
    `“${path}” in ${label} could not be read; check that the folder is reachable, then try again.`,
    { path },
    { cause },
  )
}

export function writeFailed(path: string, label: string, cause: unknown): LatheError<'store-write'> {
  const full = isOutOfSpace(cause)
  const advice = full
    ? 'there is no space left: free some, then try again'
    : 'check that the place is writable, then try again'
  return new LatheError('store-write', `“${path}” in ${label} could not be written; ${advice}.`, { path }, { cause })
}

/** Who holds a workspace's lock; the pid is null while the lock's file names nobody. */
export interface LockOwner {
  readonly pid: number | null
  readonly host: string
  readonly ageMs: number
}

/** For a store that cannot say who holds its lock. */
export function lockedElsewhere(label: string): LatheError<'workspace-locked'> {
  return new LatheError(
    'workspace-locked',
    `Another window or process is working on ${label}; wait for it or close it, then try again.`,
    { workspace: label },
  )
}

/** For a lock that is a file; `owner` is null when many fight for it. */
export function lockedBy(label: string, file: string, owner: LockOwner | null): LatheError<'workspace-locked'> {
  if (owner === null)
    return new LatheError('workspace-locked', `Several processes want to work on ${label} (${file}); try again.`, {
      workspace: label,
      file,
    })
  const who = owner.pid === null ? 'A process' : `Process ${owner.pid}`
  const message =
    `${who} on ${owner.host} has been working on ${label} for ${ageText(owner.ageMs)}; wait for it or close it, ` +
    'then try again. ' +
    `If it is not running any more, remove ${file}.`
  const pid = owner.pid === null ? {} : { pid: owner.pid }
  return new LatheError('workspace-locked', message, {
    workspace: label,
    file,
    host: owner.host,
    ageMs: Math.round(owner.ageMs),
    ...pid,
  })
}

/** The path of a file that is to be made is taken. */
export function pathTaken(path: string, label: string, cause?: unknown): LatheError<'store-write'> {
  return new LatheError(
    'store-write',
    `“${path}” in ${label} is there already and was not written over; try again.`,
    { path },
    cause === undefined ? undefined : { cause },
  )
}

function ageText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 120) return `${seconds} s`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}

export function byPath(a: FileInfo, b: FileInfo): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}

function isOutOfSpace(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  return cause.name === 'QuotaExceededError' || (cause as { code?: unknown }).code === 'ENOSPC'
}
