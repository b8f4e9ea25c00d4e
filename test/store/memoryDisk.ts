import type { DiskHandle, DiskIo } from '../../src-renderer/store/diskIo'

/**
 * What happens at the chosen step: `fail` refuses it and goes on; the others end the process there, before, half-way
 * through or after it. With `-power` all that was not flushed is lost as well: unflushed bytes and unflushed names.
 */
export type Fault = 'fail' | 'crash-before' | 'crash-half' | 'crash-after' | 'crash-half-power' | 'crash-after-power'
export const FAULTS: readonly Fault[] = [
  'fail',
  'crash-before',
  'crash-half',
  'crash-after',
  'crash-half-power',
  'crash-after-power',
]

interface Inode {
  bytes: Uint8Array
  flushed: Uint8Array
}

class SystemError extends Error {
  constructor(
    readonly code: string,
    path: string,
  ) {
    super(`${code}: ${path}`)
  }
}

/** A disk in memory that knows what is flushed and what is not, with one fault at the n-th step. */
export class MemoryDisk implements DiskIo {
  /** Every step that was taken, by kind. */
  readonly steps: string[] = []
  #names = new Map<string, Inode>()
  /** Names that would be there after a power cut. */
  #lasting = new Map<string, Inode>()
  #folders = new Set<string>(['/'])
  #lastingFolders = new Set<string>(['/'])
  #crashed = false
  #faultAt = Infinity
  #fault: Fault = 'fail'

  /** The same disk, to be changed on its own, whose n-th step from now goes wrong. */
  copy(faultAt = Infinity, fault: Fault = 'fail'): MemoryDisk {
    const disk = new MemoryDisk()
    const inodes = new Map<Inode, Inode>()
    const of = (inode: Inode): Inode => {
      const known = inodes.get(inode) ?? { ...inode }
      inodes.set(inode, known)
      return known
    }
    disk.#names = new Map([...this.#names].map(([name, inode]) => [name, of(inode)]))
    disk.#lasting = new Map([...this.#lasting].map(([name, inode]) => [name, of(inode)]))
    disk.#folders = new Set(this.#folders)
    disk.#lastingFolders = new Set(this.#lastingFolders)
    disk.#faultAt = faultAt
    disk.#fault = fault
    return disk
  }

  /** What the next process finds: without a lock, since the one who had it is gone. */
  restarted(): MemoryDisk {
    const disk = this.copy()
    for (const name of [...disk.#names.keys()]) if (name.includes('/.lathe-lock')) disk.#names.delete(name)
    return disk
  }

  /** Flips one bit of a file, behind everybody's back. */
  flip(full: string, bit: number): void {
    const inode = this.#names.get(full)!
    const bytes = inode.bytes.slice()
    bytes[bit >>> 3] = bytes[bit >>> 3]! ^ (1 << (bit & 7))
    inode.bytes = inode.flushed = bytes
  }

  bytesOf(full: string): Uint8Array | undefined {
    return this.#names.get(full)?.bytes
  }

  get paths(): readonly string[] {
    return [...this.#names.keys()].sort()
  }

  read(full: string): Promise<Uint8Array> {
    return this.#step('read', full, () => this.#inode(full).bytes.slice())
  }

  async create(full: string): Promise<DiskHandle> {
    const inode = await this.#step('create', full, () => {
      this.#checkFolder(full)
      if (this.#names.has(full) || this.#folders.has(full)) throw new SystemError('EEXIST', full)
      const made: Inode = { bytes: new Uint8Array(), flushed: new Uint8Array() }
      this.#names.set(full, made)
      return made
    })
    return {
      write: (bytes) =>
        this.#step(
          'write',
          full,
          () => {
            inode.bytes = bytes.slice()
          },
          () => {
            inode.bytes = bytes.slice(0, bytes.byteLength >>> 1)
          },
        ),
      sync: () =>
        this.#step('flush', full, () => {
          inode.flushed = inode.bytes
        }),
      close: () => Promise.resolve(),
    }
  }

  rename(from: string, to: string): Promise<void> {
    return this.#step('rename', from, () => {
      const inode = this.#inode(from)
      if (this.#folders.has(to)) throw new SystemError('EISDIR', to)
      this.#names.delete(from)
      this.#names.set(to, inode)
    })
  }

  link(existing: string, added: string): Promise<void> {
    return this.#step('link', added, () => {
      if (this.#names.has(added)) throw new SystemError('EEXIST', added)
      this.#names.set(added, this.#inode(existing))
    })
  }

  remove(full: string): Promise<void> {
    return this.#step('remove', full, () => {
      this.#names.delete(full)
    })
  }

  makeFolder(full: string): Promise<string | undefined> {
    return this.#step('makeFolder', full, () => {
      let first: string | undefined
      for (let at = full.indexOf('/', 1); ; at = full.indexOf('/', at + 1)) {
        const folder = at < 0 ? full : full.slice(0, at)
        if (this.#names.has(folder)) throw new SystemError('ENOTDIR', folder)
        if (!this.#folders.has(folder)) first ??= folder
        this.#folders.add(folder)
        if (at < 0) return first
      }
    })
  }

  syncFolder(full: string): Promise<void> {
    return this.#step('flush', full, () => {
      for (const name of [...this.#lasting.keys()])
        if (parentOf(name) === full && !this.#names.has(name)) this.#lasting.delete(name)
      for (const [name, inode] of this.#names) if (parentOf(name) === full) this.#lasting.set(name, inode)
      for (const folder of this.#folders) if (parentOf(folder) === full) this.#lastingFolders.add(folder)
    })
  }

  list(full: string): ReturnType<DiskIo['list']> {
    return this.#step('list', full, () => {
      if (!this.#folders.has(full)) throw new SystemError('ENOENT', full)
      const files = [...this.#names.keys()]
        .filter((name) => parentOf(name) === full)
        .map((name) => ({ name: baseOf(name), isFolder: false, isFile: true }))
      const folders = [...this.#folders]
        .filter((name) => name !== '/' && parentOf(name) === full)
        .map((name) => ({ name: baseOf(name), isFolder: true, isFile: false }))
      return [...files, ...folders]
    })
  }

  stat(full: string): ReturnType<DiskIo['stat']> {
    return this.#step('stat', full, () => ({ size: this.#inode(full).bytes.byteLength, mtimeMs: 0, ino: 0 }))
  }

  /** Work is done at once, so that a crash finds no other work half-way. */
  #step<T>(kind: string, path: string, whole: () => T, half: () => void = () => undefined): Promise<T> {
    return new Promise((resolve) => {
      if (this.#crashed) throw new SystemError('EIO', 'crashed')
      const at = this.steps.push(kind) - 1
      if (at !== this.#faultAt) {
        resolve(whole())
        return
      }
      if (this.#fault.startsWith('crash-half')) half()
      if (this.#fault.startsWith('crash-after')) whole()
      if (this.#fault !== 'fail') this.#crashed = true
      if (this.#fault.endsWith('power')) this.#cutPower()
      throw new SystemError('EIO', path)
    })
  }

  #cutPower(): void {
    this.#folders = new Set(
      [...this.#lastingFolders].filter((folder) => ancestorsOf(folder).every((one) => this.#lastingFolders.has(one))),
    )
    this.#names = new Map([...this.#lasting].filter(([name]) => this.#folders.has(parentOf(name))))
    for (const inode of this.#names.values()) inode.bytes = inode.flushed
  }

  #inode(full: string): Inode {
    const inode = this.#names.get(full)
    if (inode !== undefined) return inode
    throw new SystemError(this.#folders.has(full) ? 'EISDIR' : 'ENOENT', full)
  }

  #checkFolder(full: string): void {
    if (!this.#folders.has(parentOf(full))) throw new SystemError('ENOENT', full)
  }
}

function parentOf(full: string): string {
  return full.slice(0, full.lastIndexOf('/')) || '/'
}

function baseOf(full: string): string {
  return full.slice(full.lastIndexOf('/') + 1)
}

function ancestorsOf(full: string): readonly string[] {
  const parts: string[] = []
  for (let at = full.indexOf('/', 1); at > 0; at = full.indexOf('/', at + 1)) parts.push(full.slice(0, at))
  return parts
}
