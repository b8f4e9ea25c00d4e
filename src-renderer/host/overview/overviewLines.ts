import { formatCount } from '../../chart/format'
import { alertsOf } from './alerts'
import type { OverviewPart } from './askOverview'
import type { QualityCheck } from './dataQuality'
import type { NextQuestion } from './nextQuestions'
import { changeText, detailText, tileText } from './overviewText'

const NAME_WIDTH = 24
const VALUE_WIDTH = 12

function linesOf({ question, answer, failure }: OverviewPart): readonly string[] {
  const title = question.title.padEnd(NAME_WIDTH)
  if (failure !== null) return [`${title} ${failure.message}`]
  switch (answer?.kind) {
    case 'daily': {
      const target = answer.target === null ? '' : `, target ${formatCount(answer.target)}`
      return [
        `${title} ${tileText(answer).padStart(VALUE_WIDTH)}  ${detailText(answer)}, ${changeText(answer)}${target}`,
      ]
    }
    case 'rate':
      return [`${title} ${tileText(answer).padStart(VALUE_WIDTH)}  ${detailText(answer)}`]
    case 'list':
      return [
        '',
        question.title,
        ...answer.rows.map(
          ({ name, value }) => `  ${name.padEnd(NAME_WIDTH - 2)} ${formatCount(value).padStart(VALUE_WIDTH)}`,
        ),
      ]
    default:
      return answer?.spec == null ? [] : ['', `${question.title}: ${answer.spec.summary}`]
  }
}

/** The overview as lines of text. */
export function overviewLines(
  parts: readonly OverviewPart[],
  quality: readonly QualityCheck[],
  next: readonly NextQuestion[],
): readonly string[] {
  const alerts = alertsOf(parts)
  const asked = next.map(({ title, link }) => `  ${title} (lathe query ${link.analysis})`)
  return [
    ...parts.flatMap(linesOf),
    ...(alerts.length === 0
      ? []
      : ['', 'Limits', ...alerts.map(({ state, text }) => `  ${state === 'within' ? ' ' : '!'} ${text}`)]),
    '',
    'The data',
    ...quality.map(({ state, text }) => `  ${state === 'look' ? '!' : ' '} ${text}`),
    ...(asked.length === 0 ? [] : ['', 'To ask next', ...asked]),
  ]
}
