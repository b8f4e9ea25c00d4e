import { expect, it } from 'vitest'
import { inspect } from '../../src-renderer/ingest/inspect/inspect'
import type { EventMapping } from '../../src-renderer/model/schema'
import { memorySource } from './memorySource'

/** What a column holds in row n. */
const VALUES: Readonly<Record<string, (n: number) => string>> = {
  text: (n) => `x-${n}`,
  number: (n) => String(n + 1),
  few: (n) => String(100 + (n % 4)),
  share: (n) => `${n}.5`,
  word: (n) => ['a', 'b', 'c'][n % 3]!,
  flag: (n) => String(n === 1),
  time: (n) => `2024-01-${10 + n} 1${n}:00:0${n}`,
  day: (n) => `2024-01-${10 + n}`,
  json: () => '"{""a"": 1}"',
  gaps: (n) => (n % 2 === 0 ? `x-${n}` : ''),
}

/** Tables as notes on metrics of common domains name them and their columns, and what they are; null: a plain table. */
const TABLES: readonly (readonly [name: string, columns: string, mapping: EventMapping | null])[] = [
  [
    'fact_reels_events',
    'event_id:text user_id:few video_id:few creator_id:few session_id:text event_type:word event_timestamp:time view_duration_ms:few video_position_pct:share device_type:word date_partition:day hour_partition:few',
    { user: 'user_id', event: 'event_type', time: 'event_timestamp', id: 'event_id', session: 'session_id' },
  ],
  [
    'fact_reels_sessions',
    'session_id:text user_id:few session_start_ts:time session_end_ts:time videos_watched:few session_completed_flag:flag date_partition:day',
    { user: 'user_id', time: 'session_start_ts', session: 'session_id' },
  ],
  [
    'dim_videos',
    'video_id:text creator_id:few upload_timestamp:time video_duration_seconds:few video_category:word content_rating:word has_music:flag',
    null,
  ],
  [
    'dim_users',
    'user_id:number registration_date:day country_code:word age_group:word follower_count:few is_test_account:flag',
    null,
  ],
  [
    'fact_share_chains',
    'share_id:text original_video_id:few parent_share_id:gaps sharing_user_id:few receiving_user_id:few share_timestamp:time share_depth:few views_generated_24h:few',
    { user: 'sharing_user_id', time: 'share_timestamp' },
  ],
  [
    'fact_orders',
    'order_id:text customer_id:few restaurant_id:few order_timestamp:time order_total_cents:few order_status:word date_partition:day',
    { user: 'customer_id', event: 'order_status', time: 'order_timestamp' },
  ],
  [
    'fact_deliveries',
    'delivery_id:text order_id:few driver_id:few delivery_created_at:time assigned_to_driver_at:time picked_up_at:time delivered_at:time delivery_status:word date_partition:day',
    { user: 'driver_id', time: 'delivery_created_at', event: 'delivery_status' },
  ],
  [
    'fact_delivery_batches',
    'batch_id:text driver_id:few batching_algorithm_key:few batch_created_at:time batch_started_at:time batch_completed_at:time batch_status:word',
    { user: 'driver_id', time: 'batch_created_at', event: 'batch_status' },
  ],
  [
    'fact_user_sessions',
    'session_id:text user_id:few session_start_ts:time session_end_ts:time platform_type:word posts_viewed:few session_bounce_flag:flag',
    { user: 'user_id', time: 'session_start_ts', session: 'session_id' },
  ],
  [
    'fact_user_daily_activity',
    'user_id:few activity_date:day is_dau:flag is_creator:flag total_sessions:few',
    { user: 'user_id', time: 'activity_date' },
  ],
  [
    'fact_ad_events',
    'event_id:text user_id:few ad_id:few campaign_id:few event_type:word event_timestamp:time attribution_window_hours:few conversion_value_usd:share',
    { user: 'user_id', event: 'event_type', time: 'event_timestamp', id: 'event_id', value: 'conversion_value_usd' },
  ],
  [
    'fact_user_relationships',
    'relationship_id:text user_id_from:few user_id_to:few relationship_type:word status:word created_timestamp:time mutual_friends_count:few',
    { user: 'user_id_from', time: 'created_timestamp', event: 'status' },
  ],
  [
    'fact_pymk_suggestions',
    'suggestion_id:text target_user_id:few suggested_user_id:few suggestion_timestamp:time suggestion_reason:word was_viewed:flag outcome_timestamp:time',
    { user: 'target_user_id', time: 'suggestion_timestamp' },
  ],
  [
    'fact_rides',
    'ride_id:text driver_user_key:few ride_type_key:few vehicle_key:few start_timestamp:time end_timestamp:time total_fare:share',
    { user: 'driver_user_key', time: 'start_timestamp' },
  ],
  [
    'fact_ride_segments',
    'ride_segment_id:text ride_id:few rider_user_key:few segment_pickup_timestamp:time segment_dropoff_timestamp:time segment_fare:share',
    { user: 'rider_user_key', time: 'segment_pickup_timestamp' },
  ],
  [
    'fact_engagement_events',
    'event_id:text user_key:few post_key:few engagement_type:word event_timestamp:time event_metadata:json',
    { user: 'user_key', event: 'engagement_type', time: 'event_timestamp', id: 'event_id' },
  ],
  [
    'fact_viewing_events',
    'event_id:text session_id:text event_type:word event_timestamp:time playback_position_seconds:few',
    null,
  ],
  [
    'messages',
    'message_id:text thread_id:few sender_id:few recipient_id:few sent_at:time message_type:word',
    { user: 'sender_id', event: 'message_type', time: 'sent_at' },
  ],
  [
    'file_shares',
    'share_id:text file_id:few shared_with_user_id:few shared_at:time expires_at:time permission:word',
    { user: 'shared_with_user_id', time: 'shared_at' },
  ],
  ['dim_creators', 'creator_id:number creator_username:text follower_count:few join_date:day creator_tier:word', null],
]

it.each(TABLES)('%s opens as it is', async (name, columns, mapping) => {
  const described = columns.split(' ').map((column) => column.split(':'))
  const rows = Array.from({ length: 6 }, (_, n) => described.map(([, kind]) => VALUES[kind ?? '']?.(n)).join(','))
  const text = `${described.map(([column]) => column).join(',')}\n${rows.join('\n')}\n`
  const found = await inspect(memorySource(text, [], `${name}.csv`), {})
  expect([found.doubt, found.kind]).toEqual([null, mapping === null ? 'table' : 'events'])
  if (mapping !== null) expect(found.mapping).toMatchObject(mapping)
})
