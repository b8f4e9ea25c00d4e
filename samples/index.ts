import type { EventMapping, TableKind } from '../src-renderer/model/schema'
import activityActivityTypes from './active-users/dim_activity_types.csv?url'
import activityDates from './active-users/dim_dates.csv?url'
import activityDevices from './active-users/dim_devices.csv?url'
import activityFeatures from './active-users/dim_features.csv?url'
import activityGeographies from './active-users/dim_geographies.csv?url'
import activityUserSegments from './active-users/dim_user_segments.csv?url'
import activityUsers from './active-users/dim_users.csv?url'
import activityFact from './active-users/fact_user_activity.parquet?url'
import adsCampaigns from './ads/campaigns.csv?url'
import adsEvents from './ads/events.csv?url'
import experimentEvents from './experiment/events.csv?url'
import feedEvents from './feed-quality/feed_events.csv.gz?url'
import fileUsers from './files/dim_users.csv?url'
import fileEvents from './files/file_events.ndjson.gz?url'
import fileShares from './files/file_shares.csv?url'
import fileVersions from './files/file_versions.csv?url'
import fileList from './files/files.csv?url'
import fileFolders from './files/folder_hierarchy.csv?url'
import fileGroups from './files/group_memberships.csv?url'
import filePermissions from './files/permission_levels.csv?url'
import liftStudyEvents from './lift-study/events.csv?url'
import messengerMessages from './messenger/fact_messages.parquet?url'
import messengerMembers from './messenger/thread_members.csv?url'
import newsfeedEvents from './newsfeed/events.ndjson?url'
import newsfeedIdentities from './newsfeed/identities.csv?url'
import newsfeedUsers from './newsfeed/users.csv?url'
import ecom from './open-data/ecom_clickstream/ecom.csv.gz?url'
import gamelaunch from './open-data/gamelaunch/gamelaunch.csv?url'
import onlineretail from './open-data/onlineretail/onlineretail.parquet?url'
import algorithms from './order-batching/algorithms.csv?url'
import batchDeliveries from './order-batching/batch_deliveries.csv?url'
import batchStateChanges from './order-batching/batch_state_changes.csv?url'
import batches from './order-batching/batches.csv?url'
import deliveries from './order-batching/deliveries.csv?url'
import deliveriesFlat from './order-batching/deliveries_flat.ndjson?url'
import drivers from './order-batching/drivers.csv?url'
import orders from './order-batching/orders.csv?url'
import restaurants from './order-batching/restaurants.csv?url'
import waypoints from './order-batching/waypoints.csv?url'
import pymkPrivacy from './people-you-may-know/dim_user_privacy.csv?url'
import pymkUsers from './people-you-may-know/dim_users.csv?url'
import pymkSuggestions from './people-you-may-know/fact_pymk_suggestions.csv?url'
import pymkInteractions from './people-you-may-know/fact_user_interactions.csv?url'
import pymkSurveys from './people-you-may-know/survey_answers.csv?url'
import pymkRelationships from './people-you-may-know/fact_user_relationships.csv?url'
import photoUploads from './photo-upload/upload_events.ndjson.gz?url'
import reelsCreators from './reels/dim_creators.csv?url'
import reelsUsers from './reels/dim_users.csv?url'
import reelsVideos from './reels/dim_videos.csv?url'
import reelsEvents from './reels/fact_reels_events.ndjson.gz?url'
import restaurantOutages from './restaurants/item_outages.csv?url'
import restaurantMenu from './restaurants/menu_items.csv?url'
import restaurantItems from './restaurants/order_items.csv?url'
import restaurantOrders from './restaurants/orders.csv?url'
import restaurantRatings from './restaurants/ratings.csv?url'
import restaurantVisits from './restaurants/restaurant_visits.csv.gz?url'
import restaurantSurveys from './restaurants/survey_answers.csv?url'
import restaurantTickets from './restaurants/support_tickets.csv?url'
import restaurantChecks from './restaurants/uptime_checks.csv.gz?url'
import restaurantList from './restaurants/restaurants.csv?url'
import rideshareLocations from './rideshare/dim_location.csv?url'
import rideshareTypes from './rideshare/dim_ride_type.csv?url'
import rideshareUsers from './rideshare/dim_users.csv?url'
import rideshareRequests from './rideshare/fact_ride_requests.csv?url'
import rideshareSegments from './rideshare/fact_ride_segments.csv?url'
import rideshareRides from './rideshare/fact_rides.parquet?url'
import sharingCities from './sharing/dim_cities.csv?url'
import sharingPosts from './sharing/dim_posts.csv?url'
import sharingUsers from './sharing/dim_users.csv?url'
import sharingEvents from './sharing/fact_engagement_events.parquet?url'
import streamingContent from './streaming/dim_content.csv?url'
import streamingUsers from './streaming/dim_users.csv?url'
import streamingAccounts from './streaming/fact_account_events.csv?url'
import streamingEvents from './streaming/fact_viewing_events.ndjson.gz?url'
import streamingSessions from './streaming/fact_viewing_sessions.parquet?url'
import twoLogsClient from './two-logs/client_events.csv?url'
import twoLogsServer from './two-logs/server_events.csv?url'

/** One file of a sample and how it is imported. */
export interface SampleFile {
  /** The file's name, with the ending that its format is known by. */
  readonly name: string
  /** Where the built app serves it. */
  readonly url: string
  readonly kind: TableKind
  readonly table: string
  /** Role → source column; empty for a plain table without a time. */
  readonly mapping: EventMapping
  /** The zone that times without an offset are read in. */
  readonly timezone: string
}

/** A data set that comes with the app; all its files go into one workspace. */
export interface Sample {
  readonly name: string
  readonly title: string
  /** One or two sentences: what it is and what to look for. */
  readonly about: string
  readonly group: 'made up' | 'open data'
  /** The domain pack whose dashboard it opens with; none where it belongs to no domain. */
  readonly pack?: string
  readonly files: readonly SampleFile[]
}

function events(name: string, url: string, table: string, mapping: EventMapping): SampleFile {
  return { name, url, kind: 'events', table, mapping, timezone: 'UTC' }
}

function plain(name: string, url: string, table: string, time?: string): SampleFile {
  return { name, url, kind: 'table', table, mapping: time === undefined ? {} : { time }, timezone: 'UTC' }
}

export const SAMPLES: readonly Sample[] = [
  {
    name: 'newsfeed',
    title: 'Newsfeed',
    group: 'made up',
    pack: 'newsfeed',
    about:
      'Four weeks of a social app: twelve event types, duplicates, late and broken lines, test accounts, and one ' +
      'day on which users stayed away.',
    files: [
      events('events.ndjson', newsfeedEvents, 'newsfeed', {
        user: 'user_id',
        event: 'event',
        time: 'ts',
        id: 'event_id',
        session: 'session_id',
        test: 'is_test',
      }),
      plain('users.csv', newsfeedUsers, 'accounts'),
      plain('identities.csv', newsfeedIdentities, 'identities'),
    ],
  },
  {
    name: 'stickiness',
    title: 'Stickiness',
    group: 'made up',
    pack: 'stickiness',
    about:
      'The log of the newsfeed alone, as any log could be: how often people come, how widely they use what there is, ' +
      'who falls asleep and who wakes up.',
    files: [
      events('events.ndjson', newsfeedEvents, 'newsfeed', {
        user: 'user_id',
        event: 'event',
        time: 'ts',
        id: 'event_id',
        session: 'session_id',
        test: 'is_test',
      }),
    ],
  },
  {
    name: 'ads',
    title: 'Ads',
    group: 'made up',
    pack: 'ads',
    about:
      'Five weeks of impressions, clicks and conversions over five channels, with what each campaign cost: who ' +
      'comes first, who comes last, what pays.',
    files: [
      events('events.csv', adsEvents, 'ads', {
        user: 'user_id',
        event: 'event',
        time: 'ts',
        id: 'event_id',
        value: 'value',
      }),
      plain('campaigns.csv', adsCampaigns, 'campaigns'),
    ],
  },
  {
    name: 'experiment',
    title: 'Experiment',
    group: 'made up',
    about:
      'Five weeks of a shop with a new checkout for half of its users, a banner that wears off, and a search ' +
      'page that one market got alone.',
    files: [
      events('events.csv', experimentEvents, 'shop', { user: 'user_id', event: 'event', time: 'ts', value: 'value' }),
    ],
  },
  {
    name: 'two-logs',
    title: 'Two logs',
    group: 'made up',
    about:
      'Two weeks of the same events as the client logged them and as the server received them: what was lost, what came ' +
      'twice, what came days later.',
    files: [
      events('client_events.csv', twoLogsClient, 'client_events', {
        user: 'user_id',
        event: 'event',
        time: 'ts',
        value: 'value',
      }),
      events('server_events.csv', twoLogsServer, 'server_events', {
        user: 'user_id',
        event: 'event',
        time: 'ts',
        value: 'value',
      }),
    ],
  },
  {
    name: 'lift-study',
    title: 'Lift study',
    group: 'made up',
    about:
      'Four weeks of a campaign that a quarter of its audience never saw, by chance: what did it bring that ' +
      'would not have come anyway?',
    files: [
      events('events.csv', liftStudyEvents, 'lift_study', {
        user: 'user_id',
        event: 'event',
        time: 'ts',
        id: 'event_id',
        value: 'value',
      }),
    ],
  },
  {
    name: 'order-batching',
    title: 'Order batching',
    group: 'made up',
    pack: 'order-batching',
    about:
      'Four weeks of food deliveries, half of them carried in batches by three algorithms: slower for the ' +
      'customer, shorter for the driver.',
    files: [
      plain('deliveries.csv', deliveries, 'deliveries', 'delivery_created_at'),
      plain('orders.csv', orders, 'orders', 'order_timestamp'),
      plain('batches.csv', batches, 'batches', 'batch_created_at'),
      plain('batch_deliveries.csv', batchDeliveries, 'batch_deliveries'),
      plain('batch_state_changes.csv', batchStateChanges, 'batch_state_changes'),
      plain('waypoints.csv', waypoints, 'waypoints'),
      plain('algorithms.csv', algorithms, 'algorithms'),
      plain('drivers.csv', drivers, 'drivers'),
      plain('restaurants.csv', restaurants, 'restaurants'),
    ],
  },
  {
    name: 'delivery-log',
    title: 'Delivery log',
    group: 'made up',
    about:
      'The same deliveries as one plain log without batches: which orders were carried together follows from ' +
      'overlapping times.',
    files: [plain('deliveries_flat.ndjson', deliveriesFlat, 'deliveries', 'ordered_at')],
  },
  {
    name: 'active-users',
    title: 'Active users',
    group: 'made up',
    pack: 'active-users',
    about:
      'Eight weeks of an app as a fact table with seven dimensions: features, countries, segments, a holiday, and one ' +
      'feature that people leave.',
    files: [
      events('fact_user_activity.parquet', activityFact, 'fact_user_activity', {
        user: 'user_key',
        time: 'activity_timestamp',
        id: 'activity_id',
        session: 'session_id',
      }),
      plain('dim_users.csv', activityUsers, 'dim_users'),
      plain('dim_user_segments.csv', activityUserSegments, 'dim_user_segments'),
      plain('dim_features.csv', activityFeatures, 'dim_features'),
      plain('dim_devices.csv', activityDevices, 'dim_devices'),
      plain('dim_geographies.csv', activityGeographies, 'dim_geographies'),
      plain('dim_activity_types.csv', activityActivityTypes, 'dim_activity_types'),
      plain('dim_dates.csv', activityDates, 'dim_dates'),
    ],
  },
  {
    name: 'reels',
    title: 'Reels',
    group: 'made up',
    pack: 'reels',
    about:
      'Three weeks of a feed of short videos with their creators: what is watched through, what is skipped, and who ' +
      'rises.',
    files: [
      events('fact_reels_events.ndjson.gz', reelsEvents, 'fact_reels_events', {
        user: 'user_id',
        event: 'event_type',
        time: 'event_timestamp',
        id: 'event_id',
        session: 'session_id',
      }),
      plain('dim_videos.csv', reelsVideos, 'dim_videos'),
      plain('dim_creators.csv', reelsCreators, 'dim_creators'),
      plain('dim_users.csv', reelsUsers, 'dim_users'),
    ],
  },
  {
    name: 'restaurants',
    title: 'Restaurants',
    group: 'made up',
    pack: 'restaurants',
    about:
      'Sixteen weeks of a delivery platform: orders, visits, ratings and menus of 18 restaurants, four of which do ' +
      'worse, each for one reason.',
    files: [
      events('orders.csv', restaurantOrders, 'orders', {
        user: 'customer_id',
        time: 'order_timestamp',
        value: 'order_total',
        test: 'is_test',
      }),
      events('restaurant_visits.csv.gz', restaurantVisits, 'restaurant_visits', {
        user: 'customer_id',
        event: 'event',
        time: 'ts',
      }),
      plain('restaurants.csv', restaurantList, 'restaurants'),
      plain('ratings.csv', restaurantRatings, 'ratings'),
      plain('order_items.csv', restaurantItems, 'order_items'),
      plain('menu_items.csv', restaurantMenu, 'menu_items'),
      plain('survey_answers.csv', restaurantSurveys, 'survey_answers'),
      plain('support_tickets.csv', restaurantTickets, 'support_tickets'),
      plain('uptime_checks.csv.gz', restaurantChecks, 'uptime_checks'),
      plain('item_outages.csv', restaurantOutages, 'item_outages'),
    ],
  },
  {
    name: 'photo-upload',
    title: 'Photo upload',
    group: 'made up',
    pack: 'photo-upload',
    about: 'Three weeks of posting photos, step by step, with errors and retries: on one network the transfer breaks.',
    files: [
      events('upload_events.ndjson.gz', photoUploads, 'upload_events', {
        user: 'user_id',
        event: 'event',
        time: 'ts',
        test: 'is_test',
      }),
    ],
  },
  {
    name: 'messenger',
    title: 'Messenger',
    group: 'made up',
    pack: 'messenger',
    about:
      'Six weeks of messages between people and in groups: six go quiet, one does all the talking, and one holds two ' +
      'circles together.',
    files: [
      events('fact_messages.parquet', messengerMessages, 'fact_messages', {
        user: 'sender_id',
        event: 'message_type',
        time: 'sent_at',
        id: 'message_id',
        test: 'is_test',
      }),
      plain('thread_members.csv', messengerMembers, 'thread_members'),
    ],
  },
  {
    name: 'sharing',
    title: 'Sharing',
    group: 'made up',
    pack: 'sharing',
    about:
      'Eight weeks of posts, shares of them and shares of shares: one post runs far, a launch takes from stories, and some people have moved.',
    files: [
      events('fact_engagement_events.parquet', sharingEvents, 'fact_engagement_events', {
        user: 'user_key',
        event: 'engagement_type',
        time: 'event_timestamp',
        id: 'event_id',
        session: 'session_id',
      }),
      plain('dim_posts.csv', sharingPosts, 'dim_posts'),
      plain('dim_users.csv', sharingUsers, 'dim_users'),
      plain('dim_cities.csv', sharingCities, 'dim_cities'),
    ],
  },
  {
    name: 'rideshare',
    title: 'Rideshare',
    group: 'made up',
    pack: 'rideshare',
    about:
      'Six weeks of rides with one rider and with several: carpools grow, drivers earn more with them, and at the airport they are hardly matched.',
    files: [
      events('fact_rides.parquet', rideshareRides, 'fact_rides', {
        user: 'driver_user_key',
        time: 'start_timestamp',
        id: 'ride_id',
      }),
      events('fact_ride_segments.csv', rideshareSegments, 'fact_ride_segments', {
        user: 'rider_user_key',
        time: 'segment_pickup_timestamp',
        id: 'ride_segment_id',
      }),
      events('fact_ride_requests.csv', rideshareRequests, 'fact_ride_requests', {
        user: 'rider_user_key',
        time: 'requested_at',
        id: 'request_id',
      }),
      plain('dim_ride_type.csv', rideshareTypes, 'dim_ride_type'),
      plain('dim_location.csv', rideshareLocations, 'dim_location'),
      plain('dim_users.csv', rideshareUsers, 'dim_users'),
    ],
  },
  {
    name: 'streaming',
    title: 'Streaming',
    group: 'made up',
    pack: 'streaming',
    about:
      'Six weeks of films and series: one film that viewers leave, one series that is binged, one whose first episode does not hook, and films that nobody watches.',
    files: [
      events('fact_viewing_sessions.parquet', streamingSessions, 'fact_viewing_sessions', {
        user: 'user_key',
        time: 'session_start_timestamp',
        id: 'session_id',
      }),
      plain('fact_viewing_events.ndjson.gz', streamingEvents, 'fact_viewing_events', 'event_timestamp'),
      events('fact_account_events.csv', streamingAccounts, 'fact_account_events', {
        user: 'user_key',
        event: 'event',
        time: 'event_time',
        id: 'event_id',
      }),
      plain('dim_content.csv', streamingContent, 'dim_content'),
      plain('dim_users.csv', streamingUsers, 'dim_users'),
    ],
  },
  {
    name: 'people-you-may-know',
    title: 'People you may know',
    group: 'made up',
    pack: 'people-you-may-know',
    about:
      'Thirty-seven weeks of friends that were suggested: private accounts accept seldom without mutual friends, but what they accept lasts, and one person links two circles.',
    files: [
      events('fact_pymk_suggestions.csv', pymkSuggestions, 'fact_pymk_suggestions', {
        user: 'target_user_id',
        time: 'suggestion_timestamp',
        id: 'suggestion_id',
      }),
      events('fact_user_interactions.csv', pymkInteractions, 'fact_user_interactions', {
        user: 'user_id_from',
        event: 'interaction_type',
        time: 'interaction_timestamp',
        id: 'interaction_id',
      }),
      plain('fact_user_relationships.csv', pymkRelationships, 'fact_user_relationships'),
      plain('dim_user_privacy.csv', pymkPrivacy, 'dim_user_privacy'),
      plain('survey_answers.csv', pymkSurveys, 'survey_answers'),
      plain('dim_users.csv', pymkUsers, 'dim_users'),
    ],
  },
  {
    name: 'files',
    title: 'Files',
    group: 'made up',
    pack: 'files',
    about:
      'Five weeks of shared files: quick access gets better in one week, never finds images, and one user reaches a file by a way that is hard to see.',
    files: [
      events('file_events.ndjson.gz', fileEvents, 'file_events', { user: 'user_id', event: 'event', time: 'ts' }),
      plain('files.csv', fileList, 'files'),
      plain('file_versions.csv', fileVersions, 'file_versions'),
      plain('file_shares.csv', fileShares, 'file_shares'),
      plain('permission_levels.csv', filePermissions, 'permission_levels'),
      plain('group_memberships.csv', fileGroups, 'group_memberships'),
      plain('folder_hierarchy.csv', fileFolders, 'folder_hierarchy'),
      plain('dim_users.csv', fileUsers, 'dim_users'),
    ],
  },
  {
    name: 'feed-quality',
    title: 'Feed quality',
    group: 'made up',
    pack: 'feed-quality',
    about:
      'Five weeks of a feed: one source that is clicked and hidden a lot, feeds of one topic whose people leave, and some who are up at night.',
    files: [
      events('feed_events.csv.gz', feedEvents, 'feed_events', {
        user: 'user_id',
        event: 'event',
        time: 'ts',
        session: 'session_id',
        test: 'is_test',
      }),
    ],
  },
  {
    name: 'gamelaunch',
    title: 'Game launch',
    group: 'open data',
    about: 'The first month of a game, one row per player and day: 3,994 players to follow from their first day on.',
    files: [
      events('gamelaunch.csv', gamelaunch, 'gamelaunch', { user: 'userid', event: 'eventName', time: 'eventDate' }),
    ],
  },
  {
    name: 'ecom',
    title: 'Shop clickstream',
    group: 'open data',
    about:
      'Half a year of an online shop: 600 visitors, their sessions and channels, from the home page to the purchase.',
    files: [
      events('ecom.csv.gz', ecom, 'ecom', {
        user: 'user_id',
        event: 'event',
        time: 'timestamp',
        session: 'session_id',
      }),
    ],
  },
  {
    name: 'onlineretail',
    title: 'Online retail',
    group: 'open data',
    about:
      'A year of invoices of a British online shop: 541,909 lines, a quarter of them without a customer, as Parquet.',
    files: [events('onlineretail.parquet', onlineretail, 'onlineretail', { user: 'CustomerID', time: 'InvoiceDate' })],
  },
]
