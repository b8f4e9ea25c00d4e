import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable, ResultValue } from '../../../src-renderer/query/contract/result'

/** Pieces of content between two looks at whether somebody cancelled. */
const CHUNK = 256

/** What decides which content is viral. */
export interface ViralRules {
  readonly windowMicros: number
  readonly threshold: number
  readonly leastViews: number
}

interface Peak {
  readonly rate: number
  readonly at: number
  readonly views: number
  readonly shares: number
  readonly comments: number
}

/** The highest rate of one piece of content, when it first went above the threshold, and whether it is so now. */
interface Rated {
  readonly peak: Peak | null
  readonly viralAt: number | null
  readonly isNow: boolean
}

/** Slides the window over one piece of content after the other. */
function ratings({ timeline }: KernelRun, rules: ViralRules, now: number): (content: number) => Rated {
  const { at, starts } = timeline
  const [isView, isShare, isComment] = [timeline.flag('view'), timeline.flag('share'), timeline.flag('comment')]
  return (content) => {
    let [first, views, shares, comments] = [starts[content]!, 0, 0, 0]
    function dropUntil(micros: number): void {
      for (; at[first]! < micros; first += 1) {
        views -= isView[first]!
        shares -= isShare[first]!
        comments -= isComment[first]!
      }
    }
    let peak: Peak | null = null
    let viralAt: number | null = null
    const end = starts[content + 1]!
    for (let row = first; row < end; row += 1) {
      views += isView[row]!
      shares += isShare[row]!
      comments += isComment[row]!
      // Events of one moment are all in its window.
      if (row + 1 < end && at[row + 1] === at[row]) continue
      dropUntil(at[row]! - rules.windowMicros)
      if (views < rules.leastViews) continue
      const rate = (shares + comments) / views
      if (peak === null || rate > peak.rate) peak = { rate, at: at[row]!, views, shares, comments }
      if (viralAt === null && rate > rules.threshold) viralAt = at[row]!
    }
    if (end > first && at[end - 1]! < now - rules.windowMicros) return { peak, viralAt, isNow: false }
    dropUntil(now - rules.windowMicros)
    return { peak, viralAt, isNow: views >= rules.leastViews && (shares + comments) / views > rules.threshold }
  }
}

/** Content with enough views in some window, the highest peak first; what else there is, is left out. */
export async function rateContent(run: KernelRun, rules: ViralRules): Promise<ResultTable> {
  const { timeline, beside, pace } = run
  const rate = ratings(run, rules, Number(beside?.rowCount === 0 ? 0 : beside?.value(0, 'now_us')))
  const rows: Record<string, ResultValue>[] = []
  for (let content = 0; content < timeline.users; content += 1) {
    if (content % CHUNK === 0) await pace()
    const { peak, viralAt, isNow } = rate(content)
    if (peak === null) continue
    const told = timeline.keys[content]!
    rows.push({
      content: beside?.value(told, 'content') ?? null,
      creator: beside?.value(told, 'creator') ?? null,
      viral: viralAt !== null,
      viral_at: viralAt,
      peak: peak.rate,
      peak_at: peak.at,
      views: peak.views,
      shares: peak.shares,
      comments: peak.comments,
      viral_now: isNow,
    })
  }
  run.leaveOut('few-views', timeline.users - rows.length)
  rows.sort((a, b) => Number(b['peak']) - Number(a['peak']) || (String(a['content']) < String(b['content']) ? -1 : 1))
  return computedResult(
    [
      { name: 'content', type: 'string' },
      { name: 'creator', type: 'string' },
      { name: 'viral', type: 'boolean' },
      { name: 'viral_at', type: 'timestamp' },
      { name: 'peak', type: 'double' },
      { name: 'peak_at', type: 'timestamp' },
      { name: 'views', type: 'integer' },
      { name: 'shares', type: 'integer' },
      { name: 'comments', type: 'integer' },
      { name: 'viral_now', type: 'boolean' },
    ],
    rows,
  )
}
