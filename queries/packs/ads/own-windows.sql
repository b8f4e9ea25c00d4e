-- title: Conversions by their own windows
-- about: Conversions by the hours within which touches count for them, and how many of them have a touch in that time.
-- grain: one row per window
-- tables: fact_ad_events
-- expect: attributed_pct between 0 and 100
-- chart: bar window_hours attributed_pct
WITH counted AS (
  SELECT
    any_value(c.attribution_window_hours) AS window_hours,
    any_value(c.value)::DOUBLE AS amount,
    count(t.event) > 0 AS is_attributed
  FROM model.fact_ad_events c
  LEFT JOIN model.fact_ad_events t
    ON t.user_key = c.user_key AND t.event IN ('impression', 'click')
    AND t.ts < c.ts AND epoch(c.ts - t.ts) <= 3600 * c.attribution_window_hours
  WHERE c.event = 'conversion' AND c.attribution_window_hours IS NOT NULL
    AND c.user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY c._source
)
SELECT
  window_hours,
  count(*) AS conversions,
  count(*) FILTER (WHERE is_attributed) AS attributed,
  100 * attributed / conversions AS attributed_pct,
  coalesce(sum(amount), 0) AS value,
  coalesce(sum(amount) FILTER (WHERE is_attributed), 0) AS attributed_value
FROM counted
GROUP BY window_hours
ORDER BY window_hours
