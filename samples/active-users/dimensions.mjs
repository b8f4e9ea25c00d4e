import { csvText } from '../text.mjs'

/** Rows of a dimension, without their keys, which count from 1. */
export const SEGMENTS = [
  ['Casual', 'A few days a month', 'engagement'],
  ['Power', 'Most days', 'engagement'],
  ['New', 'Registered in April or May 2024', 'lifecycle'],
]
const FEATURES = [
  ['Feed', 'content', true, '2018-02-01', 'team-feed'],
  ['Stories', 'content', true, '2020-06-15', 'team-stories'],
  ['Search', 'discovery', true, '2018-09-01', 'team-search'],
  ['Messages', 'social', true, '2019-03-01', 'team-chat'],
  ['Marketplace', 'commerce', false, '2023-11-20', 'team-shop'],
]
/** Rows of a dimension, without their keys, which count from 1. */
export const DEVICES = [
  ['phone', 'ios', '17.4', '5.2.0', null, null],
  ['phone', 'android', '14', '5.1.3', null, null],
  ['tablet', 'ios', '16.7', '5.2.0', null, null],
  ['desktop', 'web', '11', null, 'Firefox', '125.0'],
]
/** Rows of a dimension, without their keys, which count from 1. */
export const PLACES = [
  ['US', 'United States', 'CA', 'California', 'San Francisco', '94103', 37.77, -122.42, 'America/Los_Angeles'],
  ['US', 'United States', 'NY', 'New York', 'New York', '10001', 40.75, -73.99, 'America/New_York'],
  ['DE', 'Germany', 'BE', 'Berlin', 'Berlin', '10115', 52.53, 13.38, 'Europe/Berlin'],
  ['DE', 'Germany', 'BY', 'Bavaria', 'Munich', '80331', 48.14, 11.57, 'Europe/Berlin'],
  ['BR', 'Brazil', 'SP', 'São Paulo', 'São Paulo', '01000', -23.55, -46.63, 'America/Sao_Paulo'],
  ['IN', 'India', 'MH', 'Maharashtra', 'Mumbai', '400001', 18.94, 72.84, 'Asia/Kolkata'],
]
/** Rows of a dimension, without their keys, which count from 1. */
export const TYPES = [
  ['view', 'consumption', false, 1],
  ['react', 'engagement', false, 3],
  ['comment', 'engagement', false, 5],
  ['purchase', 'commerce', true, 10],
]
const keyed = (key, columns, rows) => ({
  columns: [key, ...columns],
  rows: rows.map((row, index) =>
    Object.fromEntries([key, ...columns].map((name, at) => [name, [index + 1, ...row][at]])),
  ),
})

/** @returns {Record<string, string>} file name → text */
export function dimensionFiles() {
  const table = ({ columns, rows }) => csvText(columns, rows)
  return {
    'dim_user_segments.csv': table(
      keyed('user_segment_key', ['segment_name', 'segment_description', 'segment_category'], SEGMENTS),
    ),
    'dim_features.csv': table(
      keyed(
        'feature_key',
        ['feature_name', 'feature_category', 'is_core_feature', 'feature_release_date', 'feature_owner'],
        FEATURES,
      ),
    ),
    'dim_devices.csv': table(
      keyed(
        'device_key',
        ['device_type', 'platform', 'os_version', 'app_version', 'browser_name', 'browser_version'],
        DEVICES,
      ),
    ),
    'dim_geographies.csv': table(
      keyed(
        'geography_key',
        [
          'country_code',
          'country_name',
          'region_code',
          'region_name',
          'city_name',
          'postal_code',
          'latitude',
          'longitude',
          'timezone',
        ],
        PLACES,
      ),
    ),
    'dim_activity_types.csv': table(
      keyed(
        'activity_type_key',
        ['activity_name', 'activity_category', 'is_conversion_event', 'activity_weight'],
        TYPES,
      ),
    ),
  }
}
