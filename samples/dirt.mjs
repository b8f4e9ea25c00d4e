/**
 * What happens to a log on its way: lines sent twice, lines cut where a writer died, lines without a readable time. No
 * row is lost by it: what it adds is to be rejected, or left out as known.
 *
 * @param {import('./random.mjs').Random} random
 * @param {string} text whole lines
 * @param {{ cut: number, timeless: number, again: number, time: string }} how how many of each, and the column that is
 * the time; `again` wants a log with event ids
 * @returns {{ text: string, dirt: { rejected: number, duplicates: number } }}
 */
export function dirtied(random, text, { cut, timeless, again, time }) {
  const lines = text.trimEnd().split('\n')
  const places = random.shuffle([...lines.keys()].slice(1)).slice(0, cut + timeless + again)
  const added = new Map(
    places.map((place, index) => {
      const line = lines[place]
      if (index < cut) return [place, line.slice(0, line.length >> 1)]
      if (index < cut + timeless) return [place, JSON.stringify({ ...JSON.parse(line), [time]: '0000-00-00 00:00:00' })]
      return [place, line]
    }),
  )
  const dirty = lines.flatMap((line, place) => (added.has(place) ? [line, added.get(place)] : [line]))
  return { text: `${dirty.join('\n')}\n`, dirt: { rejected: cut + timeless, duplicates: again } }
}

/** As a tool of Windows saves a file: a mark at the beginning, two characters at each line's end. @param {string} text */
export function savedOnWindows(text) {
  return `\uFEFF${text.replaceAll('\n', '\r\n')}`
}
