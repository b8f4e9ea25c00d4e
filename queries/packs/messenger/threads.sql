-- title: Threads of two: how long, how balanced
-- about: Messages, turns (messages of one side in a row are one turn) and the part of the quieter side, of threads whose messages name a recipient.
-- grain: one row per thread
-- tables: fact_messages
WITH messages AS (
  SELECT
    thread_id,
    user_id,
    ts,
    user_id IS DISTINCT FROM lag(user_id) OVER (PARTITION BY thread_id ORDER BY ts, _source) AS begins_turn
  FROM model.fact_messages
  WHERE recipient_id IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
sides AS (
  SELECT thread_id, user_id, count(*) AS messages, count(*) FILTER (WHERE begins_turn) AS turns, min(ts) AS began, max(ts) AS ended
  FROM messages
  GROUP BY ALL
)
SELECT
  thread_id,
  sum(messages)::BIGINT AS messages,
  sum(turns)::BIGINT AS turns,
  CASE WHEN count(*) = 1 THEN 0 ELSE 100 * min(messages) / sum(messages) END AS quieter_side_pct,
  CASE WHEN quieter_side_pct = 0 THEN 'one-sided' WHEN quieter_side_pct < 25 THEN 'uneven' ELSE 'balanced' END AS balance,
  (max(local_date(ended)) - min(local_date(began)) + 1)::BIGINT AS days
FROM sides
GROUP BY thread_id
ORDER BY messages DESC, thread_id
