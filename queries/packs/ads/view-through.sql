-- title: Conversions that nobody clicked for
-- about: Conversions before which ads were shown within some days but none was clicked, of all conversions and of those with a touch.
-- grain: one row
-- tables: fact_ad_events
-- parameter: days number = 7; how long before a conversion touches count
WITH counted AS (
  SELECT
    count(t.event) AS touches,
    count(*) FILTER (WHERE t.event = 'click') AS clicks
  FROM model.fact_ad_events c
  LEFT JOIN model.fact_ad_events t
    ON t.user_key = c.user_key AND t.event IN ('impression', 'click')
    AND t.ts < c.ts AND epoch(c.ts - t.ts) <= 86400 * $days
  WHERE c.event = 'conversion' AND c.user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY c._source
)
SELECT
  count(*) AS conversions,
  count(*) FILTER (WHERE touches > 0) AS with_touch,
  count(*) FILTER (WHERE touches > 0 AND clicks = 0) AS view_through,
  100 * view_through / nullif(count(*), 0) AS view_through_pct,
  100 * view_through / nullif(with_touch, 0) AS of_touched_pct
FROM counted
