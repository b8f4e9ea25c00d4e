import { alertsOf } from './alerts'
import { changePct } from './dailyTile'
import type { OverviewPart } from './askOverview'
import type { NextQuestion } from './nextQuestions'
import type { QualityCheck } from './dataQuality'

function answerJson({ answer }: OverviewPart): object {
  switch (answer?.kind) {
    case undefined:
      return {}
    case 'daily':
      return {
        date: answer.last?.date ?? null,
        value: answer.last?.value ?? null,
        complete: answer.last?.complete ?? null,
        mean_before: answer.before,
        change_pct: changePct(answer.last?.value ?? null, answer.before),
        unit: answer.unit,
        good: answer.good,
        target: answer.target,
        limits: answer.limits,
        days: answer.days,
      }
    case 'rate':
      return { users: answer.users, eligible: answer.eligible, value: answer.pct }
    case 'list':
      return { rows: answer.rows }
    // Its figures are those of its analysis, which a script asks for by itself.
    case 'chart':
      return {}
  }
}

/** The overview as the terminal prints it. */
export function overviewJson(
  parts: readonly OverviewPart[],
  quality: readonly QualityCheck[],
  next: readonly NextQuestion[],
): object {
  return {
    figures: parts.map((part) => ({
      name: part.question.name,
      title: part.question.title,
      query: part.question.link.analysis,
      parameters: part.question.link.values,
      ...(part.failure === null ? answerJson(part) : { error: part.failure.message }),
    })),
    alerts: alertsOf(parts),
    quality: quality.map(({ name, state, text, count }) => ({ name, state, text, count })),
    next: next.map(({ title, link }) => ({ title, query: link.analysis, parameters: link.values })),
  }
}
