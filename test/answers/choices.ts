import type { ParameterValue } from '../../src-renderer/query/contract/parameter'

/**
 * What is asked of each sample: each set is given to every analysis that runs on the sample's tables, which takes the
 * parameters that it knows. The first set holds what the others build upon.
 */
type Given = Readonly<Record<string, ParameterValue>>

const FUNNEL_FORMS: readonly Given[] = [
  { breakdown_at: 'first-touch', window: '3 days' },
  { order: 'any' },
  { order: 'strict', window: 'none' },
  { entry: 'first', ties: 'any', counting: 'totals' },
]
const EVERYWHERE: readonly Given[] = [
  { unit: 'week', entry: 'recurring', clock: 'rolling', criterion: 'on-or-after', model: 'all' },
  {
    unit: 'month',
    timezone: 'Australia/Lord_Howe',
    week_start: 'sunday',
    criterion: 'streak',
    denominator: 'previous',
    model: 'markov',
  },
  { model: 'time-decay' },
]

export const CHOICES: Readonly<
  Record<string, { readonly table: string | null; readonly base: Given; readonly more: readonly Given[] }>
> = {
  newsfeed: {
    table: 'newsfeed',
    base: {
      steps: ['session_start', 'post_view', 'post_like'],
      exclude: [{ event: 'story_view', from: 2, to: 3 }],
      conversion: 'post_like',
      touches: 'post_view',
      channel: 'country',
      click: 'post_view',
      view: 'post_view',
      content: 'props.post_id',
      creator: 'props.creator_id',
      like: 'post_like',
      share: 'post_share',
      comment: 'post_comment',
      min_views: 1,
      dimensions: ['platform', 'country'],
      columns: ['platform', 'country'],
      exposure: 'session_start',
      variant: 'platform',
      metric: 'post_like',
      group: 'country',
      treated: 'US',
      group_column: 'platform',
      exposed_value: 'ios',
      holdout_value: 'android',
      least: 1,
    },
    more: [
      ...FUNNEL_FORMS,
      ...EVERYWHERE,
      { breakdown: 'platform' },
      {
        include_test: true,
        filter: [{ column: 'country', op: 'in', value: ['US', 'IN', 'BR'] }],
        active_events: ['post_like', 'post_view'],
        from: '2024-03-08',
        to: '2024-03-20',
      },
    ],
  },
  ads: {
    table: 'ads',
    base: {
      conversion: 'conversion',
      touches: ['click', 'impression'],
      channel: 'channel',
      click: 'click',
      view: 'impression',
      steps: ['impression', 'click', 'conversion'],
      dimensions: ['channel'],
      columns: ['device', 'channel'],
      content: 'campaign_id',
      creator: 'channel',
      share: 'click',
      like: 'click',
      min_views: 1,
      spend_table: 'campaigns',
      spend_column: 'spend',
      spend_campaign: 'campaign_id',
      spend_date: 'start_date',
      campaign: 'campaign_id',
    },
    more: [
      ...FUNNEL_FORMS,
      ...EVERYWHERE,
      { breakdown: 'channel' },
      { model: 'shapley', lookback: '7 days', value: 'value' },
    ],
  },
  experiment: {
    table: 'shop',
    base: {
      exposure: 'experiment_viewed',
      variant: 'variant',
      metric: 'paid',
      group: 'market',
      treated: 'DE',
      steps: ['visit', 'top_up', 'paid'],
      conversion: 'paid',
      touches: 'search',
      channel: 'market',
      dimensions: ['market'],
    },
    more: [
      { measure: 'value', value: 'value', metric: 'top_up' },
      { measure: 'events', metric: 'top_up', cuped: true },
      { breakdown: 'market' },
    ],
  },
  'lift-study': {
    table: 'lift_study',
    base: {
      conversion: 'conversion',
      exposed: 'exposed',
      exposure: 'exposed',
      holdout: 'holdout',
      steps: ['exposed', 'conversion'],
      metric: 'conversion',
      touches: 'exposed',
      channel: 'event',
    },
    more: [{ unit: 'week' }],
  },
  'order-batching': {
    table: null,
    base: {},
    more: [
      { from: '2024-06-08', to: '2024-06-20' },
      { compare: 'previous-period', from: '2024-06-17', to: '2024-06-23' },
    ],
  },
  'delivery-log': { table: null, base: {}, more: [{ from: '2024-06-08', to: '2024-06-20' }] },
  gamelaunch: {
    table: 'gamelaunch',
    base: { steps: ['gameStarted', 'gameStarted'] },
    more: [...EVERYWHERE.slice(0, 2)],
  },
  ecom: {
    table: 'ecom',
    base: {
      steps: ['home', 'product_view', 'add_to_cart', 'purchase'],
      conversion: 'purchase',
      touches: null,
      channel: 'acquisition_channel',
      dimensions: ['platform'],
      columns: ['platform'],
      view: 'product_view',
      content: 'platform',
    },
    more: [...FUNNEL_FORMS.slice(0, 2), ...EVERYWHERE.slice(0, 1)],
  },
  onlineretail: { table: 'onlineretail', base: { dimensions: ['Country'], columns: ['Country'] }, more: [] },
}
