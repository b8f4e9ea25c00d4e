-- title: How long do people look at an item?
-- about: Items shown by topic with the seconds they were looked at: median, 90th percentile, and the part that was only passed by.
-- grain: one row per topic
-- tables: feed_events
-- parameter: passing number = 2; looked at for less seconds than this is passed by
-- expect: topic unique
-- expect: median_seconds >= 0
-- chart: bar topic median_seconds
SELECT
  coalesce(topic, '(none)') AS topic,
  count(*) AS shown,
  median(dwell_seconds) AS median_seconds,
  quantile_cont(dwell_seconds, 0.9) AS p90_seconds,
  100 * count(*) FILTER (WHERE dwell_seconds < $passing) / nullif(count(dwell_seconds), 0) AS passed_by_pct
FROM model.feed_events
WHERE event = 'impression' AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY 1
ORDER BY shown DESC, topic
