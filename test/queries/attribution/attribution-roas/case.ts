import fc from 'fast-check'
import { attributionRoas } from '../../../../queries/attribution/attribution-roas'
import { sorted, type AnalysisCase, type Source } from '../../case'
import type { LogEvent } from '../../nativeDuckdb'
import { JOURNEYS } from '../../sources'
import { NAMES, questionArbitrary } from '../attribution/randomJourneys'
import { attributionReference } from '../attribution/reference'
import { askedOf, CREDITS_ARE_PARTS, type Question } from '../journeyCase'

interface Advertised {
  readonly events: readonly LogEvent[]
  readonly spend: readonly { readonly campaign: string; readonly cost: number | null }[]
}

/** Journeys, and what campaigns cost: several rows of one, absent amounts, nothing spent, campaigns that nobody saw. */
const LOG: Source<Advertised> = {
  arbitrary: fc.record({
    events: JOURNEYS.arbitrary,
    spend: fc.array(
      fc.record({ campaign: fc.constantFrom('ads', 'mail', 'idle'), cost: fc.constantFrom(null, 0, 0.5, 2, 5) }),
      { maxLength: 5 },
    ),
  }),
  load: async (db, log) => {
    await JOURNEYS.load(db, log.events)
    await db.loadPlain('costs', log.spend, { campaign: 'string', cost: 'double' })
  },
}

const tierOf = (roas: number): string =>
  roas >= 3 ? 'excellent' : roas >= 2 ? 'good' : roas >= 1 ? 'break-even' : 'poor'

export const analysisCase: AnalysisCase<Advertised, { question: Question; model: string }> = {
  log: LOG,
  choices: fc.record({ question: questionArbitrary, model: fc.constantFrom('last', 'linear', 'all') }),
  asked: ({ question, model }) => ({
    ...askedOf(attributionRoas, question, model),
    channel: 'channel',
    spend_table: 'costs',
    spend_campaign: 'campaign',
    spend_column: 'cost',
  }),
  reference: ({ events, spend }, { question, model }) =>
    sorted(
      (model === 'all' ? NAMES : [model]).flatMap((one) => {
        const credits = attributionReference(events, { ...question, model: one })
        const campaigns = new Set([...credits.map((credit) => credit.channel), ...spend.map((row) => row.campaign)])
        return [...campaigns].map((campaign) => {
          const own = spend.filter((row) => row.campaign === campaign)
          const spent = own.length === 0 ? null : own.reduce((sum, row) => sum + (row.cost ?? 0), 0)
          const { conversions, value } = credits.find((credit) => credit.channel === campaign) ?? {
            conversions: 0,
            value: 0,
          }
          const roas = spent === null || spent === 0 ? null : value / spent
          return {
            model: one,
            campaign,
            spend: spent,
            conversions,
            value,
            roas,
            tier: roas === null ? null : tierOf(roas),
            cpa: spent === null || conversions === 0 ? null : spent / conversions,
          }
        })
      }),
    ),
  told: (rows) =>
    sorted(
      rows.map(({ model, campaign, spend, conversions, value, roas, tier, cpa }) => ({
        model,
        campaign,
        spend,
        conversions,
        value,
        roas,
        tier,
        cpa,
      })),
    ),
  without: { drill: CREDITS_ARE_PARTS, bench: 'the generated log has no table of spend' },
}
