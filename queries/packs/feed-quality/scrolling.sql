-- title: Do people scroll faster?
-- about: Sessions of a date with their items, and items for each minute from the first to the last event; sessions of less than 10 seconds have no pace.
-- grain: one row per date
-- tables: feed_events
-- chart: line date items_per_minute
WITH sessions AS (
  SELECT
    session_id,
    min(local_date(ts)) AS date,
    count(*) FILTER (WHERE event = 'impression') AS items,
    epoch(max(ts) - min(ts)) AS seconds
  FROM model.feed_events
  WHERE session_id IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY session_id
)
SELECT
  date,
  count(*) AS sessions,
  avg(items) AS items_per_session,
  60 * sum(items) FILTER (WHERE seconds >= 10) / nullif(sum(seconds) FILTER (WHERE seconds >= 10), 0) AS items_per_minute
FROM sessions
WHERE items > 0
GROUP BY date
ORDER BY date
