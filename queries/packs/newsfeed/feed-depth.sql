-- title: How far the feed is scrolled
-- about: Mean depth of scrolls, and the percentage of them that go deep.
-- grain: one row per day with scrolls
-- tables: events
-- parameter: deep number = 20; a scroll is deep that goes further
-- expect: deep_pct between 0 and 100
-- chart: line date avg_depth
SELECT
  local_date(ts) AS date,
  count(*) AS scrolls,
  avg(depth) AS avg_depth,
  100 * avg((depth > $deep)::INTEGER) AS deep_pct
FROM model.events
WHERE event = 'feed_scroll' AND depth IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY 1
ORDER BY 1
