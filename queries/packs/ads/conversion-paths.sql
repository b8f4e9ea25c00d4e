-- title: The way to each conversion
-- about: The touches within some days before each conversion, in their order: how many, the first and the last campaign, and all of them.
-- grain: one row per conversion
-- tables: fact_ad_events
-- parameter: days number = 7; how long before a conversion touches count
SELECT
  any_value(c.user_id) AS user_id,
  any_value(c.ts) AS time,
  any_value(c.value)::DOUBLE AS value,
  count(t.event) AS touches,
  first(t.campaign_id ORDER BY t.ts, t._source) AS first_campaign,
  last(t.campaign_id ORDER BY t.ts, t._source) AS last_campaign,
  string_agg(t.campaign_id, ' > ' ORDER BY t.ts, t._source) AS path
FROM model.fact_ad_events c
LEFT JOIN model.fact_ad_events t
  ON t.user_key = c.user_key AND t.event IN ('impression', 'click') AND t.campaign_id IS NOT NULL
  AND t.ts < c.ts AND epoch(c.ts - t.ts) <= 86400 * $days
WHERE c.event = 'conversion' AND c.user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY c._source
ORDER BY time, c._source
