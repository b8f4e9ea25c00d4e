/** What stands for the parts of a line in a layout; as in Log4j's PatternLayout, with a few more. */
const PARTS: Readonly<Record<string, string>> = {
  d: String.raw`(?<time>\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?)`,
  p: String.raw`(?<level>TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ALERT|CRITICAL|SEVERE|FATAL|PANIC|LOG|HINT|DETAIL|STATEMENT|FINE|FINER|FINEST|CONFIG|trace|debug|info|notice|warn|warning|error|crit|critical|alert|emerg|fatal)`,
  t: String.raw`(?<thread>[^\]]*?)`,
  c: String.raw`(?<logger>[\w$.\-/[\]<>]+?)`,
  P: String.raw`(?<pid>\d+)`,
  F: String.raw`(?<source>[^\s\]:}]+:\d+)`,
  L: String.raw`(?<source_line>\d+)`,
  h: String.raw`(?<hostname>\S+)`,
  m: String.raw`(?<message>.*)`,
}

/**
 * The pattern of a line that is written by a layout, as logging libraries have them: `%d` time, `%p` level, `%t`
 * thread, `%c` logger, `%P` process, `%F` file and line, `%L` line, `%h` host, `%m` message (widths as `%-5p` say
 * nothing); a blank is one or more. Throws RangeError for a part that is not known.
 */
export function layoutPattern(layout: string): RegExp {
  const source = layout.replace(/%-?\d*([A-Za-z])|( +)|([^%\s\w])/g, (found, part, blanks, sign) => {
    if (typeof blanks === 'string') return ' +'
    if (typeof sign === 'string') return `\\${sign}`
    const pattern = PARTS[String(part)]
    if (pattern === undefined) throw new RangeError(`${found} is no part of a layout`)
    return pattern
  })
  return new RegExp(`^${source}$`)
}
