-- title: Is there more negative feedback?
-- about: Items shown on a date and negative feedback for each 1,000 of them: hidden, less of this, reported, muted or unfollowed.
-- grain: one row per date
-- tables: feed_events
-- expect: date unique
-- chart: line date negative_per_1000
SELECT
  local_date(ts) AS date,
  count(*) FILTER (WHERE event = 'impression') AS shown,
  1000 * count(*) FILTER (WHERE event = 'hide') / nullif(shown, 0) AS hidden_per_1000,
  1000 * count(*) FILTER (WHERE event = 'see_less') / nullif(shown, 0) AS less_per_1000,
  1000 * count(*) FILTER (WHERE event = 'report') / nullif(shown, 0) AS reported_per_1000,
  1000 * count(*) FILTER (WHERE event IN ('mute', 'unfollow')) / nullif(shown, 0) AS muted_per_1000,
  1000 * count(*) FILTER (WHERE event IN ('hide', 'see_less', 'report', 'mute', 'unfollow')) / nullif(shown, 0) AS negative_per_1000
FROM model.feed_events
WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY 1
ORDER BY 1
