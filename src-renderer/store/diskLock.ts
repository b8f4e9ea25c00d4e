import { elementAt } from '../base/required'
import { createHash, randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isLatheError, type LatheError } from '../model/error'
import { codeOf, type DiskIo } from './diskIo'
import { beganAfter, isAlive, isSameStart, processStart } from './processStart'
import { lockedBy, writeFailed, type LockOwner } from './storeFailure'

/** Every file of the lock begins with this. */
export const LOCK_NAME = '.lathe-lock'
/** A lock without an owner's name may be about to get it; older than this, its maker is gone. */
const NAMELESS_MS = 2_000
const ATTEMPTS = 5
/** Locks of this process that were given back, but whose files could not be removed. */
const givenUp = new Set<string>()

/** A lock's file as it was seen. */
interface Seen {
  readonly text: string
  readonly mtimeMs: number
  readonly ino: number
}

/**
 * The writer lock of a folder: a file that names its owner (`pid host start time token`), made in one step with its
 * content. A lock whose process is gone, or has another start than the owner had (a pid that is used again, as 1 is in
 * every container), or that names nobody, is taken over; one of another machine never.
 *
 * Take-over: a file is made whose name holds the identity of that one stale lock, which only one can make; only its
 * maker may remove the lock, and only that one. Where the maker died in between, the next number decides. So nobody
 * removes a fresh lock, and of many who find a stale one, one wins.
 *
 * Throws `workspace-locked`, naming the owner, and `store-write`.
 */
export async function takeLock(io: DiskIo, root: string): Promise<() => Promise<void>> {
  const full = join(root, LOCK_NAME)
  const start = await processStart(process.pid)
  const token = randomBytes(8).toString('hex')
  const text = `${process.pid} ${hostname()} ${start?.mark ?? '-'} ${new Date().toISOString()} ${token}\n`
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await makeWhole(io, full, text)) return releaseOf(io, full, text)
      const holder = await takeAwayStale(io, full, text, root)
      if (holder !== null) throw holder
    }
  } catch (cause) {
    throw isLatheError(cause) ? cause : writeFailed(LOCK_NAME, root, cause)
  }
  throw lockedBy(root, full, null)
}

function releaseOf(io: DiskIo, full: string, text: string): () => Promise<void> {
  let held = true
  return async () => {
    if (!held) return
    held = false
    // What was done under the lock is done, so a file that stays is no failure: this process and, later, others take it
    // over.
    await removeOwn(io, full, text)
      .catch(() => removeOwn(io, full, text))
      .catch(() => {
        givenUp.add(text)
      })
  }
}

/** Somebody may have taken the file away by hand and another have made one since. */
async function removeOwn(io: DiskIo, full: string, text: string): Promise<void> {
  if ((await look(io, full))?.text === text) await io.remove(full)
}

/** Makes the file with its content in one step; false when there is one. */
async function makeWhole(io: DiskIo, full: string, text: string): Promise<boolean> {
  const temporary = `${full}-new-${randomBytes(8).toString('hex')}`
  try {
    await writeNew(io, temporary, text)
    await io.link(temporary, full)
    return true
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(codeOf(cause) ?? '')) throw cause
  } finally {
    await io.remove(temporary).catch(() => undefined)
  }
  // A file system without hard links: for a moment the lock names nobody.
  try {
    await writeNew(io, full, text)
    return true
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false
    throw cause
  }
}

async function writeNew(io: DiskIo, full: string, text: string): Promise<void> {
  const file = await io.create(full)
  try {
    await file.write(new TextEncoder().encode(text))
  } finally {
    await file.close()
  }
}

/** Null when the lock is gone now; otherwise why it stays. */
async function takeAwayStale(io: DiskIo, full: string, own: string, root: string): Promise<LatheError | null> {
  const seen = await look(io, full)
  if (seen === null) return null
  const owner = await livingOwner(seen)
  if (owner !== null) return lockedBy(root, full, owner)
  const identity = identityOf(seen)
  for (let number = 1; ; number++) {
    const guard = `${full}-take-${identity}-${number}`
    if (!(await makeWhole(io, guard, own))) {
      const other = await look(io, guard)
      if (other === null) return null
      const taker = await livingOwner(other)
      if (taker !== null) return lockedBy(root, full, taker)
      continue
    }
    try {
      const now = await look(io, full)
      if (now !== null && identityOf(now) === identity) await io.remove(full)
      return null
    } finally {
      for (let each = number; each >= 1; each--)
        await io.remove(`${full}-take-${identity}-${each}`).catch(() => undefined)
    }
  }
}

async function look(io: DiskIo, full: string): Promise<Seen | null> {
  try {
    const text = new TextDecoder().decode(await io.read(full))
    const { mtimeMs, ino } = await io.stat(full)
    return { text, mtimeMs, ino }
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null
    throw cause
  }
}

function identityOf({ text, mtimeMs, ino }: Seen): string {
  return createHash('sha256').update(`${text}\n${mtimeMs}\n${ino}`).digest('hex').slice(0, 16)
}

/**
 * Who holds a lock, as far as it can be known; null when nobody does. An older Lathe wrote no more than pid and host.
 */
async function livingOwner({ text, mtimeMs }: Seen): Promise<LockOwner | null> {
  if (givenUp.has(text)) return null
  const found = /^(\d+) (\S+)(?: (\S+) (\S+) \S+)?\s*$/.exec(text)
  const ageMs = Math.max(0, Date.now() - mtimeMs)
  if (found === null) return ageMs >= NAMELESS_MS ? null : { pid: null, host: hostname(), ageMs }
  const pid = Number(found[1])
  const owner: LockOwner = { pid, host: elementAt(found, 2), ageMs }
  if (owner.host !== hostname()) return owner
  if (!isAlive(pid)) return null
  const start = await processStart(pid)
  if (start === null) return owner
  const mark = found[3]
  // Without a mark, this process's own pid is that of an earlier one: this Lathe writes marks.
  const isOwners =
    mark === undefined || mark === '-' ? pid !== process.pid && !beganAfter(start, mtimeMs) : isSameStart(mark, start)
  return isOwners ? owner : null
}
