-- title: How soon do people answer?
-- about: Turns (messages of one sender in a row) by the time from their last message to the next one of somebody else in the thread, for threads of two and for groups.
-- grain: one row per span of time
-- tables: fact_messages
-- chart: bar answered direct
WITH messages AS (
  SELECT
    recipient_id IS NULL AS is_group,
    user_id,
    ts,
    lead(user_id) OVER following AS next_user,
    lead(ts) OVER following AS next_ts
  FROM model.fact_messages
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  WINDOW following AS (PARTITION BY thread_id ORDER BY ts, _source)
),
turns AS (
  SELECT is_group, epoch(next_ts - ts) AS seconds FROM messages WHERE next_user IS DISTINCT FROM user_id
),
spans AS (
  SELECT
    unnest(['within 1 minute', 'within 5 minutes', 'within 1 hour', 'within 1 day', 'later', 'never']) AS answered,
    unnest(range(1, 7)) AS place
),
placed AS (
  SELECT
    is_group,
    CASE
      WHEN seconds IS NULL THEN 6
      WHEN seconds <= 60 THEN 1
      WHEN seconds <= 300 THEN 2
      WHEN seconds <= 3600 THEN 3
      WHEN seconds <= 86400 THEN 4
      ELSE 5
    END AS place
  FROM turns
)
SELECT
  answered,
  count(*) FILTER (WHERE NOT is_group) AS direct,
  100 * direct / nullif(sum(direct) OVER (), 0) AS direct_pct,
  count(*) FILTER (WHERE is_group) AS in_groups,
  100 * in_groups / nullif(sum(in_groups) OVER (), 0) AS in_groups_pct
FROM spans
LEFT JOIN placed USING (place)
GROUP BY answered, place
ORDER BY place
