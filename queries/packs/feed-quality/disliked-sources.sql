-- title: Which sources do people turn away from?
-- about: Sources with enough items shown, by negative feedback for each 1,000 of them, beside how much they are engaged with.
-- grain: one row per source
-- tables: feed_events
-- parameter: least integer = 50; items shown, at least
-- chart: bar source negative_per_1000
SELECT
  source_id::VARCHAR AS source,
  count(*) FILTER (WHERE event = 'impression') AS shown,
  1000 * count(*) FILTER (WHERE event IN ('hide', 'see_less', 'report', 'mute', 'unfollow')) / nullif(shown, 0) AS negative_per_1000,
  1000 * count(*) FILTER (WHERE event IN ('like', 'comment', 'share', 'save', 'click', 'see_more', 'profile_click')) / nullif(shown, 0) AS engaged_per_1000,
  count(DISTINCT user_id) FILTER (WHERE event IN ('hide', 'see_less', 'report', 'mute', 'unfollow')) AS turned_away
FROM model.feed_events
WHERE source_id IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY source_id
HAVING count(*) FILTER (WHERE event = 'impression') >= greatest($least, 1)
ORDER BY negative_per_1000 DESC, shown DESC, source
