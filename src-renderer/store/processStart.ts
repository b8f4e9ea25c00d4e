import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** How far two clocks' estimates of one start may lie apart. */
const SLACK_MS = 3_000
const TICKS_A_SECOND = 100

/** When a process began: two processes that had one pid after each other differ in it. */
export interface ProcessStart {
  /** `x…` is exact; `~` and milliseconds since 1970 is an estimate. No blanks. */
  readonly mark: string
  readonly atMs: number
}

/** Whether there is a process of this pid on this machine. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * When a living process began, from /proc (Linux) or `ps`; null where neither tells. For this process itself never
 * null.
 */
export async function processStart(pid: number): Promise<ProcessStart | null> {
  const found =
    process.platform === 'linux' ? await fromProc(pid) : process.platform === 'win32' ? null : await fromPs(pid)
  return found ?? (pid === process.pid ? estimated(Date.now() - process.uptime() * 1000) : null)
}

/** Whether a mark that was written down is that of this process. */
export function isSameStart(mark: string, start: ProcessStart): boolean {
  if (mark.startsWith('x') && start.mark.startsWith('x')) return mark === start.mark
  const atMs = mark.startsWith('~') ? Number(mark.slice(1)) : Number.NaN
  return Number.isFinite(atMs) && Math.abs(atMs - start.atMs) <= SLACK_MS
}

/** Whether a process began only after something was written at that time. */
export function beganAfter(start: ProcessStart, writtenMs: number): boolean {
  return start.atMs > writtenMs + SLACK_MS
}

function estimated(atMs: number): ProcessStart {
  return { mark: `~${Math.round(atMs)}`, atMs }
}

/** Field 22 of /proc/PID/stat: ticks between the machine's start and the process's. */
async function fromProc(pid: number): Promise<ProcessStart | null> {
  try {
    const [stat, uptime, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/uptime', 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    ])
    // The name, in brackets, may hold anything.
    const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
    if (!Number.isFinite(ticks)) return null
    const atMs = Date.now() - Number(uptime.split(' ')[0]) * 1000 + (ticks * 1000) / TICKS_A_SECOND
    return { mark: `x${ticks}.${boot.slice(0, 8)}`, atMs }
  } catch {
    return null
  }
}

async function fromPs(pid: number): Promise<ProcessStart | null> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], { env: { LC_ALL: 'C' } })
    const atMs = Date.parse(stdout.trim())
    return Number.isFinite(atMs) ? estimated(atMs) : null
  } catch {
    return null
  }
}
