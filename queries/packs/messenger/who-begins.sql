-- title: Who begins conversations?
-- about: A message in a thread that was silent for longer than some hours, or is new, begins a conversation; it is answered when somebody else writes in it.
-- grain: one row per sender
-- tables: fact_messages
-- parameter: hours number = 24; silence that ends a conversation
WITH messages AS (
  SELECT
    thread_id,
    user_id,
    ts,
    _source,
    coalesce(epoch(ts - lag(ts) OVER (PARTITION BY thread_id ORDER BY ts, _source)) > 3600 * $hours, true) AS begins
  FROM model.fact_messages
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
numbered AS (
  SELECT *, sum(begins::INTEGER) OVER (PARTITION BY thread_id ORDER BY ts, _source) AS conversation FROM messages
),
talks AS (
  SELECT thread_id, conversation, user_id, bool_or(begins) AS has_begun, count(*) OVER (PARTITION BY thread_id, conversation) AS people
  FROM numbered
  GROUP BY thread_id, conversation, user_id
)
SELECT
  user_id AS sender,
  count(*) FILTER (WHERE has_begun) AS begun,
  count(*) FILTER (WHERE NOT has_begun) AS joined,
  100 * begun / (begun + joined) AS begun_pct,
  count(*) FILTER (WHERE has_begun AND people > 1) AS answered,
  100 * answered / nullif(begun, 0) AS answered_pct
FROM talks
GROUP BY user_id
ORDER BY begun DESC, joined DESC, sender
