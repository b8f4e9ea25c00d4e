import { required } from '../../base/required'
import type { EventMapping, Role } from '../../model/schema'
import type { InspectedColumn } from '../contract'

/** An export of a tool: what its columns prove, and which of them plays which role. */
interface KnownExport {
  readonly name: string
  /** All of them must be there, as they are written. */
  readonly proof: readonly string[]
  /**
   * By role, the columns that may play it; the first one that is there and not empty does. Without a time, what the tool
   * exports has columns of its own, and the other roles are detected.
   */
  readonly roles: Readonly<Partial<Record<Role, readonly string[]>>>
}

/**
 * The exports that are known by their shape: one entry is all that another tool needs. Those that ask for more columns
 * come before those that would fit as well.
 */
export const KNOWN_EXPORTS: readonly KnownExport[] = [
  {
    name: 'Amplitude',
    proof: ['event_type', 'event_time', 'amplitude_id'],
    roles: {
      user: ['user_id', 'amplitude_id'],
      event: ['event_type'],
      time: ['event_time'],
      id: ['$insert_id', 'uuid'],
      session: ['session_id'],
    },
  },
  {
    name: 'Mixpanel',
    proof: ['event', 'properties.distinct_id', 'properties.time'],
    roles: {
      user: ['properties.distinct_id'],
      event: ['event'],
      time: ['properties.time'],
      id: ['properties.$insert_id'],
    },
  },
  {
    name: 'Mixpanel',
    proof: ['distinct_id', 'time', '$insert_id'],
    roles: { user: ['distinct_id'], event: ['event', 'event_name'], time: ['time'], id: ['$insert_id'] },
  },
  {
    name: 'PostHog',
    proof: ['uuid', 'event', 'distinct_id', 'timestamp'],
    roles: {
      user: ['person_id', 'distinct_id'],
      event: ['event'],
      time: ['timestamp'],
      id: ['uuid'],
      session: ['properties.$session_id', '$session_id', 'session_id'],
    },
  },
  {
    name: 'RudderStack',
    proof: ['anonymousId', 'messageId', 'originalTimestamp', 'rudderId'],
    roles: {
      user: ['userId', 'anonymousId'],
      event: ['event', 'type'],
      time: ['originalTimestamp', 'timestamp'],
      id: ['messageId'],
    },
  },
  {
    name: 'Segment',
    proof: ['anonymousId', 'messageId', 'timestamp'],
    roles: { user: ['userId', 'anonymousId'], event: ['event', 'type'], time: ['timestamp'], id: ['messageId'] },
  },
  {
    name: 'Segment or RudderStack warehouse',
    proof: ['anonymous_id', 'received_at', 'sent_at', 'event'],
    roles: {
      user: ['user_id', 'anonymous_id'],
      event: ['event', 'event_text'],
      time: ['timestamp', 'original_timestamp', 'received_at'],
      id: ['message_id', 'id'],
    },
  },
  {
    name: 'Snowplow',
    proof: ['app_id', 'collector_tstamp', 'event_id', 'domain_userid'],
    roles: {
      user: ['domain_userid', 'user_id', 'network_userid'],
      event: ['event_name', 'event'],
      time: ['derived_tstamp', 'collector_tstamp'],
      id: ['event_id'],
      session: ['domain_sessionid'],
    },
  },
  {
    name: 'GA4 or Firebase (BigQuery)',
    proof: ['event_name', 'event_timestamp', 'user_pseudo_id'],
    roles: {
      user: ['user_pseudo_id'],
      event: ['event_name'],
      time: ['event_timestamp'],
      session: ['event_params.ga_session_id', 'ga_session_id', 'event_params_ga_session_id', 'session_id'],
      value: ['event_value_in_usd'],
    },
  },
  {
    name: 'Matomo',
    proof: ['idvisitor', 'idvisit', 'server_time'],
    roles: { user: ['idvisitor'], time: ['server_time'], id: ['idlink_va'], session: ['idvisit'] },
  },
  {
    name: 'Matomo',
    proof: ['visitorId', 'idVisit', 'serverTimestamp'],
    roles: { user: ['userId', 'visitorId'], event: ['type'], time: ['serverTimestamp'], session: ['idVisit'] },
  },
  {
    name: 'AppsFlyer',
    proof: ['AppsFlyer ID', 'Event Name', 'Event Time'],
    roles: {
      user: ['AppsFlyer ID'],
      event: ['Event Name'],
      time: ['Event Time'],
      value: ['Event Revenue USD', 'Event Revenue'],
    },
  },
  {
    name: 'Adjust',
    proof: ['adid', 'activity_kind', 'created_at'],
    roles: {
      user: ['adid'],
      event: ['event_name', 'activity_kind'],
      time: ['created_at'],
      value: ['revenue_usd', 'revenue'],
    },
  },
  {
    name: 'Shopify orders',
    proof: ['Name', 'Email', 'Financial Status', 'Created at'],
    roles: { user: ['Email'], event: ['Financial Status'], time: ['Created at'], value: ['Total'] },
  },
  {
    name: 'Stripe payments',
    proof: ['id', 'Created date (UTC)', 'Amount', 'Status'],
    roles: {
      user: ['Customer ID', 'Customer Email'],
      event: ['Status'],
      time: ['Created date (UTC)'],
      id: ['id'],
      value: ['Amount'],
    },
  },
  {
    name: 'Stripe payments',
    proof: ['id', 'Created (UTC)', 'Amount', 'Status'],
    roles: {
      user: ['Customer ID', 'Customer Email'],
      event: ['Status'],
      time: ['Created (UTC)'],
      id: ['id'],
      value: ['Amount'],
    },
  },
  {
    name: 'Stripe events',
    proof: ['api_version', 'created', 'type', 'livemode'],
    roles: { user: ['data.object.customer', 'data.object.id'], event: ['type'], time: ['created'], id: ['id'] },
  },
  {
    name: 'Plausible',
    proof: ['timestamp', 'name', 'site_id', 'user_id', 'session_id'],
    roles: { user: ['user_id'], event: ['name'], time: ['timestamp'], session: ['session_id'] },
  },
  {
    name: 'Umami',
    proof: ['event_id', 'website_id', 'session_id', 'created_at'],
    roles: {
      user: ['distinct_id', 'session_id'],
      event: ['event_name', 'event_type'],
      time: ['created_at'],
      id: ['event_id'],
      session: ['visit_id'],
    },
  },
  {
    name: 'CloudTrail',
    proof: ['eventName', 'eventTime', 'eventSource', 'awsRegion'],
    roles: {
      user: ['userIdentity.userName', 'userIdentity.arn', 'userIdentity.principalId'],
      event: ['eventName'],
      time: ['eventTime'],
      id: ['eventID'],
    },
  },
  {
    name: 'Okta system log',
    proof: ['uuid', 'published', 'eventType', 'actor.id'],
    roles: { user: ['actor.id'], event: ['eventType'], time: ['published'], id: ['uuid'] },
  },
  {
    name: 'Elasticsearch',
    proof: ['_index', '_id', '_source.@timestamp'],
    roles: {
      user: ['_source.user.id', '_source.user_id', '_source.userId', '_source.user.name', '_source.user'],
      event: ['_source.event.action', '_source.event', '_source.action', '_source.event_name'],
      time: ['_source.@timestamp'],
      id: ['_id'],
    },
  },
  {
    name: 'Debezium',
    proof: ['op', 'ts_ms', 'source.table'],
    roles: { user: ['after.user_id', 'after.customer_id', 'after.id', 'before.id'], event: ['op'], time: ['ts_ms'] },
  },
  {
    name: 'Debezium',
    proof: ['payload.op', 'payload.ts_ms', 'payload.source.table'],
    roles: {
      user: ['payload.after.user_id', 'payload.after.customer_id', 'payload.after.id', 'payload.before.id'],
      event: ['payload.op'],
      time: ['payload.ts_ms'],
    },
  },
  { name: 'MongoDB (mongoexport)', proof: ['_id.$oid'], roles: { id: ['_id.$oid'] } },
  {
    name: 'GitHub Archive',
    proof: ['actor.login', 'repo.name', 'type', 'created_at'],
    roles: { user: ['actor.login'], event: ['type'], time: ['created_at'], id: ['id'] },
  },
  {
    name: 'Moodle log',
    proof: ['Time', 'User full name', 'Event context', 'Event name'],
    roles: { user: ['User full name'], event: ['Event name'], time: ['Time'] },
  },
  {
    name: 'XES (as columns)',
    proof: ['case:concept:name', 'concept:name', 'time:timestamp'],
    roles: { user: ['case:concept:name'], event: ['concept:name'], time: ['time:timestamp'] },
  },
]

export interface Recognised {
  readonly name: string
  readonly mapping: EventMapping
}

/** The tool whose export has these columns, with its mapping; null where none has, or its time cannot be read. */
export function recogniseExport(columns: readonly InspectedColumn[], sampledRows: number): Recognised | null {
  const byName = new Map(columns.map((column) => [column.name, column]))
  for (const { name, proof, roles } of KNOWN_EXPORTS) {
    if (!proof.every((column) => byName.has(column))) continue
    const mapping: EventMapping = {}
    for (const [role, candidates] of Object.entries(roles)) {
      const found = candidates.find((column) => (byName.get(column)?.nulls ?? sampledRows) < sampledRows)
      if (found !== undefined) mapping[role as Role] = found
    }
    if (roles.time === undefined) return { name, mapping }
    if (mapping.time !== undefined && required(byName.get(mapping.time)).timeFormat !== null) return { name, mapping }
  }
  return null
}

/** The fields of Snowplow's enriched events, which come without a header. */
const SNOWPLOW = `
  app_id platform etl_tstamp collector_tstamp dvce_created_tstamp event event_id txn_id name_tracker v_tracker
  v_collector v_etl user_id user_ipaddress user_fingerprint domain_userid domain_sessionidx network_userid
  geo_country geo_region geo_city geo_zipcode geo_latitude geo_longitude geo_region_name ip_isp ip_organization
  ip_domain ip_netspeed page_url page_title page_referrer page_urlscheme page_urlhost page_urlport page_urlpath
  page_urlquery page_urlfragment refr_urlscheme refr_urlhost refr_urlport refr_urlpath refr_urlquery
  refr_urlfragment refr_medium refr_source refr_term mkt_medium mkt_source mkt_term mkt_content mkt_campaign
  contexts se_category se_action se_label se_property se_value unstruct_event tr_orderid tr_affiliation tr_total
  tr_tax tr_shipping tr_city tr_state tr_country ti_orderid ti_sku ti_name ti_category ti_price ti_quantity
  pp_xoffset_min pp_xoffset_max pp_yoffset_min pp_yoffset_max useragent br_name br_family br_version br_type
  br_renderengine br_lang br_features_pdf br_features_flash br_features_java br_features_director
  br_features_quicktime br_features_realplayer br_features_windowsmedia br_features_gears
  br_features_silverlight br_cookies br_colordepth br_viewwidth br_viewheight os_name os_family os_manufacturer
  os_timezone dvce_type dvce_ismobile dvce_screenwidth dvce_screenheight doc_charset doc_width doc_height
  tr_currency tr_total_base tr_tax_base tr_shipping_base ti_currency ti_price_base base_currency geo_timezone
  mkt_clickid mkt_network etl_tags dvce_sent_tstamp refr_domain_userid refr_dvce_tstamp derived_contexts
  domain_sessionid derived_tstamp event_vendor event_name event_format event_version event_fingerprint
  true_tstamp
`
  .trim()
  .split(/\s+/)

/** Names for the columns of a file without a header, by their number, where its shape is known; else none. */
export function knownNames(delimiter: string, width: number): Readonly<Record<string, string>> {
  if (delimiter !== '\t' || width !== SNOWPLOW.length) return {}
  return Object.fromEntries(SNOWPLOW.map((name, index) => [`column_${index + 1}`, name]))
}
