import type { Asked } from '../queries/case'

/** What several analyses are asked of the generated log; each takes the parameters that it has. */
export const STEPS = ['product_view', 'add_to_cart', 'purchase'] as const
export const ATTRIBUTION_BENCH: Asked = { conversion: 'purchase', touches: 'click', channel: 'platform' }
export const CONTENT_BENCH: Asked = {
  content: 'props.page',
  creator: 'country',
  view: 'product_view',
  like: 'click',
  share: 'share',
  comment: 'search',
  min_views: 1,
}
export const EXPERIMENT_BENCH: Asked = { exposure: 'page_view', variant: 'props.experiment', metric: 'purchase' }
