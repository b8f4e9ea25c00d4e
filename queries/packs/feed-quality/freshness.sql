-- title: How old is what is shown, and what is liked?
-- about: Items by their age when they were shown, and engagements for each 100 of these.
-- grain: one row per age
-- tables: feed_events
-- chart: bar age shown_pct
WITH aged AS (
  SELECT
    event,
    CASE
      WHEN published_at IS NULL THEN 6
      WHEN epoch(ts - published_at) <= 3600 THEN 1
      WHEN epoch(ts - published_at) <= 86400 THEN 2
      WHEN epoch(ts - published_at) <= 3 * 86400 THEN 3
      WHEN epoch(ts - published_at) <= 7 * 86400 THEN 4
      ELSE 5
    END AS place
  FROM model.feed_events
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
ages AS (
  SELECT
    unnest(['within 1 hour', 'within 1 day', 'within 3 days', 'within 7 days', 'older', 'unknown']) AS age,
    unnest(range(1, 7)) AS place
)
SELECT
  age,
  count(*) FILTER (WHERE event = 'impression') AS shown,
  100 * count(*) FILTER (WHERE event = 'impression') / sum(count(*) FILTER (WHERE event = 'impression')) OVER () AS shown_pct,
  100 * count(*) FILTER (WHERE event IN ('like', 'comment', 'share', 'save', 'click', 'see_more', 'profile_click')) / nullif(count(*) FILTER (WHERE event = 'impression'), 0) AS engaged_per_100
FROM ages
LEFT JOIN aged USING (place)
GROUP BY age, place
ORDER BY place
