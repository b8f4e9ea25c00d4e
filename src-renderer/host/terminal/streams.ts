/** Where the terminal host writes: results to `out`, progress and notes to `note`. */
export interface Streams {
  /** Standard output, or the file of --out. */
  out(bytes: Uint8Array | string): Promise<void>
  /** One line on standard error. */
  note(line: string): void
  /** A line that is drawn over on a terminal, and printed at most every two seconds elsewhere. */
  progress(line: string): void
  /** Ends a line drawn by progress. */
  endProgress(): void
}

const PLAIN_EVERY_MS = 2000

/** Streams of this process. A closed pipe (`| head`) ends the process quietly. */
export function processStreams(): Streams {
  let lastAt = 0
  let drawn = false
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1)
  })
  return {
    out: (bytes) =>
      new Promise((resolve, reject) => {
        process.stdout.write(bytes, (error) => {
          if (error == null) resolve()
          else reject(error)
        })
      }),
    note: (line) => {
      process.stderr.write(`${line}\n`)
    },
    progress: (line) => {
      if (process.stderr.isTTY) {
        process.stderr.write(`\r\x1b[2K${line.slice(0, (process.stderr.columns || 80) - 1)}`)
        drawn = true
      } else if (Date.now() - lastAt > PLAIN_EVERY_MS) {
        process.stderr.write(`${line}\n`)
        lastAt = Date.now()
      }
    },
    endProgress: () => {
      if (drawn) process.stderr.write('\r\x1b[2K')
      drawn = false
    },
  }
}
