-- title: How much of what is shown and liked is new?
-- about: Items shown from a source that the person had not been shown before, and engagements with a source that they had not engaged with before; from the second week of the data on.
-- grain: one row per week
-- tables: feed_events
-- chart: line week new_engaged_pct
WITH marked AS (
  SELECT
    date_trunc('week', local_date(ts))::DATE AS week,
    local_date(ts) AS date,
    event = 'impression' AS is_shown,
    row_number() OVER (PARTITION BY user_id, source_id, event = 'impression' ORDER BY ts, _source) = 1 AS is_first
  FROM model.feed_events
  WHERE source_id IS NOT NULL AND event IN ('impression', 'like', 'comment', 'share', 'save', 'click', 'see_more', 'profile_click') AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
span AS (
  SELECT min(local_date(ts)) AS first_date, max(local_date(ts)) AS last_date FROM model.feed_events
)
SELECT
  week,
  count(*) FILTER (WHERE is_shown) AS shown,
  100 * count(*) FILTER (WHERE is_shown AND is_first) / nullif(count(*) FILTER (WHERE is_shown), 0) AS new_shown_pct,
  count(*) FILTER (WHERE NOT is_shown) AS engaged,
  100 * count(*) FILTER (WHERE NOT is_shown AND is_first) / nullif(count(*) FILTER (WHERE NOT is_shown), 0) AS new_engaged_pct
FROM marked, span
WHERE date >= first_date + 7
GROUP BY week
ORDER BY week
